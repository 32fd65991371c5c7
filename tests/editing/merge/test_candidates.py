"""Which records are likely one, for a form and on the page of pairs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.merging import bare
from conferences.models import Official
from portal.editing.merge.candidates import candidates, duplicate_pairs
from portal.editing.models import NotDuplicate
from portal.records.models import Source
from portal.records.source_lookup import page_of
from provinces.models import Body
from tests import factories as make

pytestmark = pytest.mark.django_db


def pairs(model=Official):
    return [(pair.object_id, pair.other_id, pair.reason) for pair in duplicate_pairs(model)]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "Trịnh Trường Huy"}, {"name": "Trrịnh Trường Huy"}, "sai-mot-chu"),
        ({"name": "Trịnh Trường Huy"}, {"name": "Trịnh Trưòng Huy"}, "ten"),
        ({"name": "Trịnh Trường Huy"}, {"name": "Trịnh Trường Hyu"}, "sai-mot-chu"),
        ({"name": "Trịnh Trường Huy"}, {"name": "Trịnh Trường Hoy"}, "sai-mot-chu"),
        ({"name": "Trịnh Trường Huy"}, {"name": "PGS. TS. Trịnh Trường Huy"}, "ten"),
        ({"name": "Trịnh Trường Huy"}, {"name": "Huy T.", "aliases": "Trịnh Trường Huy"}, "cach-viet"),
        ({"name": "Trịnh Trường Huy"}, {"name": "Trịnh Trường Phú"}, None),
        ({"name": "Trịnh Trường Huy"}, {"name": "Trnịh Trường Hyu"}, None),
        ({"name": "Lê An"}, {"name": "Lê Ân"}, "ten"),
        ({"name": "Lê An"}, {"name": "Lê Anh"}, None),
        ({"name": "Nguyễn Thử 12"}, {"name": "Nguyễn Thử 13"}, None),
        ({"name": "Nguyễn Thử 1"}, {"name": "Nguyễn Thử 12"}, None),
        ({"name": "Lê Văn Trùng", "synthetic": True}, {"name": "Lê Văn Trùng"}, None),
    ],
)
def test_people(one, other, reason):
    first, second = make.official(**one), make.official(**other)
    assert pairs() == ([(first.pk, second.pk, reason)] if reason else [])
    assert candidates(second) == ([(reason, first)] if reason else [])


def test_a_title_is_no_name_and_a_name_no_title():
    assert bare("Phó Giáo sư, Tiến sĩ Lê Văn Tám") == bare("GS.TS. Lê Văn Tám") == "levantam"
    assert bare("Đồng chí Lê Tám") == "letam"
    assert bare("Đồng Tiến Tám") == "dongtientam"


def test_bodies_of_two_provinces_are_two():
    here, there = make.province(), make.province()
    one = make.body(name="Sở Khoa học và Công nghệ", province=here)
    make.body(name="Sở Khoa học và Công nghệ", province=there)
    assert pairs(Body) == []
    other = make.body(name="Sở Khoa học và Công Nghê", province=here)
    assert pairs(Body) == [(one.pk, other.pk, "ten")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vidu.vn/bai.html", "http://www.vidu.vn/bai.html/"),
        ("https://m.vidu.vn/bai?id=1&utm_source=fb", "https://vidu.vn/bai?fbclid=x&id=1#dau"),
        ("https://vidu.vn/a?x=1&y=2", "HTTPS://VIDU.VN:443/a?y=2&x=1"),
    ],
)
def test_one_page_under_two_addresses(one, other):
    assert page_of(one) == page_of(other) != ""
    first, second = make.source(url=one), make.source(url=other)
    assert pairs(Source) == [(first.pk, second.pk, "dia-chi")]


def test_other_pages_are_others():
    for other in (
        "https://vidu.vn/a?id=2",
        "https://vidu.vn/b?id=1",
        "https://khac.vn/a?id=1",
        "https://vidu.vn:81/a?id=1",
    ):
        assert page_of("https://vidu.vn/a?id=1") != page_of(other)
    assert page_of("https://[hong") == page_of("") == page_of("vidu") == ""
    first = make.source(title="Bài một", url="", publisher="Báo A")
    second = make.source(title="Bài Một", url="", publisher="Báo A")
    make.source(title="Bài một", url="", publisher="Báo B")
    assert pairs(Source) == [(first.pk, second.pk, "ten-bai")]


def test_pairs_follow_a_change_a_deletion_and_what_is_known():
    one, other = make.official(name="Lê Văn Trùng"), make.official(name="Lê Văn Trùng")
    assert pairs() == [(one.pk, other.pk, "ten")]
    NotDuplicate.objects.mark(None, other, one)
    assert pairs() == []
    NotDuplicate.objects.all().delete()
    other.name = "Trần Thị Khác"
    other.save()
    assert pairs() == []
    other.name = "Lê Văn Trùnng"
    other.save()
    assert pairs() == [(one.pk, other.pk, "sai-mot-chu")]
    one.delete()
    assert pairs() == []


def test_all_pairs_are_what_each_record_is_asked_for():
    names = [
        "Trịnh Trường Huy",
        "Trrịnh Trường Huy",
        "Trịnh Trường Hyu",
        "Lê An",
        "Lê Ân",
        "Lê Văn Tám",
        "Trịnh Trưòng Huy",
    ]
    people = [make.official(name=name) for name in names]
    asked = {
        (*sorted((one.pk, other.pk)), reason.value) for one in people for reason, other in candidates(one)
    }
    assert set(pairs()) == asked
    assert len(asked) == 6


@pytest.mark.parametrize("rows", [1, 30])
def test_pairs_are_found_in_three_queries_and_remembered(rows):
    for number in range(rows):
        make.official(name=f"Lê Văn {chr(97 + number)}")
    pairs()  # the content types are known
    make.official(name="Người Mới")
    with CaptureQueriesContext(connection) as queries:
        pairs()
        pairs()
    assert len(queries) == 3 + 1 + 3
