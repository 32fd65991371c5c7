"""`manage.py restore [FOLDER]`: portal/backups.py says how."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backups import newest_backup, restore_backup


class Command(BaseCommand):
    help = (
        "Khôi phục một bản sao lưu vào cơ sở dữ liệu trống mà DATABASE_URL nêu, rồi so từng bảng, từng tệp."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, help="bản nào; không ghi thì bản mới nhất của BACKUP_ROOT"
        )

    def handle(self, *, folder, **options):
        began = time.monotonic()
        folder = folder or newest_backup()
        if not folder:
            raise CommandError("Không có bản sao lưu nào ở BACKUP_ROOT.")
        made = restore_backup(folder.resolve())
        rows = sum(rows for rows, _sum in made["tables"].values())
        self.stdout.write(
            f"như lúc {made['made']}: {len(made['tables'])} bảng, {rows} hàng, {len(made['media'])} tệp; "
            f"{time.monotonic() - began:.1f} giây"
        )
