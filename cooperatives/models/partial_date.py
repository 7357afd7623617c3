"""Dates of which only the month or the year may be known."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def validate_partial_date(value):
    """Accepts "2019", "2019-05" and "2019-05-12"; raises ValidationError for anything else."""
    match = _FORM.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in match.groups())
        date(year, month, day)
    except ValueError:
        raise ValidationError("Hãy nhập năm, tháng/năm hoặc ngày/tháng/năm, ví dụ 12/05/2019.") from None


class PartialDateField(models.CharField):
    """An ISO date cut where knowledge ends; sorts and compares as text. A plain CharField to migrations."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
