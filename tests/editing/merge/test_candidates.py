"""Which records are likely one, and that the pairs follow every change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.merging import bare
from portal.editing.merge.candidates import fill, like, rebuild, renew
from portal.editing.merge.source_candidates import page_of
from portal.editing.models import Distinct, Spelling, Twin
from tests import factories as make

pytestmark = pytest.mark.django_db


def pairs():
    return [(row.object_id, row.other_id, row.reason) for row in Twin.objects.order_by("pk")]


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
    assert [(why, row) for why, row in like(second)] == ([(reason, first)] if reason else [])


def test_a_title_is_no_name_and_a_name_no_title():
    assert bare("Phó Giáo sư, Tiến sĩ Lê Văn Tám") == bare("GS.TS. Lê Văn Tám") == "levantam"
    assert bare("Đồng chí Lê Tám") == "letam"
    assert bare("Đồng Tiến Tám") == "dongtientam"


def test_bodies_of_two_provinces_are_two():
    here, there = make.province(), make.province()
    one = make.body(name="Sở Khoa học và Công nghệ", province=here)
    make.body(name="Sở Khoa học và Công nghệ", province=there)
    assert pairs() == []
    other = make.body(name="Sở Khoa học và Công Nghê", province=here)
    assert pairs() == [(one.pk, other.pk, "ten")]


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
    assert pairs() == [(first.pk, second.pk, "dia-chi")]


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
    assert pairs() == [(first.pk, second.pk, "ten-bai")]


def test_pairs_follow_a_change_a_deletion_and_what_was_said():
    one, other = make.official(name="Lê Văn Trùng"), make.official(name="Lê Văn Trùng")
    Distinct.objects.tell(None, other, one)
    assert len(pairs()) == 1
    assert not Twin.objects.open().exists()
    Distinct.objects.all().delete()
    other.name = "Trần Thị Khác"
    other.save()
    assert pairs() == []
    other.name = "Lê Văn Trùnng"
    other.save()
    assert pairs() == [(one.pk, other.pk, "sai-mot-chu")]
    before = pairs(), sorted(Spelling.objects.values_list("content_type", "key", "object_id"))
    rebuild()
    assert (pairs(), sorted(Spelling.objects.values_list("content_type", "key", "object_id"))) == before
    one.delete()
    assert pairs() == []


def test_what_stood_before_is_found_after_a_migrate():
    one, other = make.official(name="Lê Văn Trùng"), make.official(name="Lê Văn Trùng")
    Twin.objects.all().delete()
    fill("default")
    assert pairs() == []  # spellings stand: the pairs are kept in step
    Spelling.objects.all().delete()
    fill("default")
    assert pairs() == [(one.pk, other.pk, "ten")]


def test_a_save_that_leaves_the_name_asks_once():
    record = make.official(name="Lê Văn Trùng")
    with CaptureQueriesContext(connection) as queries:
        renew([record])
    assert len(queries) == 1
