from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.changes.models import PUBLIC, renew_mark
from portal.records.dump.archive import public_folder, publish


class Command(BaseCommand):
    help = (
        "Ghi cả hồ sơ đã đăng thành một tệp zip có ngày, có mã kiểm: CSV, JSON Lines, SQLite, từ điển dữ liệu, giấy "
        "phép, nguồn. Trang /du-lieu-mo/ liệt kê các bản đã ghi."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", type=Path, metavar="DIR", help="Thư mục ghi vào; mặc định là DUMP_ROOT.")
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="Cả bản nháp, sổ sửa, báo lỗi (trừ tài khoản), cho người vận hành; cần --to ngoài DUMP_ROOT.",
        )

    def handle(self, to, drafts, **options) -> None:
        public = public_folder().resolve()
        folder = to.resolve() if to else public
        if drafts and (to is None or folder == public or public in folder.parents):
            raise CommandError(
                "Bản có cả bản nháp không ghi vào thư mục công khai: hãy chỉ thư mục khác bằng --to."
            )
        try:
            path = publish(folder, drafts)
        except OSError as error:
            raise CommandError(f"Không ghi được vào {folder}: {error.strerror}.") from error
        if folder == public:
            renew_mark(PUBLIC)  # the page that lists them is stored
        self.stdout.write(f"{path}: {path.stat().st_size} byte")
