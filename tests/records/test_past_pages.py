"""A record as it stood at a version of the data: `?tai=`, from the ledger, marked, and hiding what was withdrawn since."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.changes.models import public_edition
from portal.changes.recorder import acting, unrecorded
from portal.records.models import Publication
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


@pytest.fixture
def xix():
    with unrecorded():
        meeting = make.conference(
            series=make.series(name="Trung du"), ordinal=19, year=2024, starts=date(2024, 10, 9), theme="Cũ", venue="Nhà A"
        )  # fmt: skip
        make.recommendation(conference=meeting, number=1, text="Kiến nghị đầu")
    return meeting


def act(record, **columns):
    """The version of the data after a change of `record`."""
    with acting():
        for name, value in columns.items():
            setattr(record, name, value)
        record.save()
    return public_edition().number


def test_a_page_is_as_it_was_and_says_so(client, xix):
    first = act(xix, theme="Giữa")
    with acting():
        added = make.recommendation(conference=xix, number=2, text="Kiến nghị thêm")
        xix.recommendations.get(number=1).delete()
    last = act(xix, theme="Nay", slug="moi")
    path = xix.get_absolute_url()
    then, now = client.get(path, {"tai": first}), client.get(path)
    assert (then.status_code, then.headers["X-Robots-Tag"]) == (200, "noindex")
    assert '<meta name="robots" content="noindex">' in then.text
    assert f"phiên bản dữ liệu {first}" in then.text
    assert f'<a href="{path}">Xem trang hiện nay</a>' in then.text
    assert [word in then.text for word in ("Giữa", "Nay", "Kiến nghị đầu", "Kiến nghị thêm")] == [
        True,
        False,
        True,
        False,
    ]
    assert [word in now.text for word in ("Giữa", "Nay", "Kiến nghị đầu", "Kiến nghị thêm")] == [
        False,
        True,
        False,
        True,
    ]
    assert client.get(path, {"tai": last}).text.count("Nay") >= 1
    assert "Cũ" in client.get(path, {"tai": 0}).text
    data = json.loads(client.get(f"{path.rstrip('/')}.json", {"tai": first}).content)
    assert (data["phien_ban"], data["muc"]["theme"]["gia_tri"]) == (first, "Giữa")
    assert [row["muc"]["text"]["gia_tri"] for row in data["ban_ghi_kem"][0]["dong"]] == ["Kiến nghị đầu"]
    assert added.pk
    assert f'href="{path}?tai={first}"' in client.get(f"{path}lich-su/").text


def test_nothing_is_left_of_it(client, xix):
    version = act(xix, theme="Giữa")
    act(xix, theme="Nay")
    client.get(xix.get_absolute_url(), {"tai": version})
    with connection.cursor() as cursor:
        table = (
            "sqlite_temp_master"
            if connection.vendor == "sqlite"
            else "pg_class WHERE relpersistence = 't' AND relkind IN ('r', 'v')"
        )
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
    xix.refresh_from_db()
    assert xix.theme == "Nay"


def test_citations_and_gaps_are_those_of_then(client, xix):
    source, gone = make.source(publisher="Báo Cũ"), make.source(publisher="Báo Gỡ")
    with acting():
        make.citation(xix, field="theme", source=source)
        make.citation(xix, field="venue", source=gone)
    version = public_edition().number
    with acting():
        xix.citations.filter(source=source).delete()
        make.gap(xix, field="aims", note="đọc lại")
    with acting():
        gone.publication = Publication.WITHDRAWN
        gone.save()
    then = client.get(xix.get_absolute_url(), {"tai": version}).text
    assert ("Báo Cũ" in then, "Báo Gỡ" in then, "đọc lại" in then) == (True, False, False)


@pytest.mark.parametrize(
    ("asked", "status"),
    [("", 400), ("abc", 400), ("-1", 400), ("١", 400), ("9" * 40, 400), ("9" * 15, 404), ("1.5", 400)],
)
def test_what_is_no_version_is_refused_in_a_sentence(client, xix, asked, status):
    answer = client.get(xix.get_absolute_url(), {"tai": asked})
    assert answer.status_code == status
    assert ("Phiên bản phải là một số" if status == 400 else "Chưa có phiên bản") in answer.text


def test_what_was_hidden_then_or_is_now_stays_hidden(client, xix):
    reply = make.reply(
        recommendation=xix.recommendations.get(), note="Trả lời kín", publication=Publication.DRAFT
    )
    before = act(xix, theme="Trước")
    act(reply, publication=Publication.PUBLISHED)
    shown = act(xix, theme="Sau")
    path = xix.get_absolute_url()
    assert "Trả lời kín" not in client.get(path, {"tai": before}).text
    assert "Trả lời kín" in client.get(path, {"tai": shown}).text
    act(reply, publication=Publication.WITHDRAWN)
    assert "Trả lời kín" not in client.get(path, {"tai": shown}).text
    act(reply, publication=Publication.PUBLISHED)
    act(xix, publication=Publication.WITHDRAWN)
    hidden = act(make.official(), titles="TS.")
    assert client.get(path, {"tai": shown}).status_code == 410
    act(xix, publication=Publication.PUBLISHED)
    act(xix, theme="Cuối")
    assert [client.get(path, {"tai": version}).status_code for version in (shown, hidden)] == [200, 410]


def test_the_other_nouns_have_it_too(client):
    with unrecorded():
        records = {
            make.province(name="Cao Bằng"): {"iso_code": "VN-99"},
            make.official(name="Bế Minh Đức"): {"aliases": "Tên Sau"},
            make.task(title="Nghiên cứu", budget=1_000): {"area": "Nơi Sau", "end_year": 2026},
        }
    version = act(make.official(), titles="GS.")
    for record, columns in records.items():
        act(record, **columns)
        path, words = record.get_absolute_url(), next(iter(columns.values()))
        assert words in client.get(path).text
        then = client.get(path, {"tai": version})
        assert (then.status_code, words in then.text) == (200, False)


def test_a_recommendation_without_a_page_has_it_as_files(client, xix):
    asked = xix.recommendations.get()
    version = act(asked, text="Giữa")
    act(asked, text="Nay")
    told = client.get(f"/kien-nghi/{asked.pk}.json", {"tai": version}).json()
    assert (told["phien_ban"], told["muc"]["text"]["gia_tri"]) == (version, "Giữa")
    with acting():
        added = make.recommendation(conference=xix, number=2)
    assert client.get(f"/kien-nghi/{added.pk}.json", {"tai": version}).status_code == 404


def test_who_was_withdrawn_since_is_in_no_form_of_then(client, xix):
    """Nor what names the person again as printed."""
    person = make.official(name="Nguyễn Bí Mật")
    with acting():
        make.appearance(conference=xix, official=person, post_as_printed="Chức Bí Mật")
        said = make.statement(
            conference=xix, by_official=person, by_as_printed="Ông Bí Mật", points="Nêu kết quả."
        )
    version = public_edition().number
    act(said, points="Nêu khác.")
    addresses = [
        xix.get_absolute_url(),
        *(f"{xix.get_absolute_url().rstrip('/')}.{ending}" for ending in ("json", "md")),
    ]
    assert ["Bí Mật" in client.get(path, {"tai": version}).text for path in addresses] == [True] * 3
    act(person, publication=Publication.WITHDRAWN)
    for path in addresses:
        then = client.get(path, {"tai": version}).text
        assert ("Bí Mật" in then, "Nêu kết quả." in then) == (False, True)


def test_more_changes_since_cost_no_more_queries(client, xix):
    rows = [make.recommendation(conference=xix, number=number, text=f"Cũ {number}") for number in (2, 3, 4)]
    version = act(xix, theme="Giữa")
    counts = []
    for changed in (rows[:1], rows):
        for row in changed:
            act(row, text=f"{row.text} mới")
        client.get(xix.get_absolute_url(), {"tai": version})  # what a process learns once
        with CaptureQueriesContext(connection) as asked:
            assert "Cũ 2 mới" not in client.get(xix.get_absolute_url(), {"tai": version}).text
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 90
