"""What is to be done about organisations: figures that are missing, OCOP recognitions that end, gaps in the records.

Whoever is dissolved or converted is on none of these lists.
"""

from django.db.models import Count, Exists, F, OuterRef, Q

from cooperatives.facts import FOUNDED
from cooperatives.models import OcopProduct, Organization, OrganizationSector, YearlyFigures
from cooperatives.models.months import months_later
from cooperatives.models.organization import first_holding
from cooperatives.submissions import founded_by, still_reporting

# Which recognitions are looked at, and in which words.
EXPIRED, SOON, LATER, UNDATED = "het-han", "3-thang", "6-thang", "chua-ro"
RECOGNITIONS = {
    EXPIRED: "Đã hết hạn",
    SOON: "Hết hạn trong 3 tháng tới",
    LATER: "Hết hạn sau 3 đến 6 tháng tới",
    UNDATED: "Chưa ghi ngày công nhận",
}
TAX_CODE, COMMUNE, SECTOR, STATUS = "ma-so-thue", "xa", "linh-vuc", "tinh-trang"
GAPS = {
    TAX_CODE: "Thiếu mã số thuế",
    COMMUNE: "Chưa rõ xã, phường",
    SECTOR: "Thiếu lĩnh vực",
    STATUS: "Thiếu tình trạng",
}


def without_figures(kind, year):
    """Organisations of `kind` that were there in `year` and have no figures of it."""
    given = YearlyFigures.objects.filter(organization=OuterRef("pk"), year=year)
    return still_reporting(kind).filter(founded_by(FOUNDED[kind], year), ~Exists(given))


def with_gaps(kind):
    """Organisations of `kind` in whose record something is missing that every report needs."""
    return _with_sector(kind).filter(_any(_gaps(kind)))


def gaps_of(organization):
    """The words of GAPS for one organisation out of `with_gaps`."""
    missing = {
        TAX_CODE: organization.kind == "cooperative" and not organization.tax_code,
        COMMUNE: organization.unit_now_id is None,
        SECTOR: not organization.has_sector,
        STATUS: not organization.status,
    }
    return [gap for gap, is_missing in missing.items() if is_missing]


def gap_counts(organizations, kind):
    """{gap: number} in `organizations` (a queryset of `with_gaps`); one query."""
    return organizations.order_by().aggregate(**{gap: Count("pk", filter=rule) for gap, rule in _gaps(kind).items()})


def with_gap(organizations, kind, gap):
    """Those of `organizations` (a queryset of `with_gaps`) in whose record `gap` is missing."""
    return organizations.filter(_gaps(kind)[gap])


def _with_sector(kind):
    links = OrganizationSector.objects.filter(organization=OuterRef("pk"))
    return still_reporting(kind).annotate(has_sector=Exists(links))


def _gaps(kind):
    rules = {
        TAX_CODE: Q(tax_code=""),
        COMMUNE: Q(unit_now=None),
        SECTOR: Q(has_sector=False),
        STATUS: Q(status=""),
    }
    # A group has no tax code of its own.
    return {gap: rule for gap, rule in rules.items() if kind == "cooperative" or gap != TAX_CODE}


def _any(rules):
    found = Q()
    for rule in rules.values():
        found |= rule
    return found


def recognitions(kinds, today):
    """OCOP products of organisations of `kinds` whose recognition has ended, ends within 6 months, or has no date."""
    owners = Organization.objects.registered()
    if len(kinds) == 1:
        owners = owners.of_kind(kinds[0])
    found = OcopProduct.objects.filter(_any(_recognition_rules(today)), organization__in=owners)
    return found.select_related("organization__unit_now").order_by(F("recognised_on").asc(nulls_last=True), "pk")


def recognition_counts(products, today):
    """{word of RECOGNITIONS: number} in `products`; one query."""
    rules = _recognition_rules(today)
    return products.order_by().aggregate(**{word: Count("pk", filter=rule) for word, rule in rules.items()})


def with_recognition(products, word, today):
    """Those of `products` to which `word` of RECOGNITIONS applies."""
    return products.filter(_recognition_rules(today)[word])


def recognition_of(product, today):
    """The word of RECOGNITIONS for one product; None while it holds for longer: the rule of the queries for one row."""
    until = product.recognised_until
    if until is None:
        return UNDATED
    if until < today:
        return EXPIRED
    if until < months_later(today, 3):
        return SOON
    return LATER if until < months_later(today, 6) else None


def _recognition_rules(today):
    ends = [first_holding(day) for day in (today, months_later(today, 3), months_later(today, 6))]
    return {
        EXPIRED: Q(recognised_on__lt=ends[0]),
        SOON: Q(recognised_on__gte=ends[0], recognised_on__lt=ends[1]),
        LATER: Q(recognised_on__gte=ends[1], recognised_on__lt=ends[2]),
        UNDATED: Q(recognised_on=None),
    }
