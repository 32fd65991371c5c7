from argparse import ArgumentTypeError
from itertools import takewhile

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from conferences.synthetic import fill_conferences
from portal.base.db import analyze, expect_load
from portal.changes.recorder import unrecorded
from portal.records.models import Publication, Source
from portal.search.index.indexing import batched
from portal.search.index.rebuild import rebuild
from portal.search.registry import KINDS
from provinces.synthetic import TASKS, Ledger, ensure_provinces, fill_bodies, fill_lists, fill_tasks


def count(text):
    if not text.isdecimal():
        raise ArgumentTypeError(f"“{text}” không phải một số đếm.")
    return int(text)


class Command(BaseCommand):
    help = (
        "Làm đầy một cơ sở dữ liệu để thử tải, bằng bản ghi mang dấu “[Dữ liệu thử]”. "
        "Cùng --seed thì cùng nội dung. Không dùng cho cơ sở dữ liệu có hồ sơ thật."
    )

    def add_arguments(self, parser):
        parser.add_argument("--tasks", type=count, default=50_000, help="số nhiệm vụ (mặc định 50000)")
        parser.add_argument("--conferences", type=count, default=120, help="số hội nghị (mặc định 120)")
        parser.add_argument("--officials", type=count, default=2_000, help="số đại biểu (mặc định 2000)")
        parser.add_argument("--seed", type=count, default=1, help="số chọn nội dung (mặc định 1)")
        parser.add_argument("--beside-real", action="store_true", help="nạp cả khi đã có hồ sơ thật")

    @unrecorded()
    def handle(self, tasks, conferences, officials, seed, beside_real, **options):
        ours = Source.objects.filter(synthetic=True)
        if ours.filter(publication=Publication.PUBLISHED).exists():
            raise CommandError("Cơ sở dữ liệu này đã có dữ liệu thử; hãy dùng một cơ sở dữ liệu mới.")
        if Source.objects.filter(synthetic=False).exists() and not beside_real:
            raise CommandError(
                "Cơ sở dữ liệu này có hồ sơ thật; hãy dùng một cơ sở dữ liệu khác, hoặc thêm --beside-real."
            )
        expect_load()
        say = self.stdout.write
        try:
            with transaction.atomic():
                ledger = Ledger()
                if ledger.is_new:
                    with batched():
                        ensure_provinces(ledger)
                    bodies = fill_bodies(ledger)
                    fill_conferences(ledger, conferences, officials, seed, bodies, say)
                    fill_lists(ledger)
                    rebuild(kinds=takewhile(lambda kind: kind != TASKS, KINDS))
            fill_tasks(ledger, tasks, seed, say)
        except LookupError as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            ledger.finish()
            others = [kind for kind in KINDS if kind != TASKS]
            rebuild(lambda searched, done, of: say(f"Tìm kiếm, {searched.plural}: {done}/{of}"), others)
            transaction.on_commit(analyze)
        say("Xong; mọi bản ghi mang dấu “[Dữ liệu thử]”.")
