"""The admin speaks in words, Vietnamese ones: what it deletes, what it brings back, what it lists."""

import re

import pytest
from django.urls import reverse

from portal.changes.models import Changeset
from tests import factories as make
from tests.editing.admin.nouns import NOUNS, address

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("noun", NOUNS)
def test_deletion_lists_relations_by_name(noun, admin_client):
    record = NOUNS[noun]()
    for link in type(record)._meta.local_many_to_many:
        factory = NOUNS.get(link.related_model._meta.label_lower)
        if factory:
            getattr(record, link.name).add(factory())
    page = admin_client.get(address(noun, "delete", record.pk)).content.decode()
    assert " object (" not in page and "relationship" not in page


def test_deletion_names_both_ends_of_a_link(admin_client):
    row, post = make.appearance(), make.post(title="Giám đốc thử")
    row.posts.add(post)
    page = admin_client.get(address("conferences.appearance", "delete", row.pk)).content.decode()
    assert "Giám đốc thử" in page and "Appearance_posts" not in page


def test_deleting_a_person_lists_sessions_in_vietnamese(admin_client):
    user = make.user(groups=["bien_tap"])
    page = admin_client.get(f"/admin/auth/user/{user.pk}/delete/").content.decode()
    assert "User session" not in page and "user session" not in page


def test_what_was_deleted_is_called_as_it_was(admin_client):
    conference = make.conference(series=make.series(name="Vùng thử"), ordinal=16, venue="Hội trường tỉnh")
    called = str(conference)
    conference.delete()
    page = admin_client.get("/admin/changes/changeset/").content.decode()
    assert called in page and "Hội trường tỉnh" not in page


@pytest.mark.parametrize("kind", ["phat-bieu", "khai-mac"])
def test_what_has_no_name_of_its_own_is_called_by_its_words(kind, admin_client):
    said = make.statement(kind=kind, heading="", by_as_printed="Đại biểu thử", points="Ý kiến thử\nÝ thứ hai")
    said.rank = 2
    said.save()
    changed = Changeset.objects.latest("pk").pk
    told = [page_text(admin_client, reverse("admin:changes_changeset_page", args=[changed]))]
    said.delete()
    told += [
        page_text(
            admin_client, reverse("admin:changes_changeset_page", args=[Changeset.objects.latest("pk").pk])
        ),
        page_text(admin_client, "/admin/changes/changeset/"),
    ]
    for text in told:
        assert "phát biểu “Ý kiến thử”" in text and "phát biểu “phát biểu" not in text


def page_text(client, path):
    return re.sub(r"<[^>]+>", "", client.get(path).content.decode())


def test_an_act_names_a_noun_once_and_no_mark_of_test_data(admin_client):
    official = make.official(name="Nguyễn Văn Thử")
    official.delete()
    page = admin_client.get(
        reverse("admin:changes_changeset_page", args=[Changeset.objects.latest("pk").pk])
    ).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "đại biểu “Nguyễn Văn Thử”" in text and "đại biểu “đại biểu" not in text
    assert "dữ liệu thử" not in text.lower()


def test_what_cannot_come_back_yet_says_what_comes_first_with_links(admin_client):
    """As it was seen: a conference with rows of people who were deleted after it, and eighty lines about keys."""
    conference, person = make.cited(make.conference()), make.cited(make.official(name="Nguyễn Văn Thử"))
    for rank in range(1, 6):
        make.cited(make.statement(conference=conference, rank=rank, by_official=person))
    key, person_key = conference.pk, person.pk
    conference.delete()
    person.delete()
    undo = address("conferences.conference", "undelete", key)
    answer = admin_client.post(undo)
    assert answer.status_code == 409
    note = re.search(r'<div class="errornote".*?</div>', answer.content.decode(), re.DOTALL)[0]
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)', note) == [
        (address("conferences.official", "undelete", person_key), "đại biểu “Nguyễn Văn Thử”")
    ]
    assert note.count("<li>") == 1 and "cần những bản ghi đã bị xóa sau đây" in note
    assert admin_client.post(address("conferences.official", "undelete", person_key)).status_code == 302
    assert admin_client.post(undo).status_code == 302
    assert type(conference).objects.get(pk=key).statements.count() == 5


def test_an_empty_form_does_not_say_that_all_is_sourced(admin_client):
    page = admin_client.get(address("conferences.official", "add")).content.decode()
    assert re.search(r"<p data-all-sourced hidden>", page)
