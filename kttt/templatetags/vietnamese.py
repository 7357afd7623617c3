"""Dates, numbers and money as Vietnamese readers write them."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import timezone
from django.utils.formats import number_format

register = template.Library()

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@register.filter
def vi_datetime(moment):
    """An aware datetime as the portal's date line: "Thứ sáu - 04/03/2022 09:50" (Vietnam time)."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return f"{WEEKDAYS[local.weekday()]} - {local:%d/%m/%Y %H:%M}"


@register.filter
def vi_date(day):
    """A date or aware datetime as "04/03/2022"; "" for None."""
    if not day:
        return ""
    return f"{timezone.localtime(day) if hasattr(day, 'hour') else day:%d/%m/%Y}"


@register.filter
def vi_partial_date(text):
    """An ISO date cut where knowledge ends: "2019-05" as "05/2019"."""
    return "/".join(reversed(str(text or "").split("-")))


@register.filter
def vi_number(value, decimals=None):
    """1234567.8 as "1.234.567,8", rounded to `decimals` places if given; "" for None."""
    if value is None or value == "":
        return ""
    if decimals is not None:
        # number_format() would cut the rest off.
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def vi_money(dong):
    """Whole đồng as readers say them: 826350000000 → "826,35 tỷ đồng", 3650000 → "3,65 triệu đồng"."""
    if dong is None or dong == "":
        return ""
    for size, word in ((10**9, "tỷ đồng"), (10**6, "triệu đồng")):
        if abs(dong) >= size:
            shown = f"{dong / size:.2f}".rstrip("0").rstrip(".")
            return f"{vi_number_text(shown)} {word}"
    return f"{vi_number(dong)} đồng"


def vi_number_text(plain):
    """A plain decimal numeral ("1234.5") with Vietnamese separators ("1.234,5")."""
    whole, _, fraction = plain.partition(".")
    return vi_number(int(whole)) + ("," + fraction if fraction else "")


@register.filter
def file_size(size):
    """Bytes as "1,2 MB" or "35 KB"."""
    if size >= 1024 * 1024:
        return vi_number_text(f"{size / 1024 / 1024:.1f}") + " MB"
    return f"{max(1, round(size / 1024))} KB"
