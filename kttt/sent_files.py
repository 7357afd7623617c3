"""Files that readers send along with a form: known by their content, kept where only staff get them, deleted with it.

Nothing is unpacked or run here: an archive's list of names is read, never its parts.
"""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import FileResponse, Http404

from kttt import text
from kttt.allowed_files import true_ending
from kttt.pictures import normalise
from kttt.private_files import private_storage, random_path

MAX_BYTES = 5 * 1024 * 1024
# What a form may weigh beside its files.
WORDS_BYTES = 512 * 1024
# Wide enough to read a photographed page.
PICTURE_WIDTH = 2000
ACCEPT = ".pdf,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png"
TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".webp": "image/webp",
}


class SentFile(models.Model):
    """A file that came with what a reader sent; no public address hands it out."""

    file = models.FileField("tệp", upload_to=random_path, storage=private_storage)
    name = models.CharField("tên khi tải về", max_length=80)
    size = models.PositiveBigIntegerField("dung lượng (byte)")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.name


class FilesInput(forms.ClearableFileInput):
    """A plain file input that takes several files."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to `limit` files, looked at (`accept`); gives a list of ContentFile."""

    def __init__(self, *, limit, **kwargs):
        self.limit = limit
        widget = FilesInput if limit > 1 else forms.FileInput
        kwargs.setdefault("error_messages", {"empty": "Tệp rỗng: hãy chọn lại tệp."})
        super().__init__(widget=widget(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data, initial=None):
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > self.limit:
            raise ValidationError(f"Mỗi lần gửi nhiều nhất {self.limit} tệp: hãy bỏ bớt rồi chọn lại.")
        found, errors = [], []
        for upload in uploads:
            try:
                found.append(accept(super().clean(upload, initial)))
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)
        return found


def too_large(request, limit):
    """Whether a form with at most `limit` files weighs more than it may: asked before a byte of it is read."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > limit * MAX_BYTES + WORDS_BYTES


def keep(rows, files):
    """Stores `files` (`accept`) in `rows`, the related manager of a model of SentFile."""
    for file in files:
        name = f"{Path(file.name).stem[:60]}{Path(file.name).suffix}"
        rows.create(file=file, name=name, size=file.size)


def delete(rows):
    """Deletes rows of SentFile (a queryset), and their files once the transaction is through."""
    for row in rows:
        storage, name = row.file.storage, row.file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
    rows.delete()


def hand_to_staff(sent):
    """A SentFile as an answer to save: never opened by the browser on our own origin. Http404 where it is lost."""
    try:
        file = sent.file.open("rb")
    except FileNotFoundError:
        raise Http404("Tệp không còn trên máy chủ.") from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=sent.name,
        content_type=TYPES.get(f".{sent.name.rpartition('.')[2]}", "application/octet-stream"),
        headers={"X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"},
    )


def accept(upload):
    """The uploaded file, safe to keep: a ContentFile named "<plain stem><ending of what it really is>".

    Pictures come back as WebP without camera and place data. Raises ValidationError with a sentence for the sender.
    """
    shown = text.clean(upload.name)[:80]
    if upload.size > MAX_BYTES:
        raise ValidationError(f"Tệp “{shown}” lớn hơn 5 MB: hãy giảm dung lượng rồi chọn lại.")
    upload.seek(0)
    data = upload.read()
    stem = text.slug(Path(upload.name).stem, 60)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        try:
            return ContentFile(normalise(upload, PICTURE_WIDTH).read(), name=f"{stem}.webp")
        except ValidationError as error:
            raise ValidationError(f"Tệp “{shown}”: {error.messages[0]}") from error
    ending = true_ending(data)
    if ending is None:
        raise ValidationError(
            f"Không nhận tệp “{shown}”: hãy gửi ảnh JPG, PNG hoặc tệp PDF, Word, Excel không có mật khẩu, macro."
        )
    return ContentFile(data, name=f"{stem}{ending}")
