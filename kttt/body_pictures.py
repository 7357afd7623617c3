"""Pictures of articles, in their text and beside it: stored in three widths, named by one, and drawn with all.

A picture is stored as `uploads/YYYY/<random>_<width>x<height>.webp` (`articles/YYYY/…` those of a column), its smaller
ones beside it as `…_480.webp` and `…_800.webp`. The name tells the size, so that drawing a page asks neither the disk
nor the database.
"""

import html
import re
import secrets
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from kttt.pictures import PictureField, normalise

SMALLER = (480, 800)
# The column of an article: as wide as the screen on phones, at most --reading-width beyond.
SIZES = "(min-width: 48rem) 46rem, 100vw"
_STORED = re.compile(r"/media/(uploads/[0-9]{4}/[0-9a-zA-Z_]+\.webp)")
_OF_SIZE = re.compile(r"(/media/(?:uploads|articles)/[0-9]{4}/[0-9a-f]+)_([0-9]{1,5})x([0-9]{1,5})\.webp")
_SIZED_NAME = re.compile(r"(.+)_([0-9]{1,5})x[0-9]{1,5}\.webp")
_IMG = re.compile(r"<img\b([^>]*)>")
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


@dataclass
class Prepared:
    """A picture made fit for the web: `files` holds WebP by the end of its name, the whole picture first."""

    width: int
    height: int
    files: dict[str, bytes] = field(default_factory=dict)


def prepare(upload) -> Prepared:
    """The picture in `upload` (a file) upright, scaled, without camera and place data, in up to three widths.

    Raises ValidationError with a sentence for the editor.
    """
    whole = normalise(upload)
    data = whole.read()
    with Image.open(ContentFile(data)) as image:
        made = Prepared(*image.size)
    made.files[f"{made.width}x{made.height}"] = data
    for width in SMALLER:
        if width < made.width:
            made.files[str(width)] = normalise(ContentFile(data), width).read()
    return made


def random_stem() -> str:
    """The beginning of a picture's name, which says nothing of its sender."""
    return secrets.token_hex(8)


def store(picture: Prepared) -> str:
    """Stores a prepared picture under a random name; gives the address of the whole one."""
    stem = f"uploads/{timezone.localdate():%Y}/{random_stem()}"
    names = [default_storage.save(f"{stem}_{end}.webp", ContentFile(data)) for end, data in picture.files.items()]
    return default_storage.url(names[0])


def delete(address: str):
    """Deletes a stored picture in all its widths; nothing for an address that is none of ours."""
    if found := _OF_SIZE.fullmatch(address):
        stem = found[1].removeprefix("/media/")
        for end in (f"{found[2]}x{found[3]}", *map(str, SMALLER)):
            default_storage.delete(f"{stem}_{end}.webp")


def stored_names(markup: str) -> list[str]:
    """The names in storage (`uploads/YYYY/NAME.webp`) of the pictures that clean HTML shows, in order."""
    return [name for tag in _IMG.findall(markup) for name in _STORED.findall(tag)]


def with_widths(markup: str) -> str:
    """Clean HTML with its pictures as pages draw them: a width for each screen, size told, loaded when needed."""
    return _IMG.sub(_drawn, markup)


def _drawn(match):
    told = dict(_ATTRIBUTE.findall(match[1]))
    if "src" not in told:
        return ""
    extra = {"loading": "lazy", "decoding": "async"}
    if size := size_of(told["src"]):
        extra |= {"width": str(size[0]), "height": str(size[1])}
        if widths := srcset(told["src"]):
            extra |= {"srcset": widths, "sizes": SIZES}
    # The values are those of clean HTML: escaped already.
    return "<img" + "".join(f' {name}="{value}"' for name, value in ({"alt": ""} | told | extra).items()) + ">"


def without_description(markup: str) -> list[int]:
    """The numbers, counted from 1, of the pictures in clean HTML that have no description (alt)."""
    described = [html.unescape(dict(_ATTRIBUTE.findall(tag)).get("alt", "")).strip() for tag in _IMG.findall(markup)]
    return [number for number, alt in enumerate(described, 1) if not alt]


def missing_descriptions(markup: str) -> str:
    """A sentence for the editor that names the pictures without a description, or ""."""
    numbers = without_description(markup)
    if not numbers:
        return ""
    which = f"Ảnh thứ {', '.join(map(str, numbers))} trong nội dung"
    return f"{which} chưa có mô tả cho người không nhìn thấy ảnh: bấm vào ảnh, chọn “Văn bản thay thế” rồi điền."


def size_of(address: str) -> tuple[int, int] | None:
    """(width, height) of a stored picture by its address; None for pictures of before the name told it."""
    found = _OF_SIZE.fullmatch(address)
    return (int(found[2]), int(found[3])) if found else None


def srcset(address: str) -> str:
    """What `srcset` says of a stored picture: each of its widths; "" where there is only one, or none is known."""
    found = _OF_SIZE.fullmatch(address)
    smaller = [f"{found[1]}_{width}.webp {width}w" for width in SMALLER if width < int(found[2])] if found else []
    return ", ".join([*smaller, f"{address} {found[2]}w"]) if smaller else ""


class PictureInWidthsField(PictureField):
    """A picture column that stores the smaller widths beside each new picture; `srcset` tells them by its address."""

    def make(self, upload):
        whole = super().make(upload)
        with Image.open(whole) as image:
            whole.name = f"{random_stem()}_{image.width}x{image.height}.webp"
        whole.seek(0)
        return whole

    def pre_save(self, instance, add):
        picture = getattr(instance, self.attname)
        is_new = picture and not picture._committed
        stored = super().pre_save(instance, add)
        if is_new and (found := _SIZED_NAME.fullmatch(stored.name)):
            with stored.storage.open(stored.name) as file:
                data = file.read()
            for width in SMALLER:
                if width < int(found[2]):
                    stored.storage.save(f"{found[1]}_{width}.webp", normalise(ContentFile(data), width))
        return stored
