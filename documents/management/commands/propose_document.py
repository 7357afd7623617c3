"""`propose_document FILE… --json OUT.json`: what documents' files say of themselves."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.proposing.proposal import propose_file

KEYS = ("number", "type", "issuer", "signer", "issued_on", "abstract", "pages", "has_text")


class Command(BaseCommand):
    """Reads files and stores nothing."""

    help = (
        "Đọc tệp văn bản (PDF, .docx) rồi đề xuất số ký hiệu, loại, cơ quan, người ký, ngày, trích yếu; không lưu gì."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="TỆP", help="tệp PDF hoặc .docx")
        parser.add_argument("--json", metavar="TỆP.json", help="ghi kết quả vào tệp này thay vì in ra")

    def handle(self, *args, files, **options):
        found = []
        for name in files:
            proposal = propose_file(Path(name))
            told = {key: getattr(proposal, key) for key in KEYS}
            found.append({"file": name, **told, **({"error": proposal.error} if proposal.error else {})})
        written = json.dumps(found, ensure_ascii=False, indent=2)
        if not options["json"]:
            self.stdout.write(written)
            return
        try:
            Path(options["json"]).write_text(f"{written}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Không ghi được {options['json']}: hãy kiểm tra thư mục và quyền ghi.") from error
        unread = sum("error" in one for one in found)
        self.stdout.write(f"Đã đọc {len(found) - unread}/{len(found)} tệp; kết quả ở {options['json']}.")
