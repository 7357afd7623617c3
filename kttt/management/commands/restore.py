"""`manage.py restore FILE`, and `--check` that only looks."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kttt.backups import BackupError, restoring


class Command(BaseCommand):
    help = "Phục hồi từ bản sao lưu. --check chỉ kiểm tra bản sao lưu ở một nơi trống, không thay đổi gì."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="tệp do lệnh backup ghi")
        parser.add_argument(
            "--check", action="store_true", help="chỉ kiểm tra: giải nén, so từng tệp, mở cơ sở dữ liệu"
        )
        parser.add_argument("--replace", action="store_true", help="thay dữ liệu đang có (được sao lưu trước)")

    def handle(self, *, file, check, replace, **options):
        try:
            if check:
                self._check(file)
            else:
                self._restore(file, replace)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def _check(self, file):
        manifest, opened = restoring.check(file)
        rows, files = sum(manifest["tables"].values()), len(manifest["members"]) - 1
        self.stdout.write(f"Bản sao lưu lúc {manifest['made_at']} dùng được: {rows} dòng, {files} tệp đều khớp.")
        if not opened:
            self.stdout.write(
                "Chưa thử mở cơ sở dữ liệu: tài khoản PostgreSQL không được tạo cơ sở dữ liệu tạm (quyền CREATEDB)."
            )

    def _restore(self, file, replace):
        if not replace and not restoring.is_empty():
            raise CommandError(
                "Cổng đang có dữ liệu. Thêm --replace để thay bằng bản sao lưu; dữ liệu đang có được sao lưu trước."
            )
        manifest, before = restoring.restore(file)
        if before:
            self.stdout.write(f"Dữ liệu trước khi phục hồi nằm ở: {before}")
        rows, files = sum(manifest["tables"].values()), len(manifest["members"]) - 1
        self.stdout.write(f"Đã phục hồi bản sao lưu lúc {manifest['made_at']}: {rows} dòng, {files} tệp.")
