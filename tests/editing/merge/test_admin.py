"""The pages of merging: who may, what they show, what is refused, what hostile input gets."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conferences.models import Appearance, Official
from portal.changes.models import Change, Changeset
from portal.changes.recorder import acting
from portal.editing.merge.candidates import duplicate_pairs
from portal.editing.models import NotDuplicate
from tests import factories as make
from tests.editing.admin.forms import Controls, act, errors, send
from tests.editing.admin.nouns import NOUNS, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
NOUN = "conferences.official"
ROLES = {"bien_tap_tinh": 403, "bien_tap": 403, "duyet": 200}


def pair_page(kept, gone):
    return f"{address(kept._meta.label_lower, 'merge', kept.pk)}?voi={gone.pk}"


def confirm(client, url, page=None, **chosen):
    """Sends the page at `url` as it stands, or as `page` (a response) showed it."""
    controls = Controls((page or client.get(url)).content.decode())
    sent = {name: values[0] for name, values in controls.sent.items() if name == "_opened"}
    return client.post(url, sent | controls.radios | chosen)


def undo_url():
    return reverse("admin:changes_changeset_page", args=[Changeset.objects.get(kind="merge").pk])


@pytest.fixture
def publisher(client):
    person = make.user(groups=["duyet"])
    client.force_login(person)
    return person


@pytest.fixture
def pair():
    return make.official(name="Trịnh Trường Huy"), make.official(name="Trrịnh Trường Huy", titles="TS.")


# --- Who may ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_merging_is_for_publishers(client, role):
    place = make.province()
    person = make.provincial_editor(place) if role == "bien_tap_tinh" else make.user(groups=[role])
    with acting(person):  # drafts of one's own, bodies of one's own province: no right is missing but this
        pairs = [
            [make.official(publication="draft") for _side in "ab"],
            [make.source(publication="draft") for _side in "ab"],
            [make.body(province=place) for _side in "ab"],
        ]
        publisher = make.user(groups=["duyet"])
    client.force_login(publisher)
    one, other = make.official(), make.official()
    assert confirm(client, pair_page(one, other)).status_code == 302
    undo = undo_url()
    client.force_login(person)
    for kept, gone in pairs:
        before = type(kept).objects.count()
        assert client.get(pair_page(kept, gone)).status_code == ROLES[role]
        chooser = address(kept._meta.label_lower, "merge", kept.pk)
        assert client.get(chooser).status_code == ROLES[role]
        assert confirm(client, pair_page(kept, gone)).status_code == (302 if role == "duyet" else 403)
        assert type(kept).objects.count() == before - (role == "duyet")
        form = client.get(address(kept._meta.label_lower, "change", kept.pk)).content.decode()
        assert (chooser in form) == (role == "duyet")
        listed = client.get(address(kept._meta.label_lower, "changelist"))
        assert ("merge_two" in listed.content.decode()) == (role == "duyet")
    # Of a merger of records that were never theirs an editor of a province does not even hear.
    assert client.post(undo).status_code == {"duyet": 302, "bien_tap": 403, "bien_tap_tinh": 404}[role]
    assert Official.objects.filter(pk=other.pk).exists() == (role == "duyet")


def test_who_may_not_merge_undoes_no_merger_of_their_own_drafts(client):
    clerk = make.user(groups=["bien_tap"])
    with acting(clerk):
        drafts = [make.official(publication="draft") for _side in "ab"]
    client.force_login(make.user(groups=["duyet"]))
    assert confirm(client, pair_page(*drafts)).status_code == 302
    client.force_login(clerk)
    page = client.get(undo_url())
    assert (page.status_code, page.context["allowed"]) == (200, False)
    assert client.post(undo_url()).status_code == 403
    assert Official.objects.get() == drafts[0]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_mark_two_as_not_duplicates(client, role):
    place = make.province()
    person = make.provincial_editor(place) if role == "bien_tap_tinh" else make.user(groups=[role])
    one, other = (
        make.body(name="Viện Một Hai", province=place),
        make.body(name="Viện Một - Hai", province=place),
    )
    url = address("provinces.body", "duplicates")
    data = {"mot": one.pk, "hai": other.pk, "viec": "khac", "vi-sao": "hai viện"}
    client.force_login(person)
    page = client.get(url)
    assert [each["records"][0][0] for each in page.context["pairs"]] == [one]
    assert client.post(url, data).status_code == (403 if role == "bien_tap_tinh" else 302)
    if role == "bien_tap_tinh":
        assert not NotDuplicate.objects.exists()
        return
    mark = NotDuplicate.objects.get()
    assert (mark.user, mark.why) == (person, "hai viện")
    assert client.get(url).context["pairs"] == []
    assert "hai viện" in client.get(f"{url}?loai=khac").content.decode()
    assert client.post(url, data | {"viec": "bo"}).status_code == 302
    assert len(client.get(url).context["pairs"]) == 1
    assert [row.kind for row in Change.objects.filter(content_type__model="notduplicate")] == ["+", "-"]


def test_a_provincial_editor_sees_no_pair_of_which_one_is_hidden(client):
    editor = make.provincial_editor()
    shown, hidden = (
        make.official(name="Lê Thị Bí Mật"),
        make.official(name="Lê Thị Bí  Mật", publication="draft"),
    )
    client.force_login(editor)
    page = client.get(address(NOUN, "duplicates"))
    assert page.context["pairs"] == []
    assert hidden.name not in page.content.decode()
    client.force_login(make.user(groups=["bien_tap"]))
    assert {row for each in client.get(address(NOUN, "duplicates")).context["pairs"] for row, _url, _tells in each["records"]} == {
        shown, hidden,
    }  # fmt: skip


# --- The page -----------------------------------------------------------------------------------------
def test_the_page_shows_both_sides_and_all_that_moves_with_links(client, publisher, pair):
    kept, gone = pair
    seen = make.appearance(official=gone, post_as_printed="Phó Chủ tịch")
    make.citation(gone, field="titles")
    page = client.get(pair_page(kept, gone))
    html = page.content.decode()
    assert {(title, count) for title, count, _rows in page.context["groups"]} == {
        ("người dự (đại biểu)", 1), ("dẫn chứng", 1),
    }  # fmt: skip
    assert f'href="{address("conferences.appearance", "change", seen.pk)}"' in html
    assert re.findall(r'name="(chon-\w+)" value="(\w+)"( checked)?', html) == [
        ("chon-name", "survivor", " checked"), ("chon-name", "loser", ""),
    ]  # fmt: skip
    old = gone.get_absolute_url()
    answer = confirm(client, pair_page(kept, gone), **{"chon-name": "loser"})
    assert answer.url == address(NOUN, "change", kept.pk)
    kept.refresh_from_db()
    assert (kept.name, kept.titles, kept.aliases) == ("Trrịnh Trường Huy", "TS.", "Trịnh Trường Huy")
    moved = client.get(old)
    assert (moved.status_code, moved.url) == (301, kept.get_absolute_url())
    assert "Phó Chủ tịch" in client.get(moved.url).content.decode()
    undo = undo_url()
    assert undo in client.get(answer.url).content.decode()
    assert undo in client.get(address(NOUN, "history", kept.pk)).content.decode()
    assert client.get(address(NOUN, "undelete", gone.pk)).url == undo
    undone = client.post(undo).url
    assert client.get(old).status_code == 200
    assert client.post(undo).status_code == 403
    assert client.post(undone).status_code == 403  # merging again is not undoing
    assert client.get(old).status_code == 200


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_a_change_since_the_page_was_opened_is_named_and_nothing_is_merged(client, publisher, pair, side):
    kept, gone = pair
    page = client.get(pair_page(kept, gone))
    changed = {"kept": kept, "gone": gone}[side]
    changed.titles = "GS."
    changed.save()
    row = make.appearance(official=gone)
    answer = confirm(client, pair_page(kept, gone), page)
    assert answer.status_code == 409
    said = " ".join(answer.context["moved"])
    assert "“GS.”" in said
    assert f"Vừa được thêm: người dự: {row}" in said
    assert Official.objects.count() == 2
    assert confirm(client, pair_page(kept, gone), answer).status_code == 302


def test_a_page_that_was_never_shown_merges_nothing(client, publisher, pair):
    assert client.post(pair_page(*pair)).status_code == 409
    assert client.post(pair_page(*pair), {"_opened": "giả"}).status_code == 409
    assert Official.objects.count() == 2


def test_what_is_published_stays_whichever_was_chosen_and_the_page_says_so(client, publisher):
    shown, draft = make.official(name="Lê Đã Đăng"), make.official(name="Lê Còn Nháp", publication="draft")
    row = make.appearance(official=draft)
    page = client.get(pair_page(draft, shown))
    plan = page.context["plan"]
    assert (plan.survivor, plan.loser, page.context["swapped"]) == (shown, draft, True)
    assert "Bản ghi đã đăng luôn là bản ở lại" in page.content.decode()
    assert page.context["appears"]
    assert confirm(client, pair_page(draft, shown), page).status_code == 302
    assert client.get(shown.get_absolute_url()).status_code == 200
    row.refresh_from_db()
    assert row.official == shown
    hidden = [make.official(publication=state) for state in ("draft", "review")]
    old = hidden[1].get_absolute_url()
    assert confirm(client, pair_page(*hidden)).status_code == 302
    assert [client.get(path).status_code for path in (old, hidden[0].get_absolute_url())] == [404, 404]


def test_rows_that_collide_and_differ_are_named_with_links(client, publisher, pair):
    place = make.conference()
    rows = [
        make.appearance(conference=place, official=one, role=role, rank=1)
        for one, role in zip(pair, ["khai-mac", "be-mac"], strict=True)
    ]
    page = client.get(pair_page(*pair))
    html = page.content.decode()
    assert "Hai dòng trùng chỗ mà khác nhau ở: vai trò." in html
    for row in rows:
        assert f'href="{address("conferences.appearance", "change", row.pk)}"' in html
    assert 'value="Gộp thành một"' not in html
    assert confirm(client, pair_page(*pair), page).status_code == 409
    assert Appearance.objects.count() == 2


def test_the_action_of_the_list_takes_exactly_two(client, publisher, pair):
    third = make.official()
    url = address(NOUN, "changelist")
    assert act(client, url, "merge_two", list(pair)).url == pair_page(*pair)
    for chosen in ([third], [*pair, third]):
        answer = act(client, url, "merge_two", chosen)
        assert answer.status_code in (200, 302)
        assert "gop" not in answer.get("Location", "")


def test_the_chooser_offers_the_likely_and_finds_the_others(client, publisher, pair):
    other = make.official(name="Nguyễn Khác")
    page = client.get(f"{address(NOUN, 'merge', pair[0].pk)}?q=nguyen khac")
    assert [row for _why, row in page.context["candidates"]] == [pair[1]]
    assert page.context["found"] == [other]


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_cost_no_query_each(client, publisher, pair, rows):
    kept, gone = pair
    for _row in range(rows):
        make.appearance(official=gone)
        make.citation(gone, field="name")
        make.recommendation(by_official=gone)
        make.tenure(official=gone)
        make.official(name="Lê Văn Trùng")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(pair_page(kept, gone))
    costs = (len(queries),)
    assert page.status_code == 200
    assert (
        client.get(address(NOUN, "duplicates")).context["page"].paginator.count == 1 + rows * (rows - 1) // 2
    )
    with CaptureQueriesContext(connection) as queries:
        client.get(address(NOUN, "duplicates"))
    assert (*costs, len(queries)) == COSTS


#: Queries of the page of two officials, however many rows lead to them, and of the page of twins.
COSTS = (30, 10)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("{kept}/gop/?voi=abc", 400),
        ("{kept}/gop/?voi={kept}", 400),
        ("{kept}/gop/?voi=99999999999999999999999", 400),
        ("{kept}/gop/?voi=987654", 404),
        ("{kept}/gop/?voi=%00", 400),
        ("987654/gop/", 404),
        ("99999999999999999999999/gop/", 404),
        ("trung/?p=abc", 400),
        ("trung/?p=0", 400),
    ],
)
def test_junk_is_refused_with_a_sentence(client, publisher, path, status):
    url = address(NOUN, "changelist") + path.format(kept=make.official().pk)
    answer = client.get(url)
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"mot": "x", "hai": "1"}, 400),
        ({"mot": "9" * 30, "hai": "1"}, 400),
        ({"mot": "1", "hai": "1", "viec": "khac"}, 404),
    ],
)
def test_a_forged_mark_is_refused(client, publisher, data, status):
    assert client.post(address(NOUN, "duplicates"), data).status_code == status
    one, other = make.official(), make.official()
    more = {"mot": one.pk, "hai": other.pk}
    assert client.post(address(NOUN, "duplicates"), more | {"viec": "gi-do"}).status_code == 400
    assert (
        client.post(address(NOUN, "duplicates"), more | {"viec": "khac", "vi-sao": "x" * 400}).status_code
        == 400
    )
    assert not NotDuplicate.objects.exists()


# --- While a record is added --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("noun", "there", "typed"),
    [
        (NOUN, {"name": "Trịnh Trường Huy"}, {"name": "TS. Trịnh Trường Huy"}),
        ("provinces.body", {"name": "Viện Thử nghiệm"}, {"name": "Viện thử nghiêm", "kind": "vien"}),
        (
            "records.source",
            {"title": "Hội nghị lần thứ XIX", "publisher": "Báo A"},
            {"title": "Hội nghị lần thứ XIX", "publisher": "Báo  A"},
        ),
    ],
)
def test_a_new_record_that_looks_like_one_there_is_asked_about_once(client, noun, there, typed):
    person = make.user(groups=["bien_tap"])
    client.force_login(person)
    old = NOUNS[noun](**there)
    answer = send(client, address(noun, "add"), **typed)
    (said,) = errors(answer)
    assert f'<a href="{address(noun, "change", old.pk)}"' in said
    assert 'name="ban_ghi_khac"' in answer.content.decode()
    assert type(old).objects.count() == 1
    assert send(client, address(noun, "add"), ban_ghi_khac="on", **typed).status_code == 302
    assert type(old).objects.count() == 2
    mark = NotDuplicate.objects.get()
    assert (mark.user, mark.object_id) == (person, old.pk)
    assert duplicate_pairs(Official) == []


def test_a_draft_that_one_may_not_see_is_not_asked_about(client):
    make.official(name="Trịnh Bí Mật Huy", publication="draft")
    client.force_login(make.provincial_editor())
    assert send(client, address(NOUN, "add"), name="Trịnh Bí Mật Huy").status_code == 302
    assert Official.objects.count() == 2
    assert not NotDuplicate.objects.exists()
