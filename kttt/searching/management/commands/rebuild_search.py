"""`rebuild_search`: looks at every entry of the search again."""

from django.core.management.base import BaseCommand

from kttt.searching.refreshing import rebuild
from kttt.searching.sources import all_sources


class Command(BaseCommand):
    """Makes the search's index right and says how much was wrong: nothing, unless something went past the portal."""

    help = "Lập lại chỉ mục tìm kiếm và cho biết bao nhiêu mục đã sai."

    def handle(self, *args, **options):
        found = rebuild()
        for kind, (entries, wrong) in found.items():
            self.stdout.write(f"{all_sources()[kind].heading}: {entries} mục, {wrong} mục sai đã sửa.")
        self.stdout.write(f"Tổng số mục sai: {sum(wrong for _entries, wrong in found.values())}")
