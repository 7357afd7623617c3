"""`import_documents LIST [--files FOLDER] [--publish]`: brings a list of documents into the portal."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.importing.running import import_list


class Command(BaseCommand):
    """Exit status: 0 the list was read, perhaps without some rows; 1 nothing of it could be; 2 a wrong command line."""

    help = "Nhập danh sách văn bản từ tệp Excel, ODS, CSV; nhập lại không tạo trùng."

    def add_arguments(self, parser):
        parser.add_argument("list", type=Path, metavar="LIST.xlsx|csv")
        parser.add_argument("--files", type=Path, metavar="FOLDER", help="thư mục có các tệp mà cột Tệp nêu tên")
        parser.add_argument("--publish", action="store_true", help="đăng ngay văn bản mới (không có thì là bản nháp)")
        parser.add_argument("--dry-run", action="store_true", help="chỉ nói sẽ làm gì")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="ghi báo cáo")

    def handle(self, *args, **said):
        if said["files"] and not said["files"].is_dir():
            raise CommandError(f"Không có thư mục {said['files']}: hãy kiểm tra đường dẫn.", returncode=2)
        try:
            data = said["list"].read_bytes()
        except OSError:
            raise CommandError(f"Không mở được tệp {said['list']}: hãy kiểm tra đường dẫn.", returncode=1) from None
        outcome = import_list(
            data, said["list"].name, folder=said["files"], publish=said["publish"], dry_run=said["dry_run"]
        )
        if said["report"]:
            report = json.dumps(outcome.as_json(), ensure_ascii=False, indent=1)
            said["report"].write_text(f"{report}\n", encoding="utf-8")
        self._tell(outcome)
        if outcome.is_empty:
            sys.exit(1)

    def _tell(self, outcome):
        for note in outcome.notes:
            self.stdout.write(note)
        for row in outcome.rows:
            for label, sentence in row.messages:
                self.stdout.write(f"{row.sheet}, dòng {row.row}, {label}: {sentence}")
        for label, names in outcome.made.items():
            self.stdout.write(f"{label} mới: {'; '.join(names)}.")
        if outcome.problem:
            self.stderr.write(outcome.problem)
            return
        counts = outcome.counts
        self.stdout.write(
            f"{counts['new']} mới, {counts['updated']} cập nhật, {counts['unchanged']} không đổi, "
            f"{counts['refused']} lỗi."
        )
