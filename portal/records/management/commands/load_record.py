from django.core.management.base import BaseCommand, CommandError

from portal.base.db import analyze
from portal.records.loading import LoadError, load_record
from portal.records.models import Source


class Command(BaseCommand):
    help = "Nạp hồ sơ đi kèm (các tệp CSV). Chạy hai lần cho cùng một kết quả; một dòng sai thì không lưu gì."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Chỉ nạp khi cơ sở dữ liệu chưa có nguồn nào."
        )

        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Ghi đè cả những bản ghi đã được sửa trong trang biên tập.",
        )

    def handle(self, if_empty, overwrite, **options) -> None:
        if if_empty and Source.objects.exists():
            self.stdout.write("Cơ sở dữ liệu đã có hồ sơ; giữ nguyên. `make data` để nạp lại.")
            return
        try:
            report = load_record(overwrite=overwrite)
        except LoadError as error:
            for file, line, sentence in error.report.errors:
                self.stderr.write(f"{file}, dòng {line}: {sentence}")
            raise CommandError(str(error)) from error
        analyze()
        for label, count in report.counts.items():
            self.stdout.write(
                f"{label}: thêm {count['added']}, đổi {count['changed']}, như cũ {count['same']}"
            )
        for file, columns in report.missed:
            self.stdout.write(f"{file}: không có cột {', '.join(columns)}; những ô ấy giữ nguyên.")
        for file, line, sentence in report.kept:
            self.stdout.write(f"{file}, dòng {line}: {sentence}")
        if report.kept:
            self.stdout.write("Chạy `manage.py load_record --overwrite` nếu muốn lấy theo tệp.")
