"""A record taken off the page: with a reason, told to whom it was meant for, and nothing else of it."""

import pytest

from portal.changes.models import Changeset
from portal.changes.recorder import acting, unrecorded
from portal.records.models import FormerSlug, Publication, withdrawal_of
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.forms import errors, send
from tests.editing.admin.nouns import address
from tests.pages import DETAILS, world
from tests.test_leaks import MAKERS, MARK, MARKS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
WHY = "Nguồn đã đính chính ngày 3/4."


@pytest.fixture
def publisher(client):
    client.force_login(make.user(groups=["duyet"]))
    return client


def withdraw(client, records, **more):
    noun = records[0]._meta.label_lower
    return forms.act(client, address(noun, "changelist"), "withdraw", records, **more)


def state(record):
    return type(record).objects.get(pk=record.pk).publication


def test_the_list_asks_why_before_it_takes_off_the_page(publisher):
    shown, draft = make.official(), make.official(publication="draft")
    page = withdraw(publisher, [shown, draft])
    assert (page.status_code, state(shown), "Lý do gỡ" in page.text) == (200, "published", True)
    assert "1 bản ghi đã chọn không đang đăng" in page.text
    sent = forms.Controls(page.text).sent
    url = address("conferences.official", "changelist")
    again = publisher.post(url, sent | {"act_note": "   "})
    assert (state(shown), "Hãy ghi lý do gỡ." in again.text) == ("published", True)
    assert publisher.post(url, sent | {"act_note": WHY}).status_code == 302
    assert (state(shown), state(draft)) == ("withdrawn", "draft")
    act = withdrawal_of(shown)
    assert (act.note, act.public_note, act.kind) == (WHY, "", "action")


def test_what_changed_while_the_reason_was_typed_stays_on_the_page(publisher):
    shown = make.official()
    sent = forms.Controls(withdraw(publisher, [shown]).text).sent
    shown.titles = "TS"
    shown.save()
    publisher.post(address("conferences.official", "changelist"), sent | {"act_note": WHY})
    assert state(shown) == "published"


def test_the_form_asks_for_a_reason_and_keeps_it(publisher):
    task = make.task()
    url = address("provinces.task", "change", task.pk)
    for after in ("withdrawn", "draft", "review"):
        assert errors(send(publisher, url, publication=after)) == [
            "Gỡ khỏi trang phải có lý do: ghi ở ô “ghi chú cho người biên tập”, cuối biểu mẫu."
        ]
    assert state(task) == "published"
    send(publisher, url, publication="withdrawn", act_note=WHY, act_public_note="Nhiệm vụ ghi trùng.")
    act = withdrawal_of(task)
    assert (state(task), act.note, act.public_note) == ("withdrawn", WHY, "Nhiệm vụ ghi trùng.")
    form = publisher.get(url).text
    assert f"Lý do: {WHY} Người đọc thấy: Nhiệm vụ ghi trùng." in form
    assert WHY in publisher.get(address("provinces.task", "history", task.pk)).text


def test_a_reply_on_the_form_of_its_recommendation_is_taken_off_with_a_reason_too(publisher):
    reply = make.reply()
    url = address("conferences.recommendation", "change", reply.recommendation_id)
    assert len(errors(send(publisher, url, **{"replies-0-publication": "withdrawn"}))) == 1
    send(publisher, url, act_note=WHY, **{"replies-0-publication": "withdrawn"})
    assert (state(reply), withdrawal_of(reply).note) == ("withdrawn", WHY)


def test_editors_who_may_not_publish_withdraw_nothing(client):
    shown = make.official()
    client.force_login(make.user(groups=["bien_tap"]))
    withdraw(client, [shown], act_note=WHY)
    send(client, address("conferences.official", "change", shown.pk), publication="withdrawn", act_note=WHY)
    assert state(shown) == "published"


# --- What readers are told ----------------------------------------------------------------------------
def taken_off(noun, said=""):
    """A record of `noun`, published and full of marks, and then withdrawn."""
    with unrecorded():
        record = MAKERS[noun](world(), Publication.PUBLISHED)
    with acting(note=f"Lý do {MARK}", public_note=said):
        record.publication = Publication.WITHDRAWN
        record.save()
    return record


@pytest.mark.once
@pytest.mark.parametrize("noun", [noun for noun in MAKERS if noun in DETAILS])
def test_a_withdrawn_page_is_gone_and_says_nothing_of_what_it_held(noun, client):
    record = taken_off(noun)
    path = record.get_absolute_url()
    for address_ in (path, f"/en{path}", f"{path}lich-su/"):
        answer = client.get(address_)
        assert answer.status_code == 410
        assert not [mark for mark in MARKS if mark in answer.text.replace(path, "")]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Lý do" not in answer.text
    assert "Trang ở địa chỉ này đã được gỡ." in client.get(path).text


def test_readers_read_the_reason_that_is_meant_for_them(client):
    path = taken_off("task", said="Ghi <b>trùng</b> hai lần.").get_absolute_url()
    assert "Lý do: <span>Ghi &lt;b&gt;trùng&lt;/b&gt; hai lần.</span>" in client.get(path).text
    assert '<span lang="vi">Ghi' in client.get(f"/en{path}").text


def test_a_former_address_of_what_was_withdrawn_is_gone_too(client):
    with unrecorded():
        task = make.task(slug="ten-cu")
    task.slug = "ten-moi"
    task.save()
    assert client.get("/nhiem-vu/ten-cu/").status_code == 301
    task.publication = "withdrawn"
    task.save()
    assert [client.get(f"/nhiem-vu/{slug}/").status_code for slug in ("ten-cu", "ten-moi")] == [410, 410]
    assert FormerSlug.objects.count() == 1


def test_a_withdrawn_page_stays_gone_with_its_reason_when_its_record_is_deleted(publisher):
    with unrecorded():
        task, draft = make.task(slug="ten-cu"), make.task(slug="nhap", publication="draft")
        conference = make.conference(slug="lan-5", ordinal=5)
        other = make.series()
    path = conference.get_absolute_url()
    task.slug = "ten-moi"
    task.save()
    for record in (task, conference):
        noun = record._meta.label_lower
        said = {"act_note": WHY, "act_public_note": "Nhiệm vụ <b>ghi trùng</b>."}
        send(publisher, address(noun, "change", record.pk), publication="withdrawn", **said)
        assert state(record) == "withdrawn"
        forms.confirm(publisher, address(noun, "delete", record.pk))
        assert not type(record).objects.filter(pk=record.pk).exists()
    draft.delete()
    publisher.logout()
    for gone in ("/nhiem-vu/ten-cu/", "/nhiem-vu/ten-moi/", path, f"/en{path}", f"{path}lich-su/"):
        answer = publisher.get(gone)
        assert answer.status_code == 410, gone
        if not gone.endswith("lich-su/"):
            assert "Nhiệm vụ &lt;b&gt;ghi trùng&lt;/b&gt;." in answer.text
    elsewhere = path.replace(conference.series.slug, other.slug)
    assert [publisher.get(each).status_code for each in ("/nhiem-vu/nhap/", elsewhere)] == [404, 404]
    again = make.task(slug="ten-moi")
    assert publisher.get(again.get_absolute_url()).status_code == 200


def test_a_deletion_undone_is_as_the_record_is_now(client):
    with unrecorded():
        task = make.task(slug="ten-viec")
    task.publication = "withdrawn"
    task.save()
    key = task.pk
    task.delete()
    assert client.get("/nhiem-vu/ten-viec/").status_code == 410
    make.task(pk=key, slug="ten-viec", publication="draft")
    assert client.get("/nhiem-vu/ten-viec/").status_code == 404


def test_an_address_that_readers_never_saw_is_one_that_never_was(client):
    with unrecorded():
        task = make.task(slug="cong-khai")
    task.publication = "withdrawn"
    task.save()
    task.slug = "doi-khi-da-go"
    task.save()
    never = make.task(slug="chua-tung", publication="draft")
    never.publication = "withdrawn"
    never.save()
    found = {
        slug: client.get(f"/nhiem-vu/{slug}/").status_code
        for slug in ("cong-khai", "doi-khi-da-go", "chua-tung")
    }
    assert found == {"cong-khai": 410, "doi-khi-da-go": 404, "chua-tung": 404}


def test_drafts_and_other_series_are_left_out(client):
    with unrecorded():
        conference = make.conference(slug="lan-5", ordinal=5)
        other = make.series()
    path = conference.get_absolute_url()
    for after, status in (("withdrawn", 410), ("draft", 404), ("published", 200)):
        conference.publication = after
        conference.save()
        assert (after, client.get(path).status_code) == (after, status)
    assert client.get(path.replace(conference.series.slug, other.slug)).status_code == 404


def test_a_page_that_never_was_costs_no_more_than_two_questions_more(client, django_assert_max_num_queries):
    for number in range(3):
        make.task(slug=f"rieng-{number}", publication="withdrawn")
    with django_assert_max_num_queries(6):
        assert client.get("/nhiem-vu/khong-co/").status_code == 404


# --- What is said of a change -------------------------------------------------------------------------
def test_a_note_stays_with_editors_and_a_word_reaches_readers(publisher):
    with unrecorded():
        task = make.task(title="Tên củ")
    url = address("provinces.task", "change", task.pk)
    said = {"act_note": "Chị Lan báo qua điện thoại.", "act_public_note": "Sửa <lỗi> chính tả ở tên."}
    send(publisher, url, title="Tên cũ", **said)
    act = Changeset.objects.get()
    assert (act.note, act.public_note) == tuple(said.values())
    assert "Chị Lan báo" in publisher.get(address("provinces.task", "history", task.pk)).text
    publisher.logout()
    page = publisher.get(f"{task.get_absolute_url()}lich-su/").text
    assert "Sửa &lt;lỗi&gt; chính tả ở tên." in page
    assert "Chị Lan" not in page


def test_a_note_of_a_change_in_hiding_reaches_no_reader(publisher):
    with unrecorded():
        task = make.cited(make.task(title="Tên củ", publication="draft"))
    url = address("provinces.task", "change", task.pk)
    send(publisher, url, title="Tên cũ", act_public_note="Lời khi còn nháp.")
    send(publisher, url, publication="published")
    assert "Lời khi còn nháp." not in publisher.get(f"{task.get_absolute_url()}lich-su/").text


def test_notes_are_no_fields_of_the_record_and_are_asked_of_whoever_may_save(client):
    task = make.task()
    url = address("provinces.task", "change", task.pk)
    for user, asked in ((make.user(groups=["duyet"]), True), (make.provincial_editor(), False)):
        client.force_login(user)
        assert ('name="act_note"' in client.get(url).text) is asked
    client.force_login(make.user(groups=["duyet"]))
    answer = send(client, url, act_note="x" * 1001)
    assert [text[:36] for text in errors(answer)] == ["Giá trị này chỉ được có tối đa 1000 "]
