"""What the public page of one organisation says beyond its facts: a notice, charts, where its data are from, others."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cooperatives import facts
from cooperatives.finding import Wanted
from cooperatives.models import Organization
from cooperatives.shelf import COMMUNE, SECTOR
from cooperatives.wording import NOUNS, PEOPLE
from kttt import charts
from kttt.templatetags.vietnamese import vi_number

MOST_CHARTS = 4
MOST_YEARS = 8
SHOWN = 5  # neighbours of each sort
# What a reader has to know before anything else: these statuses, as the end of a sentence.
_WARNED = {
    Organization.Status.SUSPENDED: "đang tạm ngừng hoạt động",
    Organization.Status.STOPPED: "đã ngừng hoạt động",
    Organization.Status.DISSOLVING: "đang chờ giải thể",
    Organization.Status.DISSOLVED: "đã giải thể",
    Organization.Status.CONVERTED: "đã chuyển đổi hoặc sáp nhập",
}


@dataclass(frozen=True)
class Notice:
    """A status that warns: a sentence's end, and the day from which the registry tells it (None: not known)."""

    noun: str
    words: str
    since: date | None


@dataclass(frozen=True)
class Neighbours:
    """Others that share something: what they share, some of them by name, the address of the list of all."""

    heading: str
    organizations: list
    address: str


@dataclass(frozen=True)
class Updated:
    """The last day of which the registry tells something of an organisation, and the day on which that was entered."""

    told_of: date
    entered: date


def notice(organization, statements):
    """The Notice of an organisation that is not at work, from its statements in order; None for the others."""
    words = _WARNED.get(organization.status)
    if not words:
        return None
    status, since = None, None
    for statement in statements:
        stated = statement.facts.get("status")
        if "status" in statement.facts and stated != status:
            status, since = stated, statement.valid_from
    return Notice(NOUNS[organization.kind], words, since if status == organization.status else None)


def other_name(name):
    """The name with its type in the other of its two writings; "" for one that begins with no type.

    >>> other_name("HTX Hoa Ban"), other_name("Tổ hợp tác Bình Minh"), other_name("Hoa Ban")
    ('Hợp tác xã Hoa Ban', 'THT Bình Minh', '')
    """
    for short, long in (("HTX", "Hợp tác xã"), ("THT", "Tổ hợp tác")):
        for written, other in ((short, long), (long, short)):
            if name.lower().startswith(f"{written.lower()} "):
                return other + name[len(written) :]
    return ""


def public_figures(kind):
    """The keys of the yearly figures that readers may see, the most telling first."""
    return [key for key in facts.FIGURES[kind] if key not in facts.PRIVATE_FIGURES]


def figure_table(kind, years):
    """{"years", "rows": [(label, words by year)]} of YearlyFigures in order; None where no public figure is known."""
    rows = []
    for key in public_figures(kind):
        values = [getattr(year, key) for year in years]
        if any(value is not None for value in values):
            words = _words(key)
            rows.append((_heading(key), ["" if value is None else words(value) for value in values]))
    return {"years": [year.year for year in years], "rows": rows} if rows else None


def figure_charts(kind, years):
    """[(id, title, Chart)]: the first MOST_CHARTS public figures of which two years or more are known.

    Each from the first to the last known year, at most MOST_YEARS; a year between of which nothing is known is said
    to be so.
    """
    drawn = []
    for key in public_figures(kind):
        known = {year.year: getattr(year, key) for year in years if getattr(year, key) is not None}
        known = {year: value for year, value in known.items() if year > max(known) - MOST_YEARS}
        if len(known) < 2:
            continue
        points = [(str(year), known.get(year)) for year in range(min(known), max(known) + 1)]
        anchor = f"bieu-do-{key.replace('_', '-')}"
        drawn.append((anchor, _heading(key), charts.columns(points, _words(key))))
    return drawn[:MOST_CHARTS]


def _heading(key):
    return f"{facts.label(key)} ({'người' if key in PEOPLE else 'triệu đồng'})"


def _words(key):
    """How the values of a figure are written below its `_heading`."""
    return vi_number if key in PEOPLE else _millions


def _millions(dong):
    """Đồng as million đồng without the word, as exactly as tells: 1080500000 → "1.081", 20500000 → "20,5"."""
    value = Decimal(dong) / 10**6
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= Decimal("0.01") else 6
    shown = vi_number(value, places)
    return shown.rstrip("0").rstrip(",") if places else shown


def updated(statements):
    """When the registry was last told something of an organisation (`Updated`); None without statements."""
    if not statements:
        return None
    entered = max(statement.recorded_at for statement in statements)
    return Updated(max(statement.valid_from for statement in statements), timezone.localdate(entered))


def neighbours(organization, sectors):
    """[Neighbours]: others of its kind that are registered, in the same commune and in the main of its `sectors`."""
    shared = []
    if unit := organization.unit_now:
        shared.append((f"Cùng {_inside(unit.full_name)}", {"unit_now": unit.pk}, {COMMUNE: (str(unit.pk),)}))
    if sectors:
        main = sectors[0]
        shared.append(
            (f"Cùng lĩnh vực {_inside(main.name)}", {"sector_links__sector": main.pk}, {SECTOR: (main.code,)})
        )
    others = Organization.objects.published().registered().of_kind(organization.kind).exclude(pk=organization.pk)
    found = []
    for heading, filed, chosen in shared:
        rows = list(others.filter(**filed).select_related("unit_now").order_by("sort_key", "pk")[:SHOWN])
        if rows:
            found.append(Neighbours(heading, rows, Wanted(chosen=chosen, kind=organization.kind).list_address))
    return found


def _inside(words):
    """Words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]
