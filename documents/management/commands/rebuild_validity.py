"""`rebuild_validity`: links the numbers in relations and computes what relations do to documents anew."""

from django.core.management.base import BaseCommand
from django.db import transaction

from documents import validity
from kttt.publishing import content_changed


class Command(BaseCommand):
    """Makes relations' targets and documents' days right and says how many were wrong."""

    help = "Nối lại quan hệ giữa các văn bản theo số, tính lại hiệu lực và cho biết bao nhiêu chỗ đã sai."

    @transaction.atomic
    def handle(self, *args, **options):
        relations, documents = validity.rebuild_all()
        if relations or documents:
            content_changed()
        self.stdout.write(f"{relations} quan hệ, {documents} văn bản sai đã sửa.")
