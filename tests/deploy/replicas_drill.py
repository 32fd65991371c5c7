"""Run by test_replicas.py in a process of its own, with the settings that `deploy/replicas up` said and its folder as the one word.

Prints one line for each step: what it was, the status, whether the new title was on the page, and who was asked for it.
"""

import os
import signal
import sys
import time
from pathlib import Path
from threading import Event, Thread

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from tests import factories  # noqa: E402

folder = Path(sys.argv[1])
client = Client(raise_request_exception=False, headers={"host": "localhost"})


def kill(name):
    os.kill(int((folder / name).read_text().split()[0]), signal.SIGKILL)


def on(alias, question):
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def wait_until_level(aliases=settings.REPLICAS):
    """Until the replicas have what the primary has."""
    for _ in range(100):
        written = on("default", "SELECT pg_current_wal_lsn()::text")
        if all(on(alias, f"SELECT pg_last_wal_replay_lsn() >= '{written}'") for alias in aliases):
            return
        time.sleep(0.1)


def ask(step, title, path=None):
    for database in connections.all():
        database.force_debug_cursor = True
    answer = client.get(path or source.get_absolute_url())  # whose beginning empties the lists of queries
    most = max(connections.all(), key=lambda database: len(database.queries_log)).alias
    print(
        step,
        answer.status_code,
        title in answer.text,
        "replica" if most.startswith("replica") else "primary",
        sep=" | ",
    )


def rename(title):
    source.title = title
    source.save()


call_command("migrate", verbosity=0)
source = factories.source(title="Bài thứ nhất")
other = factories.source(title="Bài khác")
wait_until_level()
ask("both level", "Bài thứ nhất")

for alias in settings.REPLICAS:
    on(alias, "SELECT pg_wal_replay_pause()::text")
rename("Bài thứ hai")
ask("both behind", "Bài thứ hai")
for alias in settings.REPLICAS:
    on(alias, "SELECT pg_wal_replay_resume()::text")
wait_until_level()
ask("level again", "Bài thứ hai", "/nguon/")


class Load:
    """Three who read what is not stored, and one who writes and looks at once, while `with` lasts."""

    def __enter__(self):
        self.is_over, self.statuses, self.written, self.stale = Event(), set(), [], 0
        self.threads = [Thread(target=self.read, args=[number]) for number in range(3)] + [
            Thread(target=self.write)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        time.sleep(1)
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        print("under load", *sorted(self.statuses), self.stale, sep=" | ")

    def wait_until_written(self, many):
        until = time.monotonic() + 40  # a busy machine writes one in seconds
        while len(self.written) < many and time.monotonic() < until:
            time.sleep(0.1)

    def pages(self):
        return Client(raise_request_exception=False, headers={"host": "localhost"})

    def read(self, number):
        reader = self.pages()
        while not self.is_over.is_set():
            number += 3
            self.statuses.add(reader.get(f"/nguon/?q=bai{number}").status_code)
        connections.close_all()

    def write(self):
        reader = self.pages()
        while not self.is_over.is_set():
            made = factories.source(title=f"Bài thứ {len(self.written) + 100}")
            self.written.append(made.pk)
            self.stale += made.title not in reader.get(made.get_absolute_url()).text
        connections.close_all()


with Load() as load:
    load.wait_until_written(2)
    kill("replica2/data/postmaster.pid")
    load.wait_until_written(4)
    kill("redis.pid")
    load.wait_until_written(6)
lost = {*load.written} - {*type(source).objects.values_list("pk", flat=True)}
print("lost of what was written", len(lost), len(load.written) > 3, sep=" | ")
rename("Bài thứ ba")
wait_until_level(["replica1"])
ask("replica and cache killed", "Bài thứ ba")
kill("primary/data/postmaster.pid")
time.sleep(0.5)
ask("primary killed", "Bài khác", other.get_absolute_url())
refused = client.post("/bao-loi/", {"noi_dung": "chữ đã gõ"})
print("writing meanwhile", refused.status_code, "chữ đã gõ" in refused.text, sep=" | ")
