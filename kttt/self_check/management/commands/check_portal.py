"""`manage.py check_portal`: the self-check now, for a person or a monitor."""

import json
import sys

from django.core.management.base import BaseCommand

from kttt.self_check.daily import CHECKS
from kttt.self_check.lines import LEVELS, WORDS, as_json, run, worst


class Command(BaseCommand):
    """Prints all lines; ends with 0 (all green), 1 (something yellow) or 2 (something red). Stores nothing."""

    help = "Kiểm tra tình trạng hệ thống; mã thoát 0: tốt, 1: có việc cần xem, 2: có việc phải xử lý."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="In ra JSON cho chương trình giám sát.")
        parser.add_argument("--quick", action="store_true", help="Bỏ qua các việc lâu: đọc lại bản sao lưu, dò tệp.")

    def handle(self, *, quick, **options):
        lines = run(CHECKS, thorough=not quick)
        level = worst(lines)
        if options["json"]:
            self.stdout.write(json.dumps({"level": level, "lines": as_json(lines)}, ensure_ascii=False, indent=2))
        else:
            for line in lines:
                self.stdout.write(f"[{WORDS[line.level]}] {line.title}: {line.words} {line.advice}".rstrip())
        if level != LEVELS[0]:
            sys.exit(LEVELS.index(level))
