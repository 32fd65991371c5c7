from typing import Any

from django.core.management.base import BaseCommand

from portal.base.db import analyze
from portal.search.index.rebuild import rebuild
from portal.search.registry import SearchIndex


class Command(BaseCommand):
    help = "Làm lại chỉ mục tìm kiếm từ hồ sơ. Trong lúc chạy, người đọc vẫn tìm được theo chỉ mục cũ."

    def handle(self, **options: Any) -> None:
        changed = rebuild(self.say)
        analyze()
        self.stdout.write(f"Chỉ mục khớp với hồ sơ; {changed} mục đã đổi.")

    def say(self, searched: SearchIndex, done: int, all_of_them: int) -> None:
        self.stdout.write(f"{searched.model._meta.verbose_name_plural}: {done}/{all_of_them}")
