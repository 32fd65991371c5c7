import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Case, F, PositiveIntegerField, When

from portal.changes.recorder import acting
from portal.records.link_checker import Asker
from portal.records.models import Publication, Source


class Command(BaseCommand):
    help = "Thử địa chỉ của các nguồn, lâu chưa thử thì trước, và ghi còn mở được hay không."
    stealth_options = ("asker",)

    def add_arguments(self, parser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="nhiều nhất bao nhiêu nguồn (500)")

    def handle(self, limit, asker=None, **options) -> None:
        asker = asker or Asker()
        oldest_first = (F("checked_on").asc(nulls_first=True), "pk")
        sources = Source.objects.exclude(url="").filter(synthetic=False)
        sources = sources.exclude(publication=Publication.WITHDRAWN).order_by(*oldest_first)
        answers = {}
        for source in sources[: max(limit, 0)]:
            answer = answers[source] = asker.ask(source.url)
            if not answer.alive:
                self.stdout.write(f"{source.url} ({source}): {answer.detail}")
        if answers and not any(answer.reached for answer in answers.values()):
            raise CommandError("Không máy nào trả lời: có lẽ máy chủ không ra được Internet. Không ghi gì.")
        self.record(answers)
        dead = sum(answer.alive is False for answer in answers.values())
        self.stdout.write(f"Đã thử {len(answers)} địa chỉ, {dead} không mở được.")

    def record(self, answers) -> None:
        """One act. Where the answer is another one the version moves on, so that a form that was opened before
        does not put the old one back unseen.
        """
        today, next_version = datetime.date.today(), F("version") + 1
        unedited = When(loaded_version=F("version"), then=next_version)  # nor is it a change by people
        loaded = Case(unedited, default=F("loaded_version"), output_field=PositiveIntegerField())
        with acting(note="Thử địa chỉ của các nguồn"):
            for alive in (True, False, None):
                asked = {source.pk: source.url for source, answer in answers.items() if answer.alive is alive}
                # An address that was changed meanwhile was not the one asked.
                rows = Source.objects.filter(pk__in=asked, url__in=asked.values())
                changed = rows.exclude(alive=alive)
                changed.update(alive=alive, checked_on=today, version=next_version, loaded_version=loaded)
                rows.filter(alive=alive).update(checked_on=today)
