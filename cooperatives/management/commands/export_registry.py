"""`export_registry --kind K --format F --out FILE [--as-of DAY]`: the registry in the form of the exchange contract."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

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
        parser.add_argument(
            "--as-of", metavar="NĂM-THÁNG-NGÀY", help="như sổ đăng ký vào cuối ngày đó, theo những gì nay biết"
        )

    def handle(self, *args, **said):
        try:
            day = date.fromisoformat(said["as_of"]) if said["as_of"] else None
        except ValueError as error:
            raise CommandError("Ngày viết theo kiểu 2021-12-31.") from error
        if day and said["public"]:
            raise CommandError("--as-of chỉ dùng nội bộ: bỏ --public.")
        exports.write(said["kind"], said["format"], said["out"], said["public"], day)
        self.stdout.write(f"Đã ghi {said['out']}.")
