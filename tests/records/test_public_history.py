"""What readers may know of a record's history: that it was changed while they could see it, and no more."""

import pytest
from django.test import override_settings

from portal.changes.recorder import acting, unrecorded
from portal.records.models import Publication
from portal.records.public_history import public_acts
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
MARK = "Bí Mật Thử"
HIDDEN = [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN]


def quiet(maker, *args, **kwargs):
    with unrecorded():
        return maker(*args, **kwargs)


def change(record, public_note="", **values):
    for name, value in values.items():
        setattr(record, name, value)
    with acting(
        make.user(username=f"nguoi-{type(record).__name__}-{record.pk}-{record.version}"),
        "form",
        MARK,
        public_note,
    ) as act:
        record.save()
    return act


def told(record):
    return [(one.fields, one.rows) for one in public_acts(record)]


def page(client, record, prefix=""):
    answer = client.get(f"{prefix}{record.get_absolute_url()}lich-su/")
    assert answer.status_code == 200
    return answer.text


def test_a_change_while_published_is_public_without_its_values(client):
    place = quiet(make.conference, theme="Giá trị cũ")
    change(place, "Sửa theo công văn.", theme="Giá trị mới", venue="Nhà văn hóa")
    with acting():
        make.participation(conference=place)
        make.participation(conference=place)
    assert told(place) == [([], [("thêm", "thành phần tham dự", 2)]), (["địa điểm", "chủ đề"], [])]
    text = page(client, place)
    assert "Sửa theo công văn." in text
    assert "sửa địa điểm, chủ đề" in text
    for kept in ("Giá trị cũ", "Giá trị mới", "Nhà văn hóa", "nguoi-", MARK):
        assert kept not in text
    assert 'href="' + place.get_absolute_url() + 'lich-su/"' in client.get(place.get_absolute_url()).text


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.usefixtures("steady_version")
def test_what_was_changed_while_hidden_is_never_public(client, state):
    record = quiet(make.official, name=MARK, publication=state)
    change(record, MARK, name="Trịnh Trường Huy")
    change(record, MARK, publication=Publication.PUBLISHED, titles="TS")
    text = page(client, record)
    assert public_acts(record) == []
    assert MARK not in text
    change(record, publication=Publication.WITHDRAWN)
    change(record, MARK, titles="PGS")
    change(record, publication=Publication.PUBLISHED)
    assert page(client, record) == text
    change(record, "Nay đã rõ.", titles="GS")
    assert told(record) == [(["học hàm, học vị"], [])]


@pytest.mark.parametrize("state", HIDDEN)
def test_a_hidden_record_has_no_page_of_history(client, state):
    record = quiet(make.official, publication=state)
    change(record, name="Khác")
    path = f"{record.get_absolute_url()}lich-su/"
    assert client.get(path).status_code == 404
    assert client.get("/dai-bieu/khong-co/lich-su/").status_code == 404


def test_public_history_hides_rows_of_records_hidden_now(client):
    place = quiet(make.conference)
    person, source = quiet(make.official), quiet(make.source)
    with acting(public_note="Thêm người dự."):
        row = make.appearance(conference=place, official=person)
        make.citation(place, source=source)
    assert [rows for _fields, rows in told(place)] == [[("thêm", "người dự", 1), ("thêm", "dẫn chứng", 1)]]
    for hidden in (person, source):
        change(hidden, publication=Publication.WITHDRAWN)
    assert told(place) == []
    assert "Thêm người dự." not in page(client, place)
    assert row.pk


def test_a_link_to_what_is_hidden_is_no_change(client):
    shown = quiet(make.recommendation)
    hidden = quiet(make.recommendation, conference=quiet(make.conference, publication="draft"))
    change(shown, MARK, continues=hidden)
    assert told(shown.conference) == []


def test_the_stored_text_of_an_article_is_not_public():
    record = quiet(make.source)
    change(record, MARK, kept_text=MARK)
    assert told(record) == []


@pytest.mark.parametrize("shown", [True, False])
def test_editors_are_named_only_where_the_setting_says_so(client, shown):
    record = quiet(make.official)
    change(record, name="Khác")
    with override_settings(HISTORY_NAMES_EDITORS=shown):
        assert ("nguoi-" in page(client, record)) is shown


def test_the_page_is_in_english_too(client):
    record = quiet(make.official)
    change(record, titles="TS")
    assert "History of changes" in page(client, record, "/en")


def test_a_conference_is_found_under_its_series(client):
    place = quiet(make.conference)
    other = quiet(make.series)
    path = place.get_absolute_url().replace(place.series.slug, other.slug)
    assert client.get(f"{path}lich-su/").status_code == 404


def test_of_many_changes_the_newest_are_listed(monkeypatch):
    monkeypatch.setattr("portal.records.public_history.SHOWN", 2)
    with unrecorded():
        place = make.conference()
    acts = []
    for theme in ("Một", "Hai", "Ba"):
        with acting() as act:
            place.theme = theme
            place.save()
        acts.append(act)
    assert [one.act for one in public_acts(place)] == [acts[2], acts[1]]
