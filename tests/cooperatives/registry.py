"""Invented organisations, any number of them, the same again for the same seed: for tests and a benchmark."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cooperatives.models import (
    OcopProduct,
    Organization,
    OrganizationSector,
    Period,
    Sector,
    YearlyFigures,
)
from kttt.units.models import AdminUnit, UnitSuccession

_WHAT = [
    "Chè", "Nông nghiệp", "Miến dong", "Thủy sản", "Vận tải", "Dược liệu", "Chăn nuôi", "Xây dựng", "Du lịch cộng đồng",
    "Mắc ca", "Lúa đặc sản", "Dịch vụ tổng hợp", "Môi trường", "Mật ong", "Thổ cẩm",
]  # fmt: skip
_NAMES = [
    "Hoa Ban",
    "Bình Minh",
    "Tâm Phát",
    "Sông Đà",
    "Hồng Ngọc",
    "Phúc Lợi",
    "Đại Ngàn",
    "Thanh Xuân",
    "Pu Sam Cáp",
]
_STATUSES = ["active"] * 6 + ["suspended", "stopped", "dissolving", "dissolved", "converted", ""]
_SINCE = date(2021, 12, 31)


@transaction.atomic
def some_organizations(count, seed):
    """`count` organisations, two of three cooperatives, with sectors, figures, products and the period since 2021."""
    chance = random.Random(seed)
    old = list(AdminUnit.objects.communes().exclude(valid_to=None).order_by("pk"))
    new = list(AdminUnit.objects.communes().current().order_by("pk"))
    now = dict(UnitSuccession.objects.values_list("old_id", "new_id"))
    sectors = list(Sector.objects.order_by("position"))
    today = timezone.localdate()
    made, links, figures, products, periods = [], [], [], [], []
    for n in range(count):
        group = chance.random() < 1 / 3
        then = chance.choice([None, *old, *new]) if chance.random() < 0.9 else None
        founded = chance.choice(["", "2019", "2019-05", f"{chance.randint(1998, 2026)}-03-{chance.randint(10, 28)}"])
        made.append(
            Organization(
                form="group" if group else chance.choice(["cooperative"] * 8 + ["union", "credit_fund"]),
                name=f"{'Tổ hợp tác' if group else 'HTX'} {chance.choice(_WHAT)} {chance.choice(_NAMES)} {n}",
                tax_code="" if group else f"62{chance.randint(10**7, 10**8 - 1)}",
                status=chance.choice(
                    ["active"] * 6 + ["suspended", "stopped", "dissolving", "dissolved", "converted", ""]
                ),
                unit_then=then,
                unit_now_id=then and now.get(then.pk, then.pk),
                charter_capital=chance.choice([None, 10**8, 10**9, 6 * 10**9, 3 * 10**10]),
                contract_on=founded if group else "",
                established_on="" if group else founded,
                hidden=chance.random() < 0.05,
                **({"leader": "Lò Văn Kín"} if group else {"representative": "Giàng Thị Mẩy"}),
                phones=["0912345678"],
            )
        )
    Organization.objects.bulk_create(made, batch_size=1000)
    for one in made:
        for position, sector in enumerate(chance.sample(sectors, chance.choice((0, 1, 1, 2)))):
            links.append(OrganizationSector(organization=one, sector=sector, position=position))
        main = links[-1].sector if links and links[-1].organization is one and links[-1].position == 0 else None
        for year in chance.choice(((), (2024,), (2023, 2025))):
            members = chance.choice([None, 7, 49, 50, 120, 250, 300, 301, 1000, 1200])
            money = {key: chance.choice([None, 10**9, 12 * 10**9, 10**11]) for key in ("revenue", "assets")}
            figures.append(YearlyFigures(organization=one, year=year, members=members, **money))
        if chance.random() < 0.1:
            day = today - timedelta(days=chance.randint(1, 2000))
            products.append(
                OcopProduct(organization=one, name="Chè", stars=chance.choice((3, 4, 5)), recognised_on=day)
            )
        periods.append(
            Period(
                organization=one, valid_from=_SINCE, form=one.form, status=one.status, sector=main,
                unit_then=one.unit_then, unit_now_id=one.unit_now_id, charter_capital=one.charter_capital,
            )
        )  # fmt: skip
    for model, rows in (
        (OrganizationSector, links),
        (YearlyFigures, figures),
        (OcopProduct, products),
        (Period, periods),
    ):
        model.objects.bulk_create(rows, batch_size=1000)
    return made
