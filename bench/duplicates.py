"""How long the duplicates desk compares 100,000 organisations: `python bench/duplicates.py [number]`.

Works on an SQLite database of its own in the system's temporary folder.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
FOLDER = tempfile.TemporaryDirectory(prefix="duplicates-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kttt.settings")
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bench.sqlite3"

WORDS = [
    "Nà",
    "Giàng",
    "Phiêng",
    "Khoang",
    "Bản",
    "Mường",
    "Sông",
    "Hồng",
    "Suối",
    "Đông",
    "Tây",
    "Hoa",
    "Mai",
    "Chè",
    "Lúa",
    "Cam",
    "Dược",
    "Thảo",
    "Sâm",
    "Ngọc",
    "Tân",
    "Hưng",
]
TRADES = ("Nông nghiệp", "Dịch vụ tổng hợp", "Chăn nuôi", "Xây dựng", "Vận tải", "Chè", "Thủy sản")


def fill(number):
    """Makes `number` organisations in today's communes; each hundredth is there twice, with a slip in its name."""
    from cooperatives.models import Organization
    from kttt.units.models import AdminUnit

    chance, units = random.Random(1), list(AdminUnit.objects.communes().current())
    made = []
    for n in range(number):
        name = f"HTX {chance.choice(TRADES)} {' '.join(chance.sample(WORDS, 3))}"
        if n % 100 == 99:
            name = made[-1].name.replace("ng", "nh", 1)
        unit = made[-1].unit_now if n % 100 == 99 else chance.choice(units)
        made.append(
            Organization(
                form="cooperative", name=name, unit_now=unit, unit_then=unit, phones=[f"09{chance.randrange(10**8):08}"]
            )
        )
    Organization.objects.bulk_create(made, batch_size=2_000)


def main():
    """Prints the seconds of the first look and of the next one."""
    import django

    django.setup()
    from django.core.management import call_command

    from cooperatives import duplicates

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    fill(number)
    for look in ("first", "next"):
        start = time.perf_counter()
        found = duplicates.pairs()
        print(f"{number} organisations, {look} look: {time.perf_counter() - start:.2f} s, {len(found)} pairs")


if __name__ == "__main__":
    main()
