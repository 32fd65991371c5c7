"""How long a wrong password takes for a known and for an unknown name: no test, a figure to look at.

    DATABASE_URL=sqlite:////tmp/time.sqlite3 .venv/bin/python manage.py migrate
    DATABASE_URL=sqlite:////tmp/time.sqlite3 .venv/bin/python manage.py shell -c "import tests.accounts.time_login"

It writes into that database: never give it one that holds anything. Processor time, medians of 40 pairs in
changing order.
"""

import statistics
import time

from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, override_settings

PAIRS = 40
KNOWN, UNKNOWN = "biet-ro", "khong-biet"


def seconds(client, name):
    AccessAttempt.objects.all().delete()
    cache.clear()
    began = time.process_time()
    answer = client.post("/tai-khoan/dang-nhap/", {"login": name, "password": "sai-roi-nhe"})
    took = time.process_time() - began
    assert answer.status_code == 200
    return took


if not User.objects.exists():
    User.objects.create_user(KNOWN, password="thu-mat-khau-dai")
with override_settings(ALLOWED_HOSTS=["testserver"]):
    client, taken = Client(), {KNOWN: [], UNKNOWN: []}
    for number in range(PAIRS):
        for name in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            taken[name].append(seconds(client, name))
known, unknown = (statistics.median(taken[name]) * 1000 for name in (KNOWN, UNKNOWN))
print(f"known {known:.1f} ms, unknown {unknown:.1f} ms, ratio {unknown / known:.3f}")
