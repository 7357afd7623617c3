"""Rows whose file is gone, and files that no row names."""

import time
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from simple_history.models import HistoricalChanges

from kttt.backups.archive import stored_files
from kttt.media import is_picture

# A file is stored before its row; and what waits for a clerk's word stays a day.
SECONDS_TO_GET_A_ROW = 2 * 24 * 3600


def _columns():
    for model in apps.get_models():
        if model._meta.proxy or issubclass(model, HistoricalChanges):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and field.model is model:
                yield model, field


def look():
    """(Counter of rows without file by what the model is called, sorted names of files without row)."""
    root, now = Path(settings.MEDIA_ROOT), time.time()
    missing, known = Counter(), set()
    for model, field in _columns():
        names = model._base_manager.exclude(**{field.name: ""}).exclude(**{f"{field.name}__isnull": True})
        for name in names.values_list(field.name, flat=True).iterator():
            path = Path(field.storage.path(name))
            known.add(path)
            if not path.is_file():
                missing[str(model._meta.verbose_name)] += 1
    # Pictures stay when they leave their text: the library lists those that nothing shows.
    unnamed = [name for name in stored_files(root) if not is_picture(name) and root / name not in known]
    return missing, [name for name in unnamed if now - (root / name).stat().st_mtime > SECONDS_TO_GET_A_ROW]
