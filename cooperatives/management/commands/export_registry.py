"""`export_registry --kind K --format F --out FILE`: the registry in the form of the exchange contract."""

from pathlib import Path

from django.core.management.base import BaseCommand

from cooperatives import exports
from cooperatives.facts import KINDS


class Command(BaseCommand):
    """JSON holds everything; CSV and XLSX hold a row for each organisation with its last year's figures."""

    help = "Xuất danh sách hợp tác xã hoặc tổ hợp tác."

    def add_arguments(self, parser):
        parser.add_argument("--kind", choices=KINDS, required=True, help="loại danh sách")
        parser.add_argument("--format", choices=exports.FORMATS, required=True, help="dạng tệp")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="tệp kết quả")
        parser.add_argument("--public", action="store_true", help="chỉ những gì được công khai")

    def handle(self, *args, **said):
        exports.write(said["kind"], said["format"], said["out"], said["public"])
        self.stdout.write(f"Đã ghi {said['out']}.")
