"""Addresses as QR codes, drawn by includes/qr_code.html: what stands on paper leads back to the page."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around the code (ISO/IEC 18004, 6.3.8)


@dataclass(frozen=True)
class QrCode:
    """`size`: modules on each side, the white margin included; `path`: the dark ones as an SVG path."""

    size: int
    path: str


def qr_code(address):
    """The QrCode of an absolute address; level M still reads with 15 % of it soiled."""
    rows = list(segno.make_qr(address, error="m", boost_error=False).matrix_iter(border=QUIET))
    return QrCode(len(rows), "".join(_runs(rows)))


def _runs(rows):
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                yield f"M{start} {y}h{x - start}v1h-{x - start}z"
            x += 1
