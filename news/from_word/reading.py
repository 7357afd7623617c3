"""A Word file → the article in it, with its pictures made fit for the web; in a process of its own.

A file may be hostile or broken: what it may take of time and memory has an end (`kttt.bounded_process`).
"""

import base64
import dataclasses
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from kttt import bounded_process, text
from kttt.body_pictures import Prepared, prepare
from kttt.pictures import FORMATS, MAX_PIXELS
from news.from_word import article, body
from news.from_word.package import BROKEN, MAX_BYTES, PICTURE_BYTES, TOO_LARGE, TOO_MUCH, Package, RefusedError

SECONDS = 90
MOST_PICTURES = 60
TOO_MANY = f"Bài có hơn {MOST_PICTURES} ảnh: chỉ lấy {MOST_PICTURES} ảnh đầu."
WRONG_NAME = "Chỉ nhận tệp Word .docx: hãy mở bằng Word, chọn Save As, lưu thành .docx rồi gửi lại."
NOT_SHOWN = "Ảnh thứ {number} trong tệp chưa lấy được: {reason}"
DRAWN_BY_OFFICE = (
    "đây là hình vẽ kiểu WMF, EMF hoặc kiểu trình duyệt không đọc được, hãy chụp thành ảnh rồi chèn vào bài."
)


@dataclass
class ReadArticle:
    """What was read: the parts, and the pictures that they name by number."""

    parts: article.Parts
    pictures: dict[int, Prepared] = field(default_factory=dict)


def read(data: bytes, name: str) -> ReadArticle:
    """Reads the Word file called `name`. Raises RefusedError with a sentence for the sender."""
    if len(data) > MAX_BYTES:
        raise RefusedError(TOO_LARGE)
    name = text.clean(Path(name).name)[-150:]
    said, ended = bounded_process.run("news.from_word.reading", name, data=data, seconds=SECONDS)
    refused = next((one["refused"] for one in said if "refused" in one), None)
    told = next((one["parts"] for one in said if "parts" in one), None)
    if refused or told is None or not ended:
        raise RefusedError(refused or TOO_MUCH)
    pictures = {
        one["picture"]: Prepared(one["width"], one["height"], {e: base64.b64decode(d) for e, d in one["files"].items()})
        for one in said
        if "picture" in one
    }
    return ReadArticle(article.Parts(**told), pictures)


def read_here(data: bytes, name: str) -> ReadArticle:
    """`read` in this process. Raises RefusedError, and whatever a broken file makes a library raise."""
    package = Package(data)
    if Path(name).suffix.lower() not in (".docx", ".docm", ""):
        raise RefusedError(WRONG_NAME)
    found = body.read(package)
    if not any(block.text.strip() for block in found.blocks):
        raise RefusedError(article.NO_WORDS)
    pictures, alike = {}, {}
    for number, picture in enumerate(found.pictures):
        if number >= MOST_PICTURES:
            found.remarks.append(TOO_MANY)
            break
        if picture in alike:
            pictures[number] = alike[picture]
            continue
        try:
            pictures[number] = alike[picture] = _prepared(package, picture)
        except (ValidationError, RefusedError) as error:
            reason = error.messages[0] if isinstance(error, ValidationError) else str(error)
            found.remarks.append(NOT_SHOWN.format(number=number + 1, reason=reason[:1].lower() + reason[1:]))
    sizes = {number: (one.width, one.height) for number, one in pictures.items()}
    return ReadArticle(article.of_text(found, sizes, Path(name).stem), pictures)


def _prepared(package, picture):
    try:
        data = package.read(picture.part, PICTURE_BYTES)
    except RefusedError as error:
        raise ValidationError("Ảnh lớn hơn 20 MB hoặc bị hỏng: hãy giảm kích thước rồi chèn lại.") from error
    if picture.part.lower().endswith((".wmf", ".emf", ".svg", ".wdp")):
        raise ValidationError(DRAWN_BY_OFFICE)
    if any(picture.crop) or picture.turns:
        data = _as_shown(data, picture)
    file = BytesIO(data)
    file.size = len(data)
    return prepare(file)


def _as_shown(data, picture):
    """The picture cropped and turned as the file shows it: what was cropped away is nobody's to see."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return data  # refused by who comes next
            oriented = image.getexif().get(0x0112, 1)
            left, top, right, bottom = picture.crop
            box = (
                round(image.width * left), round(image.height * top),
                max(round(image.width * (1 - right)), round(image.width * left) + 1),
                max(round(image.height * (1 - bottom)), round(image.height * top) + 1),
            )  # fmt: skip
            shown = image.crop(box)
            if oriented != 1:
                # Word writes the camera's own turn again as a turn of the frame: once is enough.
                shown.getexif()[0x0112] = oriented
                ImageOps.exif_transpose(shown, in_place=True)
            elif picture.turns:
                shown = shown.rotate(-90 * picture.turns, expand=True)
            out = BytesIO()
            if shown.mode not in ("RGB", "RGBA", "L", "LA"):
                shown = shown.convert("RGBA" if shown.has_transparency_data else "RGB")
            shown.save(out, "PNG", compress_level=1)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return data


def main():
    """In the process itself: reads standard input as the file that the command line names."""
    data, (name,) = bounded_process.begin()
    try:
        found = read_here(data, name)
    except RefusedError as error:
        bounded_process.say(refused=str(error))
    except MemoryError:
        bounded_process.say(refused=TOO_MUCH)
    except Exception:  # whatever a broken file makes a library raise
        bounded_process.say(refused=BROKEN)
    else:
        for number, one in found.pictures.items():
            files = {end: base64.b64encode(data).decode() for end, data in one.files.items()}
            bounded_process.say(picture=number, width=one.width, height=one.height, files=files)
        bounded_process.say(parts=dataclasses.asdict(found.parts))


if __name__ == "__main__":
    main()
