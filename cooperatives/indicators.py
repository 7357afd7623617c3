"""The figures that everybody quotes, each with its definition, from the registry as it stands."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum

from cooperatives.models import Organization, Sector, YearlyFigures
from kttt.templatetags.vietnamese import vi_money, vi_number
from kttt.units.models import AdminUnit

GONE = (Organization.Status.DISSOLVED, Organization.Status.CONVERTED)


@dataclass(frozen=True)
class Figure:
    """One figure as shown: what it is, its value in words, how it is defined, and the list behind it."""

    label: str
    value: str
    note: str
    url: str


def registered(kind):
    """Organisations of a kind that are registered: not dissolved, not converted into something else."""
    return Organization.objects.published().of_kind(kind).exclude(status__in=GONE)


def key_figures():
    """The six figures of the home page (list of Figure); three queries."""
    active = Q(status=Organization.Status.ACTIVE)
    cooperatives = registered("cooperative").aggregate(
        all=Count("pk"), active=Count("pk", filter=active), capital=Sum("charter_capital", filter=active, default=0)
    )
    groups = registered("group").aggregate(all=Count("pk"), active=Count("pk", filter=active))
    public = Organization.objects.published()
    year = YearlyFigures.objects.filter(workers__isnull=False).aggregate(year=Max("year"))["year"]
    workers = (
        YearlyFigures.objects.filter(year=year, organization__in=public).aggregate(n=Sum("workers", default=0))["n"]
        if year
        else 0
    )
    average = cooperatives["capital"] // cooperatives["active"] if cooperatives["active"] else 0
    active_url = "/hop-tac-xa/?tinh-trang=active"
    return [
        Figure("Hợp tác xã", vi_number(cooperatives["all"]), "đã đăng ký, chưa giải thể", "/hop-tac-xa/"),
        Figure("HTX đang hoạt động", vi_number(cooperatives["active"]), "trong số HTX đã đăng ký", active_url),
        Figure("Tổ hợp tác", vi_number(groups["all"]), "chưa giải thể", "/to-hop-tac/"),
        Figure("Vốn điều lệ", vi_money(cooperatives["capital"]), "của các HTX đang hoạt động", active_url),
        Figure("Vốn bình quân một HTX", vi_money(average), "tính trên HTX đang hoạt động", active_url),
        Figure("Lao động", vi_number(workers), f"theo số liệu năm {year}" if year else "chưa có số liệu", "/thong-ke/"),
    ]


def by_sector():
    """[(sector name, registered cooperatives whose main sector it is, share in per cent)] in the sectors' order."""
    main = dict(
        registered("cooperative").filter(sector_links__position=0)
        .values_list("sector_links__sector").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    total = sum(main.values()) or 1
    return [(s.name, main.get(s.pk, 0), round(100 * main.get(s.pk, 0) / total, 1)) for s in Sector.objects.all()]


def by_commune():
    """[(today's commune, registered cooperatives, registered groups)] by the Vietnamese alphabet."""
    counts = {
        kind: dict(registered(kind).values_list("unit_now").annotate(n=Count("pk")).order_by())
        for kind in ("cooperative", "group")
    }
    return [
        (unit, counts["cooperative"].get(unit.pk, 0), counts["group"].get(unit.pk, 0))
        for unit in AdminUnit.objects.communes().current()
    ]
