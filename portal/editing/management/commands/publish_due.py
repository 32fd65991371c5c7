from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.editing.publishing.scheduling import publish_due


class Command(BaseCommand):
    help = "Đăng những bản ghi đã đến giờ hẹn; chạy mỗi vài phút."

    def handle(self, **options):
        done, refused = publish_due(timezone.now())
        for record in done:
            self.stdout.write(f"Đã đăng: {record._meta.verbose_name} “{record}”")
        for row in refused:
            self.stdout.write(f"Không đăng được: “{row.record}”: {row.answer}")
