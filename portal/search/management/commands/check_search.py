from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.search.index.rebuild import faults

SENTENCES = {
    "missing": "{kind} {key}: chưa có trong chỉ mục.",
    "stale": "{kind} {key}: chỉ mục khác hồ sơ.",
    "left over": "{kind} {key}: còn trong chỉ mục mà không còn trong hồ sơ.",
    "unknown word": "{kind}: từ “{key}” chưa được ghi nhận.",
}


class Command(BaseCommand):
    help = "Nêu mọi chỗ chỉ mục tìm kiếm không khớp hồ sơ, mỗi chỗ một dòng, và kết thúc bằng 1 nếu có."

    def handle(self, **options: Any) -> None:
        count = 0
        for what, kind, key in faults():
            count += 1
            self.stdout.write(SENTENCES[what].format(kind=kind, key=key))
        if count:
            raise CommandError(f"{count} chỗ chỉ mục không khớp; hãy chạy `manage.py rebuild_search`.")
        self.stdout.write("Chỉ mục tìm kiếm khớp với hồ sơ.")
