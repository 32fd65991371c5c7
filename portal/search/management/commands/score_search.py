import io
import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from portal.base.db import analyze
from portal.base.text import fold
from portal.search.index.analyser import analyse
from portal.search.index.entries import batches, words_of
from portal.search.index.vocabulary_cache import current
from portal.search.models import Entry, KnownWord
from portal.search.query.engine import search
from portal.search.query.scoring import SHOWN, Judgements, measures, record_measures, table
from portal.search.registry import SearchDocument

PLACE_KINDS = ("Tỉnh ", "Thành phố ")


class Command(BaseCommand):
    help = """Scores the search on a corpus and judged queries (JSON lines), on the database of DATABASE_URL.

    It makes a database of its own beside that one, indexes the corpus there through the site's own
    analyser and engine, prints a table, and removes it again. With --record the files are questions about the
    record itself, asked of the database as it is: tests/search/real_questions.jsonl.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", help="a corpus and queries; with --record, questions alone")
        parser.add_argument("--record", action="store_true", help="ask the record itself")
        parser.add_argument("--misses", action="store_true", help="also print the queries answered wrong")
        parser.add_argument("--keep", action="store_true", help="leave the database and say how to serve it")

    def handle(self, files: list[str], record: bool, misses: bool, keep: bool, **options: Any) -> None:
        for path in files:
            if not os.path.isfile(path):
                raise CommandError(f"Không có tệp {path}.")
        if record:
            for path in files:
                self.score_record(path, misses)
            return
        corpus, *queries = files
        if not queries:
            raise CommandError("Thiếu tệp câu hỏi sau tệp dữ liệu.")
        stood = connection.settings_dict["NAME"]
        scratch = f"{stood}_search_score" if connection.vendor == "postgresql" else f"{stood}.search-score"
        connection.settings_dict["TEST"]["NAME"] = str(scratch)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("load_record", verbosity=0, stdout=io.StringIO())
            started = time.perf_counter()
            count = self.index(corpus)
            self.stdout.write(
                f"{count} records indexed in {time.perf_counter() - started:.1f} s; {self.size()}"
            )
            for path in queries:
                self.score(corpus, path, misses)
        finally:
            if keep:
                self.stdout.write(
                    f"Kept: {scratch}. Serve it with DATABASE_URL pointing there; remove it by hand."
                )
                connection.close()
            else:
                connection.creation.destroy_test_db(stood, verbosity=0)

    def index(self, corpus: str) -> int:
        vocabulary, done = current(), 0
        counts: Counter[str] = Counter()
        Entry.objects.all().delete()
        KnownWord.objects.all().delete()
        with transaction.atomic():
            for batch in batches(_lines(corpus), 1000):
                entries = []
                for record in batch:
                    document = _document(record)
                    columns = analyse(document, vocabulary, record["kind"])
                    counts.update(words_of(columns))
                    key = record["id"]
                    shown = {"title": document.title, "text": document.text, "year": document.year}
                    entries.append(
                        Entry(id=key, object_id=key, kind=record["kind"], public=True, **shown, **columns)
                    )
                Entry.objects.bulk_create(entries)
                done += len(entries)
                self.stderr.write(f"\r{done}", ending="")
            counts[""] = done
            for some in batches(counts.items(), 2000):
                KnownWord.objects.bulk_create([KnownWord(word=word, entries=n) for word, n in some])
        self.stderr.write("")
        analyze()
        return done

    def size(self) -> str:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT pg_total_relation_size('search_entry') + pg_total_relation_size('search_words'),"
                    " pg_relation_size('search_words_vector')"
                )
                table_size, index_size = cursor.fetchone()
            else:
                cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
                table_size = cursor.fetchone()[0]
                cursor.execute("SELECT sum(length(block)) FROM search_words_data")
                index_size = cursor.fetchone()[0]
        return (
            f"{table_size / 1e6:.0f} MB with the texts, {index_size / 1e6:.0f} MB of them the index of words"
        )

    def score(self, corpus: str, path: str, misses: bool) -> None:
        queries = list(_lines(path))
        judgements = Judgements(queries, _lines(corpus), fold)
        vocabulary, rows, wrong = current(), [], []
        for query in queries:
            started = time.perf_counter()
            ids = search(query["q"], vocabulary).ids
            took = (time.perf_counter() - started) * 1000
            measured = measures(query, ids, judgements)
            if measured:
                rows.append((query["cls"], measured, took))
                if measured[0] < 1:
                    wrong.append((query["cls"], query["q"], ids[:3]))
        self.report(path, table(rows), wrong if misses else [])

    def score_record(self, path: str, misses: bool) -> None:
        rows, wrong = [], []
        for question in _lines(path):
            started = time.perf_counter()
            shown = answers(question["q"])
            took = (time.perf_counter() - started) * 1000
            measured = record_measures(question, shown)
            rows.append((question["cls"], measured, took))
            if not measured[0]:
                wrong.append((question["cls"], question["q"], shown[:1]))
        self.report(path, table(rows, ("S@1", "S@3", "S@10")), wrong if misses else [])

    def report(self, path: str, lines: Iterable[str], misses: list[tuple]) -> None:
        self.stdout.write(f"\n{os.path.basename(path)} on {connection.vendor}")
        for line in lines:
            self.stdout.write(line)
        for missed in misses:
            self.stdout.write("MISS  {}  {!r}  {}".format(*missed))


def answers(text: str) -> list[tuple[str, str]]:
    """[(address, title)] of the first answers to `text` among what readers see."""
    ids = search(text, current()).ids[:SHOWN]
    entries = Entry.objects.in_bulk(ids)
    return [(entries[id].address, entries[id].title) for id in ids]


def _lines(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _document(record):
    """The SearchDocument of a record {"kind", "title", "body", "people", "place", "year"}."""
    title = record["title"]
    page = record["kind"] == "official" or (record["kind"] == "province" and title.startswith(PLACE_KINDS))
    name = title.partition(" (")[0]
    for kind in PLACE_KINDS:
        name = name.removeprefix(kind)
    return SearchDocument(
        title=title,
        text=record["body"],
        names=(name,) if page else (),
        people=(record["people"],) if record["people"] else (),
        places=(record["place"],) if record["place"] else (),
        year=record["year"],
        lineage=record["kind"] == "province",
    )
