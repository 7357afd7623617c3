"""Counting months from a day, as laws do."""

import calendar
from datetime import date


def months_later(day, months):
    """The same day of the month `months` later (earlier where negative); the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
