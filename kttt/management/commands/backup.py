"""`manage.py backup`."""

from django.core.management.base import BaseCommand, CommandError

from kttt.backups import BackupError, keeping


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp tải lên vào BACKUP_DIR (mã hóa nếu có BACKUP_KEY), xóa bản quá cũ."

    def handle(self, **options):
        try:
            path, manifest = keeping.make()
        except (BackupError, OSError) as error:
            raise CommandError(f"Không sao lưu được: {error}") from error
        rows = sum(manifest["tables"].values())
        files = len(manifest["members"]) - 1
        self.stdout.write(f"Đã sao lưu {rows} dòng, {files} tệp ({path.stat().st_size / 1e6:.1f} MB): {path}")
