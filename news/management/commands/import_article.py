"""`import_article FILE.docx [--category SLUG] [--author NAME] [--json OUT.json]`: a Word file made a draft article."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kttt.allowed_files import MAX_BYTES
from news.from_word.drafting import default_category, draft_of
from news.from_word.package import RefusedError
from news.models import Category


class Command(BaseCommand):
    """Makes one draft of one file; a file that is refused stores nothing."""

    help = "Soạn bài nháp từ một tệp Word (.docx): tiêu đề, sa-pô, nội dung, ảnh, tác giả."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="TỆP.docx", help="tệp Word")
        parser.add_argument("--category", metavar="ĐƯỜNG-DẪN", help="chuyên mục (bỏ trống: chuyên mục đầu tiên)")
        parser.add_argument("--author", metavar="TÊN", default="", help="tác giả, thay cho tên ghi trong tệp")
        parser.add_argument("--json", metavar="TỆP.json", help="ghi kết quả vào tệp này")

    def handle(self, *args, file, **options):
        try:
            with Path(file).open("rb") as source:
                data = source.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"Không mở được {file}: hãy kiểm tra đường dẫn và quyền đọc.") from error
        category = Category.objects.filter(slug=options["category"]).first() if options["category"] else None
        if options["category"] and category is None:
            raise CommandError(f"Không có chuyên mục “{options['category']}”: hãy dùng đường dẫn của một chuyên mục.")
        out = _opened(options["json"])
        try:
            drafted = draft_of(data, Path(file).name, category or default_category(), author=options["author"][:120])
        except RefusedError as error:
            raise CommandError(str(error)) from error
        article = drafted.article
        if out:
            told = {
                "id": article.pk, "title": article.title, "lead": article.lead, "body": article.body,
                "author": article.author_name, "source": article.source, "images": drafted.images,
                "warnings": drafted.warnings,
            }  # fmt: skip
            out.write_text(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n", encoding="utf-8")
        self.stdout.write(f"Đã soạn bài nháp số {article.pk}: {article.title}")
        for sentence in drafted.warnings:
            self.stdout.write(f"- {sentence}")


def _opened(name):
    """The file for the result, found to be writable before anything is stored; None where none is wanted."""
    if not name:
        return None
    try:
        with Path(name).open("a"):
            return Path(name)
    except OSError as error:
        raise CommandError(f"Không ghi được {name}: hãy kiểm tra thư mục và quyền ghi.") from error
