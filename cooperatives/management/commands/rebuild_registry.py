"""`rebuild_registry`: computes everything that follows from statements anew."""

from django.core.management.base import BaseCommand
from django.db import transaction

from cooperatives.history import REBUILT, derived_rows, rebuild
from cooperatives.imports.committing import lock_registry
from cooperatives.models import Organization
from kttt.publishing import content_changed


class Command(BaseCommand):
    """Makes present state, periods and yearly figures right and says how many organisations were wrong."""

    help = "Tính lại sổ đăng ký từ các ghi nhận và cho biết bao nhiêu đơn vị đã sai."

    def handle(self, *args, **options):
        ids, wrong = list(Organization.objects.order_by("pk").values_list("pk", flat=True)), 0
        for start in range(0, len(ids), REBUILT):
            some = ids[start : start + REBUILT]
            with transaction.atomic():
                lock_registry()
                before = derived_rows(some)
                rebuild(some)
                after = derived_rows(some)
            wrong += sum(before.get(pk) != after.get(pk) for pk in some)
        if wrong:
            content_changed()
        self.stdout.write(f"{len(ids)} đơn vị, {wrong} đơn vị sai đã sửa.")
