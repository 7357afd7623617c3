"""`load_boundaries FILE.geojson`: the outlines of today's communes, for maps; `--remove` takes them away again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kttt.units import boundaries


class Command(BaseCommand):
    """Exit status: 0 loaded or removed, 3 file refused and nothing changed, 2 wrong command line, 4 no file."""

    help = "Nạp ranh giới xã, phường từ tệp GeoJSON để bản đồ tô màu theo vùng; nạp lại thì thay thế."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE.geojson")
        parser.add_argument("--remove", action="store_true", help="xóa ranh giới đã nạp; bản đồ lại vẽ vòng tròn")

    def handle(self, *args, **said):
        file = said["file"]
        if said["remove"] == (file is not None):
            raise CommandError("Hãy ghi tên tệp GeoJSON, hoặc --remove để xóa ranh giới đã nạp.", returncode=2)
        if said["remove"]:
            self.stdout.write(f"Đã xóa {boundaries.remove()} ranh giới; bản đồ vẽ vòng tròn.")
            return
        try:
            with file.open("rb") as opened:
                data = opened.read(boundaries.MOST_BYTES + 1)
        except OSError:
            raise CommandError(f"Không mở được tệp {file}: hãy kiểm tra đường dẫn.", returncode=4) from None
        try:
            report = boundaries.load(data)
        except boundaries.BoundariesRefusedError as refused:
            raise CommandError(f"Không nạp gì. {refused}", returncode=3) from None
        self.stdout.write(f"Đã nạp ranh giới của {len(report.matched)} xã, phường.")
        self.stdout.write(f"Giản lược từ {report.points_read} còn {report.points_stored} điểm.")
        for unit, count in report.matched.items():
            if count > 1:
                self.stdout.write(f"{unit}: gộp {count} vùng.")
        if report.unmatched:
            self.stdout.write(f"Bỏ qua {len(report.unmatched)} vùng không khớp:")
            for line in report.unmatched:
                self.stdout.write(f"- {line}")
