"""Pictures as phones and cameras give them, made fit for a web page."""

import secrets
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_WIDTH = 1280
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def normalise(upload, max_width=MAX_WIDTH):
    """The picture in `upload` (a file) upright, at most `max_width` pixels wide, as WebP without camera or place data.

    Returns a ContentFile with a random name. Raises ValidationError with a sentence for the editor.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError("Ảnh lớn hơn 20 MB: hãy giảm kích thước rồi tải lại.")
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError("Ảnh có quá nhiều điểm ảnh: hãy giảm kích thước rồi tải lại.")
            image = ImageOps.exif_transpose(image)
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError, SyntaxError) as error:
        raise ValidationError("Không đọc được ảnh: hãy dùng tệp JPG, PNG, WebP hoặc GIF còn nguyên vẹn.") from error
    if image.width > max_width:
        image = image.resize((max_width, round(image.height * max_width / image.width)), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(8)}.webp")


class PictureField(models.ImageField):
    """An image column that stores every new picture normalised to `max_width`; a plain ImageField to migrations."""

    def __init__(self, *args, max_width=MAX_WIDTH, **kwargs):
        self.max_width = max_width
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs

    def make(self, upload):
        """What is stored for a new picture (a file); raises as `normalise` does."""
        return normalise(upload, self.max_width)

    def pre_save(self, instance, add):
        file = getattr(instance, self.attname)
        if file and not file._committed:
            setattr(instance, self.name, self.make(file.file))
        return super().pre_save(instance, add)
