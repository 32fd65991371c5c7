"""The pages of history in the admin: what they tell, to whom, and what they put back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conferences.models import Conference, Official
from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from portal.editing.history.permissions import versions
from portal.records.models import Publication
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
DELETED = "/admin/changes/changeset/"


def quiet(maker, *args, **kwargs):
    with unrecorded():
        return maker(*args, **kwargs)


def address(page, model, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def member(client):
    """member(group, …) -> the client, signed in as somebody of these groups."""

    def sign_in(*groups):
        client.force_login(make.user(groups=groups))
        return client

    return sign_in


def change(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    with acting(make.user(username=f"nguoi-sua-{record.pk}-{record.version}"), Changeset.Kind.FORM) as act:
        record.save()
    return act


def history(client, record):
    answer = client.get(address("history", type(record), record.pk))
    assert answer.status_code == 200
    return answer


def test_the_history_shows_who_what_old_and_new_by_field_with_the_rows(member):
    place = quiet(make.conference, theme="Cũ", part_of_day="sang")
    host = quiet(make.province, name="Cao Bằng")
    row = quiet(make.participation, conference=place, as_printed="x")
    change(place, theme="Mới <b>", part_of_day="chieu")
    with acting():
        row.province = host
        row.save()
        make.citation(place, field="theme", source=quiet(make.source, publisher="Báo Cao Bằng"))
    text = history(member("bien_tap"), place).text
    for said in (
        "nguoi-sua-",
        "Chủ đề",
        "<del>Cũ</del>",
        "<ins>Mới &lt;b&gt;</ins>",
        "buổi sáng",
        "buổi chiều",
    ):
        assert said in text
    for said in (
        "thành phần tham dự",
        "<ins>Cao Bằng</ins>",
        "dẫn chứng",
        "Báo Cao Bằng",
        "<ins>chủ đề</ins>",
    ):
        assert said in text


def test_the_history_costs_the_same_with_more_rows(member):
    client = member("bien_tap")
    seen = []
    place = quiet(make.conference)
    for rows in (1, 3):
        for n in range(rows):
            change(place, theme=f"Chủ đề {rows} {n}")
            with acting():
                make.participation(conference=place, province=quiet(make.province))
        history(client, place)
        with CaptureQueriesContext(connection) as queries:
            history(client, place)
        seen.append(len(queries))
    assert seen[0] == seen[1] < 40


def test_long_histories_have_pages(member):
    record = quiet(make.official)
    for n in range(21):
        change(record, name=f"Tên {n}")
    client = member("bien_tap")
    page = address("history", Official, record.pk)
    assert "Tên 20" in client.get(page).text
    assert "<ins>Tên 0</ins>" not in client.get(page).text
    assert "<ins>Tên 0</ins>" in client.get(f"{page}?p=2").text
    assert [client.get(f"{page}?p={odd}").status_code for odd in ("abc", "0", "-1")] == [400] * 3


def test_two_versions_are_compared_and_one_is_restored(member):
    record = quiet(make.official, name="Một", publication=Publication.DRAFT)
    change(record, name="Hai")
    change(record, name="Ba", aliases="Bb")
    client = member("bien_tap")
    last, _second, first = versions(Official, record.pk)
    compared = client.get(address("compare", Official, record.pk), {"a": last.number, "b": first.number})
    assert [(one.old, one.new) for one in compared.context["differences"]] == [("Một", "Ba"), ("", "Bb")]
    page = address("restore", Official, record.pk, first.number)
    assert "<ins>Một</ins>" in client.get(page).text
    assert client.post(page, {"note": "nhầm"}).status_code == 302
    record.refresh_from_db()
    act = Changeset.objects.latest("pk")
    assert (record.name, record.aliases, act.kind, act.note) == ("Một", "", "restore", "nhầm")


def test_what_cannot_be_restored_is_listed(member):
    record = quiet(make.conference, ordinal=19, publication=Publication.DRAFT)
    change(record, ordinal=20)
    quiet(make.conference, ordinal=19, series=record.series)
    first = versions(Conference, record.pk)[-1]
    answer = member("bien_tap").post(address("restore", Conference, record.pk, first.number))
    assert answer.status_code == 409
    assert "Vùng này đã có hội nghị lần thứ đó." in answer.text
    record.refresh_from_db()
    assert record.ordinal == 20


def test_only_a_publisher_restores_what_is_published(member):
    record = quiet(make.official, name="Một")
    change(record, name="Hai")
    page = address("restore", Official, record.pk, versions(Official, record.pk)[-1].number)
    assert "Khôi phục bản này" not in history(member("bien_tap"), record).text
    assert [member("bien_tap").get(page).status_code, member("bien_tap").post(page).status_code] == [403, 403]
    assert "Khôi phục bản này" in history(member("duyet"), record).text
    assert member("duyet").post(page).status_code == 302


def test_a_deletion_is_listed_and_brought_back(member):
    client = member("duyet")
    place = quiet(make.conference, theme="Pác Bó")
    row = quiet(make.participation, conference=place)
    key = place.pk
    opened = client.get(address("delete", Conference, key)).context["opened"]
    answer = client.post(address("delete", Conference, key), {"post": "yes", "_opened": opened})
    assert (answer.status_code, Changeset.objects.get().kind) == (302, "deletion")
    listed = client.get(DELETED).context["rows"]
    assert [(one["name"], one["back"]) for one in listed] == [(f"hội nghị “{place}”", False)]
    assert "đã bị xóa" in client.get(address("history", Conference, key)).text
    page = address("undelete", Conference, key)
    assert "thành phần tham dự" in client.get(page).text
    assert client.post(page).status_code == 302
    assert list(Conference.objects.get(pk=key).participations.values_list("pk", flat=True)) == [row.pk]
    assert [one["back"] for one in client.get(DELETED).context["rows"]] == [True]
    assert client.get(page).status_code == 404


def test_who_may_not_see_or_restore_is_refused(member):
    shown, draft = quiet(make.official), quiet(make.official, publication=Publication.DRAFT)
    keys = [shown.pk, draft.pk]
    change(shown, name="Một")
    version = versions(Official, shown.pk)[-1].number
    with acting():
        Official.objects.filter(pk__in=keys).delete()
    pages = [
        DELETED,
        *(address(page, Official, keys[0]) for page in ("history", "undelete")),
        address("compare", Official, keys[0]) + f"?a={version}&b={version}",
    ]
    client = member()  # signed in, but no editor
    assert {client.get(page).status_code for page in pages} == {403}
    client = member("bien_tap")
    assert {client.get(page).status_code for page in pages} == {200}
    undelete = [address("undelete", Official, key) for key in keys]
    assert [client.post(page).status_code for page in undelete] == [403, 302]


def test_hostile_addresses_get_a_sentence(member):
    record = quiet(make.official)
    other = quiet(make.official)
    change(record, name="Một")
    change(other, name="Hai")
    client = member("duyet")
    foreign = versions(Official, other.pk)[0].number
    huge = 10**30
    asked = {
        address("compare", Official, record.pk): 404,
        address("compare", Official, record.pk) + "?a=abc&b=1": 400,
        address("compare", Official, record.pk) + f"?a={foreign}&b={foreign}": 404,
        address("compare", Official, record.pk) + f"?a={huge}&b=1": 404,
        address("restore", Official, record.pk, foreign): 404,
        address("restore", Official, huge, 1): 404,
        address("undelete", Official, record.pk): 404,
        address("history", Official, huge): 404,
        address("history", Official, "abc"): 404,
        f"{DELETED}?p=x": 400,
    }
    assert {page: client.get(page).status_code for page in asked} == asked


def test_a_form_leads_to_the_history_of_a_record_only_where_it_is_open(client):
    """What became of a record is for those whose record it is; others only see the record."""
    conference = make.conference()
    shown, opened = [], []
    for person in (make.user(groups=["bien_tap"]), make.provincial_editor()):
        client.force_login(person)
        shown.append("historylink" in client.get(address("change", Conference, conference.pk)).text)
        opened.append(client.get(address("history", Conference, conference.pk)).status_code)
    assert (shown, opened) == ([True, False], [200, 403])
