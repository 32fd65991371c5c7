"""`manage.py backup`: portal/backups.py says what and where."""

import json

from django.core.management.base import BaseCommand

from portal.backups import MANIFEST, make_backup
from portal.second_place import send


class Command(BaseCommand):
    help = (
        "Sao lưu cơ sở dữ liệu, tệp đã gửi và thiết lập vào BACKUP_ROOT; gửi sang BACKUP_REPOSITORY nếu có."
    )

    def add_arguments(self, parser):
        parser.add_argument("--with-secrets", action="store_true", help="ghi cả khóa và mật khẩu của .env")

        parser.add_argument(
            "--here", action="store_true", help="chỉ vào BACKUP_ROOT; `backup_minute` gửi đi sau"
        )

    def handle(self, *, with_secrets, here, **options):
        folder = make_backup(with_secrets)
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        rows = sum(rows for rows, _sum in made["tables"].values())
        self.stdout.write(
            f"{folder}: {made['database']}, {len(made['tables'])} bảng, {rows} hàng, {len(made['media'])} tệp"
        )
        if not here and send(prune=True):
            self.stdout.write("đã gửi sang nơi thứ hai")
