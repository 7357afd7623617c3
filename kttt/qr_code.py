"""QR codes as the measures of an SVG, drawn by includes/qr_code.html."""

from dataclasses import dataclass

import segno

_QUIET = 4  # modules of white around, as readers of codes need (ISO/IEC 18004)


@dataclass(frozen=True)
class QrCode:
    """`size`: modules on a side, the white border included; `path`: the dark ones as one path; `text`: what it says."""

    size: int
    path: str
    text: str


def qr_code(text):
    """The QrCode of a text; about a sixth of it may be hidden and it is still read (level M)."""
    rows = segno.make_qr(text, error="m").matrix
    dark = (
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return QrCode(len(rows) + 2 * _QUIET, "".join(dark), text)
