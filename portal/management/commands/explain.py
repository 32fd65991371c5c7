"""manage.py explain ADDRESS…: each query that a public page asks of the database, with its time and its plan.

    manage.py explain "/nhiem-vu/?tinh=lao-cai&nam=2024"

On SQLite SEARCH goes by an index and SCAN reads a table whole; on PostgreSQL Seq Scan does.
"""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (COSTS OFF) "}


class Command(BaseCommand):
    help = "Prints each query of a public page with its time and plan."

    def add_arguments(self, parser):
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS")

    def handle(self, addresses, **options):
        for address in addresses:
            self.stdout.write(f"# {address}")
            # Not from the store of pages, which asks for its mark alone.
            with override_settings(PAGE_CACHE_BYTES=0), connection.execute_wrapper(self._explain):
                page = Client().get(
                    address, secure=settings.HTTPS, headers={"host": settings.ALLOWED_HOSTS[0]}
                )
            if page.status_code != 200:
                raise CommandError(f"{address}: {page.status_code}")

    def _explain(self, execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            return execute(sql, params, many, context)
        # By a cursor of its own: one on the server, which .iterator() opens, takes nothing but a SELECT.
        with connection.cursor() as cursor:
            cursor.execute(EXPLAIN[connection.vendor] + sql, params)
            plan = [str(row[-1]) for row in cursor.fetchall()]
        began = time.perf_counter()
        result = execute(sql, params, many, context)
        self.stdout.write(f"\n{(time.perf_counter() - began) * 1000:.1f} ms  {sql}")
        for line in plan:
            self.stdout.write(f"    {line}")
        return result
