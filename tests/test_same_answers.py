"""The same question has the same answer, in the same order, on every database.

What each question finds in the shipped record stands in tests/same_answers.json; both databases are held to it.
After a change to the record or to the meaning of a question, write it again and read the difference:

    WRITE_SAME_ANSWERS=1 .venv/bin/python -m pytest tests/test_same_answers.py
"""

import json
import os
from pathlib import Path

import pytest
from django.db import transaction

from conferences.models import Conference, Figure, Post
from portal.records.models import Citation, Source
from provinces.models import Body, Province, Succession
from tests import factories as make

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).with_name("same_answers.json")
NORTH = "trung-du-va-mien-nui-phia-bac"

QUESTIONS = [
    *(f"/{path}/{query}" for path in ("hoi-nghi", "dai-bieu", "kien-nghi", "so-lieu", "tinh-thanh", "nhiem-vu", "nguon")
      for query in ("", "?q=hoi+nghi", "?q=Đồng Bằng", "?q=Đ", "?q=ke", "?nam=2024", "?tu=2014&den=2019")),
    "/hoi-nghi/?tinh=lao-cai&nam=2024", "/hoi-nghi/?tinh=thai-nguyen", "/hoi-nghi/?tinh=bac-kan", "/hoi-nghi/?vai=dang-cai",
    "/hoi-nghi/?tinh=cao-bang&vai=tham-du", f"/hoi-nghi/?vung={NORTH}", "/hoi-nghi/?tinh_trang=du-kien", "/hoi-nghi/?den=2010",
    "/hoi-nghi/?q=XIX", "/hoi-nghi/?q=tay+nam+bo", "/dai-bieu/?tinh=cao-bang", "/dai-bieu/?tinh=bac-kan&vai=tham-du",
    "/dai-bieu/?vung=dong-nam-bo", "/dai-bieu/?q=trrinh", "/kien-nghi/?tinh=cao-bang", "/kien-nghi/?tinh=lao-cai&vai=nhan",
    "/kien-nghi/?vai=neu", "/kien-nghi/?trang_thai=dinh-huong", "/so-lieu/?tinh=cao-bang", "/so-lieu/?vung=dong-bang-song-cuu-long",
    "/so-lieu/?chi_tieu=nhiem-vu-cap-quoc-gia", "/tinh-thanh/?tinh=da-nang", "/tinh-thanh/?nam=2026&trang=1",
    f"/tinh-thanh/?vung={NORTH}", "/tinh-thanh/?trang=2", "/nguon/?loai=official", "/nguon/?trang=2", "/nhiem-vu/?tinh=cao-bang",
    "/nhiem-vu/?tinh=thai-nguyen&tu=2019", "/nhiem-vu/?linh_vuc=24-2025-4",
]  # fmt: skip


def asked_of_models():
    """Orders that no list shows, but pages and the admin do."""
    return {
        "bodies": Body.objects.values_list("slug", flat=True),
        "posts": [f"{row.body.slug}/{row.title}" for row in Post.objects.select_related("body")],
        "provinces by name": Province.objects.values_list("slug", flat=True),
        "successions": [str(row) for row in Succession.objects.in_context()],
        "conferences with nulls": [row.get_absolute_url() for row in Conference.objects.for_list()],
        "figures by value": [
            row.as_printed for row in Figure.objects.order_by("unit", "low", "rank", "pk") if row.low
        ],
        "sources of the nineteenth": [
            row.get_absolute_url()
            for row in Source.objects.filter(
                pk__in=Citation.objects.filter(
                    object_id=Conference.objects.get(slug="lan-19").pk, content_type__model="conference"
                ).values("source")
            )
        ],
    }


@pytest.fixture(scope="module", autouse=True)
def more_rows(shipped, django_db_blocker):
    """Beside the shipped record, rows whose order databases would disagree on."""
    with django_db_blocker.unblock(), transaction.atomic():
        cao_bang, bac_kan = (Province.objects.get(slug=slug) for slug in ("cao-bang", "bac-kan"))
        for number, (name, year) in enumerate(
            [
                ("Zê", 2020),
                ("Đa", None),
                ("Da", 2020),
                ("ân", 2019),
                ("Ăn", 2019),
                ("an", 2019),
                ("a-b", None),
                ("ab", 2024),
                ("a b", 2018),
            ]
        ):
            make.task(
                [cao_bang, bac_kan][number % 2 :], code=f"T{number}", title=name, slug=f"t{number}", start_year=year,
                end_year=None if number % 3 else year,
            )  # fmt: skip
            make.official(name=f"Kẻ {name}", slug=f"o{number}")
            make.source(publisher=name, title="", slug=f"s{number}", published_on=None, url="")
        yield
        transaction.set_rollback(True)


def answers(client):
    found = {}
    for question in QUESTIONS:
        answer = client.get(question)
        assert (question, answer.status_code) == (question, 200) or "linh_vuc" in question
        rows = answer.context["page"].object_list
        found[question] = [answer.context["page"].paginator.count, *(address(row) for row in rows)]
    return found | {name: [str(value) for value in rows] for name, rows in asked_of_models().items()}


def address(row):
    """Where the row stands; a figure by what it says, since its key is the database's own."""
    return row.as_printed if isinstance(row, Figure) else row.get_absolute_url()


def test_every_query_has_its_recorded_answer(client):
    found = answers(client)
    if os.environ.get("WRITE_SAME_ANSWERS"):
        KEPT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    kept = json.loads(KEPT.read_text())
    assert list(found) == list(kept)
    for question, rows in found.items():
        assert (question, rows) == (question, kept[question])


def test_the_answers_kept_say_something():
    kept = json.loads(KEPT.read_text())
    assert len(kept) > 75
    assert sum(len(rows) > 2 for rows in kept.values()) > 45
    assert kept["/hoi-nghi/?tinh=lao-cai&nam=2024"] == [1, f"/hoi-nghi/{NORTH}/lan-19/"]


def test_the_order_of_the_alphabet_is_not_that_of_the_bytes_or_of_a_locale():
    kept = json.loads(KEPT.read_text())
    people = [row for row in kept["/dai-bieu/?q=ke"][1:] if row.startswith("/dai-bieu/o")]
    names = ["ab", "an", "Ăn", "ân", "a-b", "a b", "Da", "Đa", "Zê"]
    assert len(people) == len(names)
    assert (
        people.index("/dai-bieu/o5/") < people.index("/dai-bieu/o4/") < people.index("/dai-bieu/o3/")
    )  # an Ăn ân
    assert (
        people.index("/dai-bieu/o2/") < people.index("/dai-bieu/o1/") < people.index("/dai-bieu/o0/")
    )  # Da Đa Zê
