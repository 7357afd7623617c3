"""`import_registry FILE`: brings a list of cooperatives or groups into the registry (exchange contract)."""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cooperatives.facts import KINDS
from cooperatives.imports.options import Options
from cooperatives.imports.returned import write_returned
from cooperatives.imports.running import look, take
from kttt.searching import refreshing

UNITS = ("vnd", "thousand", "million", "billion")


def _date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of phải có dạng NĂM-THÁNG-NGÀY, không phải {text!r}.", returncode=2) from None


class Command(BaseCommand):
    """Exit status: 0 every row taken, 3 some refused, 4 nothing taken, 2 a wrong command line."""

    help = "Nhập danh sách hợp tác xã hoặc tổ hợp tác từ tệp Excel, ODS, CSV."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", choices=KINDS, help="loại danh sách: HTX hoặc tổ hợp tác")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="ngày của số liệu")
        parser.add_argument("--unit", choices=UNITS, help="đơn vị tiền khi tệp không ghi")
        parser.add_argument("--sheet", action="append", metavar="NAME", help="chỉ đọc trang tính này (lặp lại được)")
        parser.add_argument("--all-or-nothing", action="store_true", help="một dòng hỏng thì không nhập gì")
        parser.add_argument("--dry-run", action="store_true", help="chỉ nói sẽ làm gì")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="ghi báo cáo")
        parser.add_argument("--returned", type=Path, metavar="FILE.xlsx", help="trả lại tệp có đánh dấu ô hỏng")

    def handle(self, *args, **said):
        file = said["file"]
        options = Options(
            kind=said["kind"],
            as_of=_date(said["as_of"]) if said["as_of"] else None,
            unit=said["unit"],
            sheets=tuple(said["sheet"]) if said["sheet"] else None,
            all_or_nothing=said["all_or_nothing"],
        )
        try:
            data = file.read_bytes()
        except OSError:
            raise CommandError(f"Không mở được tệp {file}: hãy kiểm tra đường dẫn.", returncode=4) from None
        outcome = (look if said["dry_run"] else take)(data, file.name, options)
        if said["report"]:
            said["report"].write_text(json.dumps(outcome.report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if said["returned"]:
            write_returned(data, outcome.report, said["returned"])
        self._tell(outcome)
        refreshing.refresh_all()
        if outcome.exit_status:
            sys.exit(outcome.exit_status)

    def _tell_reading(self, reading):
        for sheet in reading.sheets:
            for note in sheet.notes:
                self.stdout.write(f"{sheet.name}: {note}")
        if reading.hidden_sheets:
            self.stdout.write(f"Trang đang ẩn nên không đọc: {', '.join(reading.hidden_sheets)}.")
        if hidden := [f"{row.sheet} {row.row}" for row in reading.rows if row.hidden]:
            self.stdout.write(f"Dòng đang ẩn nhưng vẫn đọc: {', '.join(hidden[:20])}{' …' if hidden[20:] else ''}.")

    def _tell(self, outcome):
        if outcome.problem:
            self.stderr.write(outcome.problem)
        for question in outcome.questions:
            self.stderr.write(f"{question.message} (tùy chọn {question.option})")
        if outcome.plan:
            self._tell_reading(outcome.plan.reading)
            for sentence in outcome.plan.late:
                self.stdout.write(sentence)
        for row in outcome.report["rows"]:
            for message in row["messages"]:
                where = message["cell"] or f"dòng {row['row']}"
                self.stdout.write(f"{row['sheet']}, {where}: {message['message']}")
        counts = outcome.report["counts"]
        taken = "Chưa nhập gì" if outcome.exit_status == 4 else "Kết quả"
        self.stdout.write(
            f"{taken}: {counts['new']} mới, {counts['updated']} cập nhật, {counts['unchanged']} không đổi, "
            f"{counts['refused']} không nhận."
        )
