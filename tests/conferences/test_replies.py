"""The state of a recommendation is that of its newest published reply, however that came to be so."""

from datetime import date

import pytest
from django.db import models

from conferences.models import Recommendation
from conferences.rules import recommendations_follow_their_replies
from portal.changes.apply import undo
from portal.changes.models import Changeset
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.forms import errors, send
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 12, 1), date(2025, 3, 1)


@pytest.fixture
def asked():
    return make.recommendation(state="chua-tra-loi", kind="kien-nghi")


def state(recommendation):
    recommendation.refresh_from_db()
    assert list(recommendations_follow_their_replies()) == []
    return recommendation.state


def test_a_published_reply_shows_in_the_list_and_its_filter_as_a_reader_sees_them(client, asked):
    """As it was seen: a reply «đã tiếp nhận» on the page, beside «chưa ghi nhận trả lời» in the list."""
    client.force_login(make.user("chi-duyet", ["duyet"]))
    row = {"state": "da-tiep-nhan", "publication": "published", "day": "01/12/2024", "note": "Sẽ xem xét."}
    form = address("conferences.recommendation", "change", asked.pk)
    source = make.source()
    answer = send(client, form, rows={"replies": [row]}, default_source=source.pk)
    assert errors(answer) == [] and answer.status_code == 302
    client.logout()
    listed = {
        value: asked.text in client.get(f"/kien-nghi/?trang_thai={value}").content.decode()
        for value in Recommendation.State.values
    }
    assert [value for value, there in listed.items() if there] == ["da-tiep-nhan"]
    rows = client.get("/kien-nghi.csv").getvalue().decode()
    assert "đã tiếp nhận" in rows and "chưa ghi nhận trả lời" not in rows
    tally = {one["state"]: one["rows"] for one in Recommendation.objects.tally()}
    assert (tally["da-tiep-nhan"], tally["chua-tra-loi"]) == (1, 0)


def test_drafts_do_not_show_in_the_state(asked):
    reply = make.reply(recommendation=asked, state="da-hoan-thanh", publication="draft")
    assert state(asked) == "chua-tra-loi"
    reply.state = "dang-thuc-hien"
    reply.save()
    assert state(asked) == "chua-tra-loi"
    reply.publication = "published"
    reply.save()
    assert state(asked) == "dang-thuc-hien"


def test_the_newest_counts_and_what_goes_gives_way(asked):
    last = make.reply(recommendation=asked, day=LAST, state="da-hoan-thanh")
    make.reply(recommendation=asked, day=FIRST, state="da-tiep-nhan")
    undated = make.reply(recommendation=asked, day=None, state="dang-thuc-hien")
    assert state(asked) == "da-hoan-thanh"
    last.publication = "withdrawn"
    last.save()
    assert state(asked) == "da-tiep-nhan"
    asked.replies.filter(day=FIRST).update(state="dang-thuc-hien")
    assert state(asked) == "dang-thuc-hien"
    asked.replies.filter(day=FIRST).delete()
    undated.delete()
    assert state(asked) == "chua-tra-loi"


def test_a_reply_that_moves_leaves_the_one_it_answered(asked):
    other, reply = make.recommendation(state="chua-tra-loi"), make.reply(recommendation=asked)
    assert state(asked) == "da-tiep-nhan"
    reply.recommendation = other
    reply.save()
    assert (state(asked), state(other)) == ("chua-tra-loi", "da-tiep-nhan")


def test_by_list_action_and_by_undo(client, asked):
    client.force_login(make.user("chi-duyet", ["duyet"]))
    reply = make.cited(make.reply(recommendation=asked, publication="draft"))
    forms.act(client, address("conferences.reply", "changelist"), "publish", [reply])
    assert state(asked) == "da-tiep-nhan"
    undo(Changeset.objects.latest("pk"), make.user(groups=["duyet"]))
    assert state(asked) == "chua-tra-loi"


def test_a_refusal_takes_its_reason_from_the_reply(asked):
    make.reply(recommendation=asked, state="khong-thuc-hien", note="Ngoài thẩm quyền.")
    assert state(asked) == "khong-thuc-hien" and asked.reason == "Ngoài thẩm quyền."
    other = make.recommendation(state="chua-tra-loi")
    make.reply(recommendation=other, state="khong-thuc-hien", note="")
    assert state(other) == "khong-thuc-hien" and other.reason == "Trả lời không nêu lý do."


def test_states_that_are_not_about_replies_stay(client, asked):
    general = make.recommendation(state="dinh-huong")
    replaced = make.recommendation(state="duoc-thay-the", replaced_by=asked)
    for row in (general, replaced):
        make.reply(recommendation=row, state="da-hoan-thanh")
    assert (state(general), state(replaced)) == ("dinh-huong", "duoc-thay-the")
    make.reply(recommendation=asked, state="da-hoan-thanh")
    client.force_login(make.user("chi-duyet", ["duyet"]))
    form = address("conferences.recommendation", "change", asked.pk)
    assert send(client, form, state="dang-thuc-hien").status_code == 302
    assert state(asked) == "da-hoan-thanh"  # not by hand while a reply says another
    assert send(client, form, state="dinh-huong").status_code == 302
    assert state(asked) == "dinh-huong"


def test_a_state_set_by_hand_lasts_until_a_reply_comes(asked):
    asked.state = "dang-thuc-hien"
    asked.save()
    make.reply(recommendation=asked, publication="draft", state="da-hoan-thanh")
    assert state(asked) == "dang-thuc-hien"


def test_a_rule_reports_where_they_differ(asked):
    make.reply(recommendation=asked)
    models.QuerySet.update(Recommendation.objects.filter(pk=asked.pk), state="chua-tra-loi")
    (breach,) = recommendations_follow_their_replies()
    assert "đã tiếp nhận" in str(breach) and "chưa ghi nhận trả lời" in str(breach)


def test_the_picker_of_a_reply_shows_what_was_asked(client, asked):
    Recommendation.objects.filter(pk=asked.pk).update(text="Bố trí vốn cho trạm quan trắc " + "dài " * 60)
    client.force_login(make.user(groups=["bien_tap"]))
    query = {
        "app_label": "conferences",
        "model_name": "reply",
        "field_name": "recommendation",
        "term": "tram",
    }
    (found,) = client.get("/admin/autocomplete/", query).json()["results"]
    assert found["text"].startswith(f"{asked.number}. Bố trí vốn cho trạm quan trắc")
    assert str(asked.conference) in found["text"] and len(found["text"]) < 250
    reply = make.reply(recommendation=asked, publication="draft")
    page = client.get(address("conferences.reply", "change", reply.pk)).content.decode()
    assert f"{asked.number}. Bố trí vốn cho trạm quan trắc" in page
