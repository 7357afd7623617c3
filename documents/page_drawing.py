"""The pages of a file as pictures: PDF by PDFium, photographs as they are.

`draw` starts a process of its own for each file (`kttt.bounded_process`), whose program this module is too. Knows
neither Django nor a model.
"""

import base64
import io
from typing import NamedTuple

from kttt import bounded_process

DRAWABLE = (".pdf", ".jpg", ".png")
MAX_PAGES = 200
WIDTH, MAX_HEIGHT = 1000, 3000
SMALL_WIDTH, SMALL_MAX_HEIGHT = 240, 480
SECONDS = 120


class DrawnPage(NamedTuple):
    """A picture of a page (WebP) and its size in pixels."""

    picture: bytes
    width: int
    height: int


def draw(data: bytes, ending: str) -> tuple[DrawnPage | None, list[DrawnPage]]:
    """(the first page small, the first MAX_PAGES pages) of a file: its bytes and its ending, ".pdf".

    Fewer pages, or (None, []), where the file cannot be drawn or needs more than SECONDS or 1 GB. Never raises.
    """
    if ending not in DRAWABLE:
        return None, []
    said, _ended = bounded_process.run("documents.page_drawing", ending, data=data, seconds=SECONDS)
    drawn = [DrawnPage(base64.b64decode(one["picture"]), one["width"], one["height"]) for one in said]
    return (drawn[0], drawn[1:]) if drawn else (None, [])


def _pages(data, ending):
    """Yields Pillow pictures, each as wide and high as may be."""
    from PIL import Image, ImageOps

    if ending != ".pdf":
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (WIDTH, MAX_HEIGHT))
            picture = ImageOps.exif_transpose(picture).convert("RGB")
            picture.thumbnail((WIDTH, MAX_HEIGHT))
            yield picture
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        scale = min(WIDTH / page.get_width(), MAX_HEIGHT / page.get_height())
        yield page.render(scale=scale).to_pil().convert("RGB")
        page.close()


def _webp(picture, **how):
    out = io.BytesIO()
    picture.save(out, "WEBP", **how)
    return out.getvalue()


def _say(picture):
    """Letters on white are a third as large, and sharper, without loss in sixteen shades; photographs are not."""
    in_few_shades = picture.point([round(shade / 17) * 17 for shade in range(256)] * 3)
    without_loss = _webp(in_few_shades, lossless=True, quality=30, method=2)
    written = min(without_loss, _webp(picture, quality=50, method=1), key=len)
    bounded_process.say(picture=base64.b64encode(written).decode(), width=picture.width, height=picture.height)


def main():
    """Draws standard input, a file with the ending that the command line names: the first page small, then all."""
    data, (ending,) = bounded_process.begin()
    for number, picture in enumerate(_pages(data, ending)):
        if not number:
            small = picture.copy()
            small.thumbnail((SMALL_WIDTH, SMALL_MAX_HEIGHT))
            _say(small)
        _say(picture)


if __name__ == "__main__":
    main()
