from django.core.management.base import BaseCommand, CommandError

from portal.records.rules import breaches


class Command(BaseCommand):
    help = "Nêu mọi chỗ hồ sơ trái với quy tắc, mỗi chỗ một dòng, và kết thúc bằng 1 nếu có."

    def handle(self, **options) -> None:
        count = 0
        for breach in breaches():
            count += 1
            self.stdout.write(str(breach))
        if count:
            raise CommandError(f"{count} chỗ trái với quy tắc của hồ sơ.")
        self.stdout.write("0 chỗ trái với quy tắc của hồ sơ.")
