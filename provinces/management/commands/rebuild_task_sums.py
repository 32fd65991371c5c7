from django.core.management.base import BaseCommand, CommandError

from portal.changes.models import PUBLIC, renew_mark
from provinces import sums


class Command(BaseCommand):
    help = "Đếm lại các tổng của nhiệm vụ (danh sách, biểu đồ, bản đồ) từ hồ sơ. Với --check chỉ đối chiếu."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="chỉ nêu số ô không khớp, kết thúc bằng 1 nếu có"
        )

    def handle(self, check, **options):
        stored, counted = sums.read_cells(), sums.count_cells()
        wrong = sum(stored.get(cell) != counted.get(cell) for cell in {*stored, *counted})
        if check and wrong:
            raise CommandError(f"{wrong} ô không khớp; hãy chạy `manage.py rebuild_task_sums`.")
        if wrong:
            sums.rebuild()
            renew_mark(PUBLIC)
        self.stdout.write(
            f"Các tổng khớp với hồ sơ; {wrong} ô đã đổi." if wrong else "Các tổng khớp với hồ sơ."
        )
