"""Another picture in the place of one, everywhere; and deleting what nothing shows.

Names below /media/ mean the same bytes for ever (they are cached for a year), so a replaced picture gets a new name
and whatever showed the old one is rewritten, in one transaction that rings the bell as every write does.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from kttt import body_pictures
from kttt.library.columns import picture_columns, text_columns
from kttt.library.gathering import files_of, remember
from kttt.library.uses import IMG, names_in, places, read_uses
from kttt.pictures import normalise

# So long a picture may stand in a text that somebody has not saved yet.
UNSAVED = timedelta(hours=24)


def store(upload, folder=None):
    """Stores an uploaded picture made fit for the web; its new name. Raises ValidationError for the sender.

    Among the pictures of texts (no `folder`, or one of theirs) in the widths that `body_pictures` draws.
    """
    if folder is None or folder.startswith("uploads/"):
        return body_pictures.store(body_pictures.prepare(upload)).removeprefix(settings.MEDIA_URL)
    file = normalise(upload)
    return default_storage.save(f"{folder}/{file.name}", file)


def replace(picture, upload, user):
    """(The library's row of the new picture, number of places that now show it). The old one stays, unused.

    Raises ValidationError where `upload` is no picture.
    """
    name = store(upload, picture.name.rpartition("/")[0])
    try:
        with transaction.atomic():
            new = remember(name, picture.title, user)
            new.alt, new.caption = picture.alt, picture.caption
            new.save()
            changed = _in_columns(picture.name, new, user) + _in_texts(picture.name, new, user)
    except BaseException:
        _delete_files(name)
        raise
    return new, changed


def _in_columns(old, new, user):
    changed = 0
    for column in picture_columns():
        name = column.field.name
        measures = [m for kind in ("width", "height") if (m := getattr(column.field, f"{kind}_field"))]
        for row in column.rows.select_for_update(of=("self",)).filter(**{name: old}):
            setattr(row, name, new.name)
            _save(row, [name, *measures], user)
            changed += 1
    return changed


def _in_texts(old, new, user):
    changed = 0
    for column in text_columns():
        name = column.field.name
        rows = column.rows.select_for_update(of=("self",)).filter(**{f"{name}__contains": default_storage.url(old)})
        for row in rows:
            setattr(row, name, rewritten(getattr(row, name), old, new))
            _save(row, [name], user)
            changed += 1
    return changed


def _save(row, names, user):
    """One by one, so that each row keeps a version that says whose step it was."""
    row._history_user, row._change_reason = user, "Thay ảnh trong kho ảnh"
    row.save(update_fields=names)


def rewritten(html, old, new):
    """Clean `html` with the picture `new` (name, width, height) wherever it shows or leads to the one named `old`."""

    def measured(match):
        tag = match[0]
        if old in names_in(tag):
            tag = re.sub(r'\bwidth="\d+"', f'width="{new.width}"', tag)
            tag = re.sub(r'\bheight="\d+"', f'height="{new.height}"', tag)
        return tag

    return IMG.sub(measured, html).replace(default_storage.url(old), default_storage.url(new.name))


def reasons_to_keep(pictures, user):
    """[(words, address or None)]: why these pictures may not be deleted now; empty where they may."""
    uses, found = read_uses(), []
    for picture in pictures:
        found += places(uses.get(picture.name, []))
        young = timezone.now() - picture.uploaded_at < UNSAVED
        if picture.name not in uses and young and picture.uploaded_by_id not in (None, user.pk):
            found.append(
                (f"{picture}: người khác mới tải lên trong 24 giờ qua, có thể đang ở trong bài chưa lưu", None)
            )
    return found


def delete(pictures):
    """Deletes rows and files of `pictures` that nothing shows; the files once the rows are gone for good."""
    with transaction.atomic():
        uses = read_uses()
        for picture in pictures:
            if picture.name not in uses:
                picture.delete()
                transaction.on_commit(lambda name=picture.name: _delete_files(name))


def _delete_files(name):
    for file in files_of(name):
        default_storage.delete(file)
