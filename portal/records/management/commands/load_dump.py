from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.base.db import analyze
from portal.records.dump.rebuild import BadDump, load


class Command(BaseCommand):
    help = "Dựng hồ sơ vào một cơ sở dữ liệu trống, từ một tệp mà publish_dump đã ghi."

    def add_arguments(self, parser) -> None:
        parser.add_argument("archive", type=Path, metavar="TỆP")

    def handle(self, archive, **options) -> None:
        try:
            counts = load(archive)
        except BadDump as error:
            raise CommandError(str(error)) from error
        analyze()
        for name, rows in counts.items():
            self.stdout.write(f"{name}: {rows}")
