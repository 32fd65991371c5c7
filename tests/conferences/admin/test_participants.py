"""The page "Ghi nhanh người dự": what was typed is shown as it is understood, then saved as one act."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.models import Appearance, Official, Post
from portal.changes.models import Changeset
from portal.editing.models import Proposal
from provinces.models import Body
from tests import factories as make
from tests.editing.admin.forms import Controls, citations, send
from tests.editing.admin.nouns import address
from tests.editing.proposals.helpers import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
COLUMNS = ("name", "post", "place", "role")


@pytest.fixture
def conference():
    return make.conference()


def page_of(conference):
    return address("conferences.conference", "people", conference.pk)


def fields(rows, verb="ghi", **more):
    data = {"dong-TOTAL_FORMS": len(rows), "viec": verb, **more}
    for number, cells in enumerate(rows):
        data |= {f"dong-{number}-{column}": text for column, text in zip(COLUMNS, cells, strict=False)}
    return data


def enter(client, conference, rows, **more):
    """Sends the lines as a browser without scripts would: once to be shown, once more as shown."""
    url = page_of(conference)
    shown = client.post(url, fields(rows, **more))
    controls = Controls(shown.content.decode())
    seen = {name: value[0] for name, value in controls.sent.items() if name.endswith("-seen")}
    chosen = {name: value for name, value in controls.radios.items() if value}
    return shown, client.post(url, fields(rows, **{**seen, **chosen, **more}))


def sentences(answer):
    return [sentence for row in answer.context["rows"] if row.found for sentence in row.found.errors]


def test_lines_are_shown_and_then_saved_with_their_sources_as_one_act(conference, admin_client):
    make.province(name="Bắc Kạn")
    chair = make.official(name="Hoàng Minh")
    vice = make.post(title="Thứ trưởng", body=make.body(name="Bộ KH&CN"))
    make.appearance(conference=conference, official=make.official(name="Bế Minh Đức"), rank=4)
    source = make.source()
    rows = [
        ("hoang minh", "Thứ trưởng Bộ KH&CN", "", "chu tri"),
        ("TS. Lê Văn A", "Phó Giám đốc Sở KH&CN", "Bắc Kạn"),
        ("Bế Minh Đức", "", "", "phát biểu"),
        ("Trần B", "Giám đốc Sở KH&CN", "Bắc Kạn"),
    ]
    shown, saved = enter(admin_client, conference, rows, default_source=source.pk)
    assert (shown.status_code, sentences(shown)) == (200, [])
    assert "Mới: sẽ thêm cơ quan “Sở KH&amp;CN tỉnh Bắc Kạn”" in shown.content.decode()
    change = address("conferences.conference", "change", conference.pk)
    assert saved.url == f"{change}?nguon={source.pk}#statements-heading"
    found = conference.appearances.filter(rank__gt=4)
    new = Official.objects.get(name="Lê Văn A")
    assert [(row.official, row.role, row.post_as_printed, row.rank) for row in found] == [
        (chair, "dong-chu-tri", "Thứ trưởng Bộ KH&CN", 5),
        (new, "tham-du", "Phó Giám đốc Sở KH&CN Bắc Kạn", 6),
        (Official.objects.get(name="Trần B"), "tham-du", "Giám đốc Sở KH&CN Bắc Kạn", 7),
    ]
    body = Body.objects.get(name="Sở KH&CN tỉnh Bắc Kạn")
    posts = list(Post.objects.filter(body=body).order_by("pk"))
    assert [list(row.posts.all()) for row in found] == [[vice], [posts[0]], [posts[1]]]
    assert (new.publication, new.titles, [post.title for post in posts]) == (
        "draft",
        "TS.",
        ["Phó Giám đốc", "Giám đốc"],
    )
    for row in (*found, new, body, *posts):
        assert citations(row) == [(name, source) for name in row.facts()]
    assert (citations(chair), citations(vice)) == ([], [])
    act = Changeset.objects.get(user__isnull=False)
    assert (
        act.changes.filter(
            kind="+", records__content_type__model="conference", content_type__model="appearance"
        ).count()
        == 3
    )

    assert admin_client.get(saved.url).context["adminform"].form["default_source"].value() == source.pk


def test_nothing_is_saved_that_was_not_shown_or_not_answered(conference, admin_client):
    people = [make.official(name="Lê Văn A") for _n in "ab"]
    before = Changeset.objects.count()
    rows = [("Lê Văn A",), ("Trần B",)]
    answer = admin_client.post(page_of(conference), fields(rows))
    assert (answer.status_code, conference.appearances.count(), Changeset.objects.count()) == (200, 0, before)
    _shown, again = enter(admin_client, conference, rows)
    assert (again.status_code, conference.appearances.count()) == (200, 0)
    name = {"dong-0-nguoi": str(people[1].pk)}
    _shown, done = enter(admin_client, conference, rows, **name)
    assert (done.status_code, [row.official for row in conference.appearances.all()][:1]) == (302, people[1:])
    # Somebody made that person meanwhile: the line says something else now, and is shown again.
    shown = admin_client.post(page_of(conference), fields([("Vũ C",)]))
    seen = Controls(shown.content.decode()).sent["dong-0-seen"][0]
    make.official(name="Vũ C")
    late = admin_client.post(page_of(conference), fields([("Vũ C",)], **{"dong-0-seen": seen}))
    assert (late.status_code, conference.appearances.count()) == (200, 2)


def test_lines_that_are_sent_twice_are_saved_once(conference, admin_client):
    for _person in range(2):
        make.official(name="Lê Văn A")
    opened = Controls(admin_client.get(page_of(conference)).content.decode()).sent["_opened"][0]
    answer = {
        "_opened": opened,
        "dong-0-nguoi": "moi",
    }  # another of that name: sent again it would make a fourth
    shown = admin_client.post(page_of(conference), fields([("Lê Văn A",)], **answer))
    answer["dong-0-seen"] = Controls(shown.content.decode()).sent["dong-0-seen"][0]
    answers = [
        admin_client.post(page_of(conference), fields([("Lê Văn A",)], **answer)) for _time in range(2)
    ]
    assert [done.status_code for done in answers] == [302, 302]
    assert (Official.objects.count(), conference.appearances.count()) == (3, 1)
    assert answers[1].url == address("conferences.conference", "change", conference.pk)
    assert "đã được gửi và lưu rồi" in admin_client.get(answers[1].url).text


def test_one_bad_line_keeps_all_back_and_says_why(conference, admin_client):
    long = "Phó " * 50
    make.body(name="Bộ Thử")
    rows = [("Lê A",), ("Lê A",), ("", "Giám đốc"), ("Vũ D", "", "", "vỗ tay"), ("Hồ\0 C",)]
    rows.insert(3, ("Tạ E", "0912 345 678"))
    shown, done = enter(admin_client, conference, rows)
    assert (done.status_code, conference.appearances.count()) == (200, 0)
    assert [text.partition(".")[0] for text in sentences(shown)] == [
        "Trùng người với dòng 1",
        "Thiếu họ và tên",
        "“0912 345 678” không phải chức vụ",
        "Không rõ vai trò “vỗ tay”",
        "Không được có ký tự rỗng (NUL)",
    ]
    _shown, done = enter(admin_client, conference, [("Lê A",), ("Vũ D", f"{long}Bộ Thử")])
    assert (len(sentences(done)), Official.objects.count()) == (1, 0)


def test_lines_with_an_empty_one_between_them_stay_apart(conference, admin_client):
    for _n in "ab":
        make.official(name="Vũ C")
    rows = [("Lê A",), ("",), ("Vũ C",)]
    shown = admin_client.post(page_of(conference), fields(rows, block="Trần B; Giám đốc"))
    lines = {row.name: row.form["name"].value() or "" for row in shown.context["rows"]}
    assert len(lines) == len(shown.context["rows"])
    assert list(lines.values())[:4] == ["Lê A", "Vũ C", "Trần B", ""]
    answer = admin_client.post(page_of(conference), fields(rows, **{"dong-2-nguoi": "moi"}))
    assert answer.context["rows"][1].found.questions[0].answer == "moi"


def test_a_pasted_list_becomes_lines(conference, admin_client):
    answer = admin_client.post(
        page_of(conference), fields([], block="1. Lê A; Giám đốc; Sở X; dự\n2. Trần B")
    )
    assert [row.form["name"].value() for row in answer.context["rows"] if row.found] == ["Lê A", "Trần B"]
    assert (answer.context["form"]["block"].value(), conference.appearances.count()) == ("", 0)


def test_one_line_is_answered_while_one_types(conference, admin_client):
    make.official(name="Hoàng Minh")
    url = address("conferences.conference", "people_line", conference.pk)
    told = admin_client.post(url, {"dong": "dong-3", "dong-3-name": "hoang minh"}).json()
    assert "Đã có: Hoàng Minh" in told["said"]
    page = admin_client.post(page_of(conference), fields([("hoang minh",)], "kiem"))
    assert told["seen"] == page.context["rows"][0].found.fingerprint
    told = admin_client.post(url, {"dong": "dong-3"}).json()
    assert (told["said"].strip(), told["seen"]) == ("", "")
    assert admin_client.get(url).status_code == 405
    for dong in ("", "dong-x", "dong-99999", "dong-²"):
        assert (dong, admin_client.post(url, {"dong": dong}).status_code) == (dong, 400)


def test_the_button_of_the_form_leads_here_with_its_source(conference, admin_client):
    source = make.source()
    url = address("conferences.conference", "change", conference.pk)
    answer = send(admin_client, url, default_source=source.pk, city="Hà Giang", _people="1")
    assert answer.url == f"{page_of(conference)}?nguon={source.pk}"
    assert admin_client.get(answer.url).context["form"]["default_source"].value() == source.pk
    assert (
        admin_client.get(f"{page_of(conference)}?nguon=²").context["form"]["default_source"].value()
        == source.pk
    )


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"dong-TOTAL_FORMS": "abc"},
        {"dong-TOTAL_FORMS": "9" * 30},
        {"dong-TOTAL_FORMS": "0", "block": "a\n" * 101},
    ],
)
def test_a_broken_form_is_refused_with_a_sentence(junk, conference, admin_client):
    answer = admin_client.post(page_of(conference), {"viec": "ghi", **junk})
    assert (answer.status_code, '<html lang="vi"' in answer.content.decode()) == (400, True)


def test_the_page_costs_the_same_with_more_people(conference, admin_client):
    costs = []
    for more in (1, 5):
        for _n in range(more):
            make.appearance(conference=conference)
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(page_of(conference))
        costs.append(len(asked))
    assert costs[0] == costs[1]


# --- Who may ------------------------------------------------------------------------------------------
def test_who_may_enter_people_of_which_conference(client):
    place = make.province(name="Cao Bằng")
    editor, other = make.provincial_editor(place), make.provincial_editor()
    foreign, hosted, draft = (
        make.conference(),
        make.conference(publication="draft"),
        make.conference(publication="draft"),
    )
    make.participation(conference=hosted, province=place, capacity="dang-cai")
    table = {
        make.user(): [403, 403, 403],
        editor: [200, 200, 404],
        other: [200, 404, 404],
        make.user(groups=["bien_tap"]): [200, 200, 200],
        make.user(groups=["duyet"]): [200, 200, 200],
    }
    for user, expected in table.items():
        client.force_login(user)
        for page in ("people", "people_line"):
            urls = [address("conferences.conference", page, one.pk) for one in (foreign, hosted, draft)]
            found = [
                client.post(url, {"dong": "dong-0", "dong-TOTAL_FORMS": "0"}).status_code for url in urls
            ]
            assert (user.username, page, found) == (user.username, page, expected)
    client.logout()
    assert client.get(page_of(foreign)).url.startswith("/admin/login/")
    assert client.get(address("conferences.conference", "people", 10**18)).status_code == 302


def test_a_provincial_editor_adds_people_in_posts_of_their_own_province_alone(client):
    place, elsewhere = make.province(name="Cao Bằng"), make.province(name="Bắc Kạn")
    editor = make.provincial_editor(place)
    client.force_login(editor)
    foreign, hosted = make.conference(), make.conference(publication="draft")
    make.participation(conference=hosted, province=place, capacity="dang-cai")
    ours, theirs = ("Lê A", "Giám đốc Sở Thử", "Cao Bằng"), ("Trần B", "Giám đốc Sở Thử", "Bắc Kạn")
    shown, done = enter(client, foreign, [theirs])
    assert (len(sentences(shown)), done.status_code, foreign.appearances.count()) == (1, 200, 0)
    assert enter(client, foreign, [ours], _vi_sao="Theo báo.")[1].status_code == 302
    assert not foreign.appearances.exists()  # the conference is on the page
    proposal = Proposal.objects.get()
    assert (proposal.subject_key, proposal.note) == (foreign.pk, "Theo báo.")
    client.force_login(make.user(groups=["duyet"]))
    assert decide(client, proposal, "nhan", _unsourced="Nguồn đang in.").status_code == 302
    client.force_login(editor)
    assert [str(post.body.province) for row in foreign.appearances.all() for post in row.posts.all()] == [
        "Cao Bằng"
    ]
    # At their own conference others stand as words: a post in another province is not theirs to make.
    assert enter(client, hosted, [theirs])[1].status_code == 302
    row = Appearance.objects.get(conference=hosted)
    assert (row.post_as_printed, row.posts.count()) == ("Giám đốc Sở Thử Bắc Kạn", 0)
    assert not Body.objects.filter(province=elsewhere).exists()


@pytest.mark.parametrize("state", ["draft", "published"])
def test_new_bodies_and_posts_are_proposed_only_with_a_published_conference(state, client):
    make.province(name="Bắc Kạn")
    conference = make.conference(publication=state)
    client.force_login(make.user(groups=["bien_tap"]))
    shown, saved = enter(client, conference, [("Lê Văn A", "Phó Giám đốc Sở KH&CN", "Bắc Kạn")])
    assert (shown.status_code, saved.status_code) == (200, 302)
    waits = state == "published"
    assert (Body.objects.count(), Post.objects.count()) == ((0, 0) if waits else (1, 1))
    assert Proposal.objects.count() == waits
    if waits:
        client.force_login(make.user(groups=["duyet"]))
        assert decide(client, Proposal.objects.get(), "nhan", loi="Đúng.").status_code == 302
    body = Body.objects.get()
    assert client.get(body.get_absolute_url()).status_code == 404  # the person is a draft


def test_the_page_says_what_is_to_be_done_next(conference, admin_client):
    make.official(name="Lê Xuân Định")
    asked, wrong, plain = ("Lê Xuân Đinh",), ("Trần Thử", "", "", "vai lạ"), ("Trần Thử Bình",)
    for rows, sentence in (
        ([plain, wrong, asked], "chọn ở dòng có câu hỏi, rồi bấm Ghi."),
        ([plain, wrong], "hãy sửa chỗ báo sai, rồi bấm Ghi."),
        ([plain], "mỗi dòng dưới đây nói hồ sơ hiểu là ai. Hãy xem lại, rồi bấm Ghi lần nữa."),
    ):
        page = admin_client.post(page_of(conference), fields(rows)).text
        [note] = page.split('<p class="errornote">')[1:]
        assert note.split("</p>")[0].strip().endswith(sentence)
