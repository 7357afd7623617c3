"""Keeping the library's rows true to what lies in storage and to what the portal shows.

No writer has to tell: a cover, a gallery, a picture in a body, one from a Word file or from the old portal all lie in
storage, and the library looks there whenever somebody opens it.
"""

import re

from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from kttt.library.models import Picture
from kttt.library.uses import all_uses
from kttt.media import is_picture

AT_ONCE = 500
_OF_SIZE = re.compile(r"(.+)_[0-9]+x[0-9]+\.webp")
_SMALLER = re.compile(r"(.+)_[0-9]+\.webp")
_PRIVATE = "private"  # files without an address lie there, thousands of them


def remember(name, title="", user=None):
    """The row of the stored picture `name`, made where there is none; `title`: what its file was called, `user`: who
    sent it."""
    made = _row(name, title=title[:150], user=user)
    return Picture.objects.get_or_create(name=name, defaults={
        field.name: getattr(made, field.name) for field in Picture._meta.concrete_fields if not field.primary_key
    })[0]  # fmt: skip


def gather():
    """Adds what lies in storage and is not known; writes down where each is used and what is said of it there."""
    uses = all_uses()
    known = set(Picture.objects.values_list("name", flat=True))
    new = sorted(whole_pictures(stored_names()) - known)
    senders = _senders({name: uses[name] for name in new if name in uses})
    for start in range(0, len(new), AT_ONCE):
        rows = [_row(name, user_id=senders.get(name)) for name in new[start : start + AT_ONCE]]
        Picture.objects.bulk_create(rows, ignore_conflicts=True)
    changed = []
    for picture in Picture.objects.defer("folded", "size", "width", "height"):
        own = uses.get(picture.name, [])
        used_in = "".join(f" {word}" for word in sorted({use.column.word for use in own})) + (" " if own else "")
        alt = picture.alt or next((use.alt for use in own if use.alt), "")[:250]
        caption = picture.caption or next((use.caption for use in own if use.caption), "")[:300]
        said = (used_in, len(own), alt, caption)
        if said != (picture.used_in, picture.use_count, picture.alt, picture.caption):
            picture.used_in, picture.use_count, picture.alt, picture.caption = said
            changed.append(picture)
    Picture.objects.bulk_update(changed, ["used_in", "use_count", "alt", "caption"], batch_size=AT_ONCE)


def whole_pictures(names):
    """`names` without the smaller sizes of a picture: "a_480.webp" beside "a_1280x720.webp"."""
    stems = {found[1] for name in names if (found := _OF_SIZE.fullmatch(name))}
    return {name for name in names if not ((found := _SMALLER.fullmatch(name)) and found[1] in stems)}


def files_of(name):
    """The names of all stored files of the picture `name`: itself and its smaller sizes."""
    folder = name.rpartition("/")[0]
    stem = _OF_SIZE.fullmatch(name)
    smaller = stored_names(f"{folder}/", deep=False) if stem else ()
    return [name, *(other for other in smaller if (found := _SMALLER.fullmatch(other)) and found[1] == stem[1])]


def stored_names(folder="", deep=True):
    """The names of all pictures that lie in storage (below `folder`, which ends in a slash), as a set."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    found = {f"{folder}{file}" for file in files if is_picture(f"{folder}{file}")}
    for inner in folders:
        if deep and (folder or inner != _PRIVATE):
            found |= stored_names(f"{folder}{inner}/")
    return found


def _row(name, title="", user=None, user_id=None):
    width = height = size = 0
    uploaded_at = timezone.now()
    try:
        size, uploaded_at = default_storage.size(name), default_storage.get_modified_time(name)
        with default_storage.open(name) as file, Image.open(file, formats=["WEBP"]) as image:
            width, height = image.size
    except OSError:
        pass  # a broken file is in the library too: so somebody can replace it
    return Picture(
        name=name, title=title, width=width, height=height, size=size, uploaded_at=uploaded_at,
        uploaded_by_id=user.pk if user else user_id,
    )  # fmt: skip


def _senders(uses):
    """{name: id of the user who made the first thing that shows it}; a query for each model."""
    makers = {}
    for model in {use.column.model for own in uses.values() for use in own}:
        if any(field.name == "created_by" for field in model._meta.concrete_fields):
            pks = {use.pk for own in uses.values() for use in own if use.column.model is model}
            rows = model._default_manager.filter(pk__in=pks).values_list("pk", "created_by")
            makers |= {(model, pk): maker for pk, maker in rows}
    found = {}
    for name, own in uses.items():
        found[name] = next((maker for use in own if (maker := makers.get((use.column.model, use.pk)))), None)
    return found
