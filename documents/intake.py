"""The clerk's way from files to documents: sent, read in the background, looked over, filed as drafts.

A file that waits unread needs no queue: the task only says "look", and the schedule looks again after a while.
"""

import dataclasses
import re
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from documents import naming, numbers
from documents.models import Document, DocumentFile, DocumentType, DroppedFile, IssuingBody
from documents.models.document import SAME_DOCUMENT
from documents.proposing.proposal import propose
from kttt import allowed_files, sent_files, text

KEPT_DAYS = 7
MOST_WAITING = 60  # files of one clerk
_LEFT_OVER = timedelta(minutes=2)


def send(upload, user) -> str | None:
    """Keeps a file that was sent and has it read; gives why it is not taken, or None."""
    upload.seek(0)
    if refused := allowed_files.refusal(upload.name, upload.size, upload.read(8)):
        return refused
    digest = allowed_files.digest_of(upload)
    mine = DroppedFile.objects.filter(created_by=user)
    if twin := mine.filter(digest=digest).first():
        return f"Tệp này đã có trên bàn: “{twin.name}”."
    if mine.count() >= MOST_WAITING:
        return f"Trên bàn đã có {MOST_WAITING} tệp: hãy lưu hoặc bỏ bớt rồi gửi tiếp."
    upload.seek(0)
    given = Path(upload.name)
    row = DroppedFile.objects.create(
        file=upload, name=f"{given.stem[:70]}{given.suffix.lower()}", size=upload.size, digest=digest, created_by=user
    )
    transaction.on_commit(lambda: read.enqueue(row.pk))
    return None


@task()
def read(pk):
    """Has one waiting file read."""
    if row := DroppedFile.objects.filter(pk=pk, said__isnull=True).first():
        _read(row)


def read_left_over():
    """Reads what a task that was killed has left: oldest first, a few in one round."""
    for row in DroppedFile.objects.filter(said__isnull=True, created_at__lt=timezone.now() - _LEFT_OVER).order_by("pk")[
        :5
    ]:
        _read(row)


def _read(row):
    try:
        with row.file.open("rb") as file:
            data = file.read(allowed_files.MAX_BYTES + 1)
    except OSError:
        data = b""
    said = dataclasses.asdict(propose(data, Path(row.name).suffix))
    DroppedFile.objects.filter(pk=row.pk, said__isnull=True).update(said=said)


def forget_old():
    """Deletes what nobody filed."""
    sent_files.delete(DroppedFile.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)))


def file_as_draft(row: DroppedFile, values: dict, user) -> Document:
    """Makes a draft of the values that the clerk looked over, with the file; ValidationError says what is missing.

    `values` has number, type, issuer, signer, signer_title, abstract (str) and issued_on (date or None). A type or a
    body that is not in the lists yet is added, if the clerk may.
    """
    with transaction.atomic():
        known = DroppedFile.objects.select_for_update().filter(pk=row.pk).first()
        if known is None:
            raise ValidationError("Tệp này đã được lưu hoặc bỏ ở nơi khác.")
        document = Document(
            number=numbers.parse(values["number"]) or values["number"],
            **{key: values[key] for key in ("signer", "signer_title", "abstract", "issued_on")},
            type=_listed("type", values["type"], user), issuer=_listed("issuer", values["issuer"], user),
            created_by=user,
        )  # fmt: skip
        document.full_clean()
        try:
            with transaction.atomic():
                document.save()
        except IntegrityError:
            raise ValidationError(SAME_DOCUMENT) from None
        DocumentFile.objects.create(
            document=document, file=row.file.name, name=allowed_files.download_name(row.name), size=row.size
        )
        known.delete()
    return document


def discard(row: DroppedFile):
    """Throws a waiting file away."""
    sent_files.delete(DroppedFile.objects.filter(pk=row.pk))


_LISTS = {
    "type": (DocumentType, naming.type_named, "documents.add_documenttype", "Chưa có loại văn bản này trong danh mục"),
    "issuer": (IssuingBody, naming.body_named, "documents.add_issuingbody", "Chưa có cơ quan này trong danh mục"),
}


def _listed(field, name, user):
    """The row of a list that `name` means, made where the clerk may make one."""
    model, named, right, unknown = _LISTS[field]
    if found := named(name):
        return found
    if not user.has_perm(right):
        raise ValidationError({field: f"{unknown}: hãy chọn một tên có sẵn hoặc nhờ người quản trị thêm."})
    made = model(name=re.sub(r"\s*[.;,]$", "", text.clean(name)))
    try:
        made.full_clean()
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
    made.save()
    return made
