"""`import_nukeviet URL --uploads FOLDER`: brings the content of a NukeViet 4 portal into this one."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kttt.old_portal.database import OldDatabase, OldPortalError
from kttt.old_portal.report import Report
from kttt.old_portal.running import Run, bring
from kttt.old_portal.uploads import Uploads


class Command(BaseCommand):
    """May run again: what is here already is not brought twice. Exit status 1: the old portal cannot be read."""

    help = "Mang bài viết, văn bản, ảnh, tệp, bình luận, số lượt và địa chỉ cũ từ một cổng NukeViet 4 sang."

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="mysql://người-dùng:mật-khẩu@máy/cơ-sở", help="cơ sở dữ liệu cũ")
        parser.add_argument("--uploads", type=Path, required=True, metavar="FOLDER", help="thư mục uploads cũ")
        parser.add_argument("--prefix", default="nv4", help="đầu tên bảng (mặc định nv4)")
        parser.add_argument("--lang", default="vi", help="ngôn ngữ (mặc định vi)")
        parser.add_argument("--module-news", default="news", help="tên mô-đun tin tức (mặc định news)")
        parser.add_argument("--module-laws", default="laws", help="tên mô-đun văn bản (mặc định laws)")
        parser.add_argument("--host", action="append", default=[], help="tên miền cũ, nếu cấu hình cũ không ghi")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo cáo, không ghi gì")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="ghi báo cáo đầy đủ")

    def handle(self, url, **said):
        if not said["uploads"].is_dir():
            raise CommandError(f"Không có thư mục {said['uploads']}: hãy chép thư mục uploads của cổng cũ về máy này.")
        report = Report(self._progress)
        try:
            database = OldDatabase(url, said["prefix"])
        except OldPortalError as problem:
            raise CommandError(str(problem)) from None
        try:
            options = {name: said[name] for name in ("prefix", "lang", "dry_run")}
            run = Run(
                database, Uploads(said["uploads"]), report, news=said["module_news"], laws=said["module_laws"],
                hosts=said["host"], **options,
            )  # fmt: skip
            bring(run)
        except OldPortalError as problem:
            raise CommandError(str(problem)) from None
        finally:
            database.close()
            if said["report"]:
                told = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
                said["report"].write_text(told + "\n", encoding="utf-8")
        if said["dry_run"]:
            self.stdout.write("Chạy thử: chưa ghi gì vào cổng mới.")
        for line in report.lines():
            self.stdout.write(line)

    def _progress(self, line):
        self.stdout.write(line)
        self.stdout.flush()
