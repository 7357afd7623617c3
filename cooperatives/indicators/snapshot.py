"""What the registry adds up to on one day."""

from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from cooperatives import facts
from cooperatives.models import OcopProduct, Organization, Period, YearlyFigures

ACTIVE = Organization.Status.ACTIVE


class Snapshot:
    """Sums over the organisations that the public may see, as they were on `day` (a date).

    `year`: whose yearly figures are meant; by default the newest up to then for which at least half as many
    organisations reported as for the fullest one. Every query runs once, when its sum is first asked for.
    """

    def __init__(self, day, year=None):
        self.day = day
        self._year = year
        self._figures = {}

    def periods(self, kind):
        """The periods of registered organisations of `kind` on the day: the rows behind every count."""
        return Period.objects.published().of_kind(kind).on(self.day).registered()

    @cached_property
    def cells(self):
        """[{form, status, sector, unit_now, n, capital, with_capital, alliance}]: all counts of the day."""
        rows = Period.objects.published().on(self.day).registered().order_by()
        return list(
            rows.values("form", "status", "sector", "unit_now").annotate(
                n=Count("pk"),
                capital=Sum("charter_capital", default=0),
                with_capital=Count("charter_capital"),
                alliance=Count("pk", filter=Q(alliance_member=True)),
            )
        )

    def total(self, kind, what="n", **facts):
        """The sum of a column of `cells` over those of `kind` with these facts: total("group", status="active")."""
        return sum(cell[what] for cell in self._of(kind) if all(cell[key] == value for key, value in facts.items()))

    def by(self, fact, kind, what="n", **facts):
        """{value of `fact`: total}, None for what is not known."""
        found = {}
        for cell in self._of(kind):
            if all(cell[key] == value for key, value in facts.items()):
                found[cell[fact] or None] = found.get(cell[fact] or None, 0) + cell[what]
        return found

    def _of(self, kind):
        group = Organization.Form.GROUP
        return (cell for cell in self.cells if (cell["form"] == group) == (kind == "group"))

    def year(self, kind):
        """The year whose figures stand for this day; None where nobody reported."""
        if self._year:
            return self._year
        reports = self._reports[kind]
        return max((year for year, n in reports.items() if 2 * n >= max(reports.values())), default=None)

    @cached_property
    def _reports(self):
        """{kind: {year: organisations that reported}} up to the day."""
        found = {kind: {} for kind in facts.KINDS}
        rows = YearlyFigures.objects.filter(year__lte=self.day.year, organization__hidden=False).order_by()
        for form, year, n in rows.values_list("organization__form", "year").annotate(Count("pk")):
            kind = "group" if form == Organization.Form.GROUP else "cooperative"
            found[kind][year] = found[kind].get(year, 0) + n
        return found

    def figures(self, kind):
        """Sums of the year's figures over the registered organisations: {key: sum, "key_n": how many told it}.

        Also "key_positive" for debts, and "income": the weighted sum and the weights of the income per person.
        """
        if kind not in self._figures:
            self._figures[kind] = self._sum_figures(kind)
        return self._figures[kind]

    def _sum_figures(self, kind):
        keys = facts.FIGURES[kind]
        # A set of organisations, not a join: without statistics PostgreSQL joins row by row, for seconds.
        counted = self.periods(kind).values("organization")
        rows = YearlyFigures.objects.filter(year=self.year(kind) or 0, organization__in=counted)
        income, people = _INCOME[kind]
        told = Q(**{f"{income}__isnull": False, f"{people}__gt": 0})
        asked = {f"{key}_n": Count(key) for key in keys}
        asked |= {f"{key}_positive": Count("pk", filter=Q(**{f"{key}__gt": 0})) for key in keys}
        asked |= {
            "income_sum": Sum(F(income) * F(people), filter=told),
            "income_people": Sum(people, filter=told),
            "reports": Count("pk"),
        }
        # Last: from here on a figure's name means its sum.
        return rows.aggregate(**asked, **{key: Sum(key) for key in keys})

    def founded(self, kind, year):
        """How many organisations known on the day were founded in `year` (a group: signed its contract)."""
        known = Period.objects.published().of_kind(kind).on(self.day)
        return known.filter(**{f"organization__{facts.FOUNDED[kind]}__startswith": f"{year:04}"}).count()

    def ended(self, kind, year):
        """How many registered organisations were dissolved or converted from 1 January of `year` to the day."""
        before = Period.objects.filter(organization=OuterRef("organization"), valid_from__lt=OuterRef("valid_from"))
        gone = Period.objects.published().of_kind(kind).filter(status__in=Organization.GONE)
        gone = gone.filter(valid_from__range=(date(year, 1, 1), self.day))
        return gone.filter(Exists(before.registered())).values("organization").distinct().count()

    @cached_property
    def ocop(self):
        """{"products", "owners"}: recognitions that hold on the day (36 months), and whose they are."""
        counted = self.periods("cooperative").values("organization")
        products = OcopProduct.objects.holding(self.day).filter(organization__in=counted)
        return products.aggregate(products=Count("pk"), owners=Count("organization", distinct=True))


# (the income that an organisation reports for one of its people a month, the number of those people)
_INCOME = {"cooperative": ("income_per_worker", "workers"), "group": ("income_per_member", "members")}
