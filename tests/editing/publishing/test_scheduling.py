"""Publishing at an hour: who sets it, which hours are taken, what the command publishes and what it leaves, and says."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.changes.models import Changeset
from portal.changes.recorder import unrecorded
from portal.editing.models import Scheduled
from portal.editing.publishing.scheduling import ScheduleForm, publish_due, schedule, scheduled
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.forms import send
from tests.editing.admin.nouns import NOUNS, PUBLISHED, address

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 3, 10, 8, 0))


@pytest.fixture
def publisher():
    return make.user("chi-mai", ["duyet"])


def draft(noun="conferences.official", **fields):
    with unrecorded():
        record = NOUNS[noun](publication="draft", **fields)
        make.citation(record)
    return record


def state(record):
    return type(record).objects.get(pk=record.pk).publication


# --- When the hour comes ------------------------------------------------------------------------------
@pytest.mark.parametrize("noun", PUBLISHED)
def test_what_is_due_is_published_in_an_act_of_whoever_scheduled_it(noun, publisher):
    due, later = draft(noun), draft(noun)
    schedule(due, publisher, NOW - timedelta(minutes=1))
    schedule(later, publisher, NOW + timedelta(minutes=1))
    done, refused = publish_due(NOW)
    assert (done, refused) == ([due], [])
    assert (state(due), state(later)) == ("published", "draft")
    (act,) = Changeset.objects.all()
    assert (act.user, act.note, act.kind) == (publisher, "Đăng theo hẹn lúc 10/03/2026 07:59", "command")
    assert Scheduled.objects.count() == 1
    assert publish_due(NOW) == ([], [])
    assert Changeset.objects.count() == 1


def test_each_record_is_an_act_of_its_own(publisher):
    records = [draft() for _number in range(3)]
    for record in records:
        schedule(record, publisher, NOW)
    assert publish_due(NOW)[0] == records
    assert Changeset.objects.count() == 3


def without_source(publisher):
    with unrecorded():
        return make.official(publication="draft", titles="TS"), publisher


REFUSED = {
    "no source": (without_source, "Chưa có nguồn: "),
    "no right": (lambda publisher: (draft(), make.user(groups=["bien_tap"])), "Người hẹn không còn quyền"),
    "gone": (
        lambda publisher: (draft(), make.user(groups=["duyet"], is_active=False)),
        "Người hẹn không còn",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_may_not_be_published_stays_and_says_why_on_the_desk(why, publisher, client):
    maker, said = REFUSED[why]
    record, user = maker(publisher)
    schedule(record, user, NOW)
    done, (row,) = publish_due(NOW)
    assert (done, state(record), Changeset.objects.count()) == ([], "draft", 0)
    row = Scheduled.objects.get(pk=row.pk)
    assert row.answer.startswith(said)
    client.force_login(publisher)
    assert f"không đăng được: {said}" in client.get("/admin/").text
    form = client.get(address("conferences.official", "change", record.pk)).text
    assert f"Đến giờ đã không đăng được: {said}" in form
    publish_due(NOW)  # again: the same, once
    assert Scheduled.objects.get().answer == row.answer


def test_what_an_import_took_off_the_page_since_stays_off(publisher, client):
    record = draft()
    schedule(record, publisher, NOW)
    for publication in ("published", "withdrawn"):
        record.publication = publication
        record.save()
    _done, (row,) = publish_due(NOW)
    assert (state(record), row.answer) == (
        "withdrawn",
        "Bản ghi đã bị gỡ khỏi trang; muốn đăng lại thì đăng bằng tay.",
    )
    client.force_login(publisher)
    assert client.get(address("conferences.official", "schedule", record.pk)).status_code == 404


def test_a_refused_record_is_published_once_it_may_be(publisher):
    record, _user = without_source(publisher)
    schedule(record, publisher, NOW)
    publish_due(NOW)
    with unrecorded():
        make.citation(record)
    assert publish_due(NOW)[0] == [record]


def test_what_was_published_or_deleted_meanwhile_leaves_no_hour_behind(publisher, client):
    by_hand, deleted, taken_off = draft(), draft(), draft()
    for record in (by_hand, deleted, taken_off):
        schedule(record, publisher, NOW)
    client.force_login(publisher)
    send(client, address("conferences.official", "change", by_hand.pk), publication="published")
    forms.act(client, address("conferences.official", "changelist"), "publish", [taken_off])
    deleted.delete()
    assert Scheduled.objects.count() == 1
    assert publish_due(NOW) == ([], [])
    assert Scheduled.objects.count() == 0


def test_the_command_names_what_it_did(publisher, capsys):
    good, bad = draft(), without_source(publisher)[0]
    schedule(good, publisher, NOW - timedelta(days=9000))
    schedule(bad, publisher, NOW - timedelta(days=9000))
    call_command("publish_due")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Đã đăng: đại biểu “{good}”"
    assert lines[1].startswith(f"Không đăng được: “{bad}”: Chưa có nguồn: ")


# --- The hour -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("2026-03-10", "08:01", None),
        ("10/03/2026", "\u200b08:01\u202c", None),
        ("2027-03-11", "08:00", None),
        ("2026-03-10", "08:00", "Giờ hẹn đã qua."),
        ("2026-03-09", "23:59", "Giờ hẹn đã qua."),
        ("0001-01-01", "00:00", "Giờ hẹn đã qua."),
        ("9999-12-31", "23:59", "Chỉ hẹn được trong vòng một năm tới."),
        ("2027-03-12", "08:00", "Chỉ hẹn được trong vòng một năm tới."),
        ("2026-02-30", "08:00", "Hãy nhập một ngày hợp lệ, ví dụ 10/10/2024."),
        ("2026-03-10", "25:00", "Hãy nhập một giờ hợp lệ, ví dụ 14:30."),
        ("", "", "Trường này bắt buộc phải điền."),
    ],
)
def test_the_hours_that_are_taken(day, hour, said):
    form = ScheduleForm({"day": day, "hour": hour}, now=NOW)
    texts = {text for texts in form.errors.values() for text in texts}
    assert (form.is_valid(), texts) == (said is None, {said} - {None})


def test_hours_are_those_of_viet_nam():
    form = ScheduleForm({"day": "2026-03-11", "hour": "07:00"}, now=NOW)
    assert form.is_valid()
    assert form.cleaned_data["at"].isoformat() == "2026-03-11T07:00:00+07:00"


def test_an_hour_that_the_clock_leaves_out_is_refused(settings):
    with timezone.override("Europe/Berlin"):
        form = ScheduleForm({"day": "2026-03-29", "hour": "02:30"}, now=NOW)
        assert form.is_valid() is False


# --- Who sets it --------------------------------------------------------------------------------------
def test_only_publishers_set_an_hour(client, publisher):
    place = make.province()
    with unrecorded():
        task = make.task([place], publication="draft")
        shown = make.task([place])
    url = address("provinces.task", "schedule", task.pk)
    found = {}
    for role, user in {
        "publisher": publisher,
        "ministry": make.user(groups=["bien_tap"]),
        "own": make.provincial_editor(place),
        "stranger": make.user(),
    }.items():
        client.force_login(user)
        codes = client.get(url).status_code, client.post(url, {"drop": "1"}).status_code
        offered = f'href="{url}"' in client.get(address("provinces.task", "change", task.pk)).text
        found[role] = (*codes, offered)
    assert found == {
        "publisher": (200, 409, True),
        "ministry": (403, 403, False),
        "own": (403, 403, False),
        "stranger": (403, 403, False),
    }
    client.force_login(publisher)
    for key in (shown.pk, 987654321, "99999999999999999999"):
        assert client.get(address("provinces.task", "schedule", key)).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_an_hour_is_set_shown_and_dropped(client, publisher):
    record = draft("provinces.task")
    url = address("provinces.task", "schedule", record.pk)
    client.force_login(publisher)
    assert client.post(url, {"day": "9999-12-31", "hour": "00:00"}).status_code == 400
    tomorrow = timezone.localdate() + timedelta(days=1)
    for hour in ("08:00", "09:30"):  # the second moves it
        answer = client.post(url, opened(client, url, day=f"{tomorrow:%Y-%m-%d}", hour=hour))
        assert (answer.status_code, answer.url) == (302, address("provinces.task", "change", record.pk))
    (row,) = Scheduled.objects.all()
    assert (str(row), row.user) == (f"{tomorrow:%d/%m/%Y} 09:30", publisher)
    sentence = f"Đang hẹn đăng lúc {row}, người hẹn: chi-mai."
    assert sentence in client.get(answer.url).text
    assert sentence in client.get(url).text
    listed = client.get(f"{address('provinces.task', 'changelist')}?viec=hen-dang").context["cl"].result_list
    assert list(listed) == [record]
    assert str(row) in client.get("/admin/").text
    assert list(scheduled(publisher, type(record))) == [record]
    assert client.post(url, opened(client, url, drop="1")).status_code == 302
    assert Scheduled.objects.count() == 0


def opened(client, url, **typed):
    """What the page at `url` sends, with the token by which its showing is known."""
    html = client.get(url).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    return forms.Controls(html).sent | {"csrfmiddlewaretoken": token} | typed


def test_a_page_that_is_older_than_the_hour_changes_nothing(client, publisher):
    record = draft("provinces.task")
    url, form = (address("provinces.task", page, record.pk) for page in ("schedule", "change"))
    client.force_login(publisher)
    day = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    first, other = opened(client, url, day=day, hour="08:00"), opened(client, url, day=day, hour="09:30")
    assert [client.post(url, first).url for _click in range(2)] == [form, form]
    assert "đã được gửi và lưu rồi" in client.get(form).text

    def stays(sent, hour):
        answer = client.post(url, sent)
        held = [str(row) for row in Scheduled.objects.all()]
        assert (answer.status_code, held) == (409, [f"{day} {hour}"] if hour else [])
        assert f"Giờ hẹn nay: {held[0] if held else 'không có'}" in " ".join(answer.text.split())

    stays(other, "08:00")  # a page opened before the hour was set
    stays({"day": day, "hour": "09:30"}, "08:00")  # and one that says not when
    drop = opened(client, url, drop="1")
    client.post(url, opened(client, url, day=day, hour="10:00"))
    stays(drop, "10:00")
    stays(first, "10:00")
    drop = opened(client, url, drop="1")
    assert [client.post(url, drop).url for _click in range(2)] == [form, form]
    stays(first, None)  # set, moved, dropped: Back to the first page
    late = opened(client, url, day=day, hour="11:00")
    forms.send(client, form, publication="published")
    assert client.post(url, late).url == form
    assert "nay ở trạng thái “đã đăng”" in client.get(form).text
