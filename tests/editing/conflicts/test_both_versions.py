"""The page of both versions: what is asked, what is shown; who else has a form open."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from conferences.models import Appearance, Statement
from portal.editing.conflicts.lists import AT_ONCE
from portal.editing.models import Presence
from tests import factories as make
from tests.editing.admin.forms import Controls, act, resolve, send, shown
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


def form_of(conference):
    return address("conferences.conference", "change", conference.pk)


@pytest.fixture
def conference():
    return make.conference(theme="Chủ đề cũ", venue="Nơi cũ", city="Cao Bằng")


@pytest.fixture
def meanwhile(admin_client, conference):
    """meanwhile(mine, **theirs): what I am answered when somebody else saved `theirs` after I opened the form."""

    def go(mine, **theirs):
        url = form_of(conference)
        opened = shown(admin_client.get(url))
        assert admin_client.post(url, opened | theirs).status_code == 302
        data = {name: value for name, value in (opened | mine).items() if value is not None}
        return admin_client.post(url, data)

    return go


# --- What is asked -------------------------------------------------------------------------------------
def test_fields_that_one_side_changed_are_ticked_and_the_others_are_asked(
    meanwhile, admin_client, conference
):
    answer = meanwhile(
        {"theme": "Của tôi", "city": "Hà Giang"}, theme="Của người khác", venue="Nơi của người khác"
    )
    assert answer.status_code == 409
    assert Controls(answer.content.decode()).radios == {
        "_take--city": "mine", "_take--venue": "theirs", "_take--theme": None,
    }  # fmt: skip
    answer = resolve(admin_client, form_of(conference), answer, **{"_take--theme": "mine"})
    assert answer.status_code == 302
    conference.refresh_from_db()
    assert (conference.theme, conference.venue, conference.city) == (
        "Của tôi", "Nơi của người khác", "Hà Giang",
    )  # fmt: skip


def test_all_three_versions_are_shown_with_vietnamese_labels(meanwhile):
    page = meanwhile({"theme": "Của tôi"}, theme="Của người khác").content.decode()
    for text in (
        "Chủ đề</th>",
        "Khi bạn mở",
        "Đang lưu",
        "Của bạn",
        "Chủ đề cũ",
        "Của tôi",
        "Của người khác",
    ):
        assert text in page


def test_the_same_change_by_both_is_no_conflict(meanwhile, conference):
    assert meanwhile({"theme": "Như nhau"}, theme="Như nhau").status_code == 302
    conference.refresh_from_db()
    assert conference.theme == "Như nhau"


def test_what_is_shown_is_escaped(meanwhile):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    page = meanwhile({"theme": f"{evil} tôi"}, theme=f"{evil} kia").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") == 3  # theirs, mine, and mine in a hidden field


def test_a_third_saver_brings_the_page_again(meanwhile, admin_client, conference):
    url = form_of(conference)
    answer = meanwhile({"theme": "Của tôi"}, theme="Của người thứ hai")
    send(admin_client, url, theme="Của người thứ ba")
    again = resolve(admin_client, url, answer, "mine")
    assert again.status_code == 409
    assert "Của người thứ ba" in again.content.decode()
    assert resolve(admin_client, url, again, "mine").status_code == 302
    conference.refresh_from_db()
    assert conference.theme == "Của tôi"


def test_nothing_typed_is_lost_when_the_form_has_a_mistake_too(meanwhile, admin_client, conference):
    answer = meanwhile({"theme": "Của tôi", "starts": "hôm qua"}, theme="Của người khác")
    answer = resolve(admin_client, form_of(conference), answer, "mine")
    assert answer.status_code == 200
    data = shown(answer)
    assert (data["theme"], data["starts"]) == ("Của tôi", "hôm qua")
    data |= {"starts": "10/10/2024"}
    assert admin_client.post(form_of(conference), data).status_code == 302


# --- Rows -----------------------------------------------------------------------------------------------
def test_rows_of_others_stay_as_they_left_them(admin_client, conference):
    """What only others changed is ticked; what they added is no matter of the second saver."""
    url = form_of(conference)
    rows = [make.statement(conference=conference, rank=number) for number in (1, 2, 3)]
    opened = shown(admin_client.get(url))
    theirs = {"statements-0-points": "Của người khác", "statements-1-DELETE": "on"}
    assert admin_client.post(url, opened | theirs).status_code == 302
    added = make.statement(conference=conference, points="Vừa thêm", rank=4)
    answer = admin_client.post(url, opened | {"statements-2-points": "Của tôi"})
    assert answer.status_code == 409
    assert Controls(answer.content.decode()).radios == {
        f"_take-statements-{rows[0].pk}-points": "theirs", f"_take-statements-{rows[1].pk}": "theirs",
    }  # fmt: skip
    assert resolve(admin_client, url, answer).status_code == 302
    assert list(Statement.objects.order_by("rank").values_list("pk", "points")) == [
        (rows[0].pk, "Của người khác"), (rows[2].pk, "Của tôi"), (added.pk, "Vừa thêm"),
    ]  # fmt: skip


def test_a_row_that_somebody_added_asks_nothing(admin_client, conference):
    url = form_of(conference)
    opened = shown(admin_client.get(url))
    added = make.statement(conference=conference, points="Vừa thêm")
    assert admin_client.post(url, opened | {"city": "Hà Giang"}).status_code == 302
    assert Statement.objects.get() == added


@pytest.mark.usefixtures("reason_given")
def test_the_posts_of_an_appearance_are_compared(admin_client, conference):
    old, mine, theirs = make.post(), make.post(), make.post()
    row = make.appearance(conference=conference, posts=[old])
    url = form_of(conference)
    opened = shown(admin_client.get(url))
    admin_client.post(url, opened | {"appearances-0-posts": [old.pk, theirs.pk]})
    answer = admin_client.post(url, opened | {"appearances-0-posts": [mine.pk]})
    assert answer.status_code == 409
    page = answer.content.decode()
    for post in (old, mine, theirs):
        assert str(post) in page
    assert resolve(admin_client, url, answer, "mine").status_code == 302
    assert list(Appearance.objects.get(pk=row.pk).posts.all()) == [mine]


def test_a_row_edited_on_its_own_form_is_not_written_over_by_its_conference(admin_client, conference):
    row = make.statement(conference=conference)
    url = form_of(conference)
    opened = shown(admin_client.get(url))
    send(admin_client, address("conferences.statement", "change", row.pk), points="Ở biểu mẫu riêng")
    assert admin_client.post(url, opened | {"statements-0-points": "Của tôi"}).status_code == 409
    answer = admin_client.post(url, opened | {"city": "Hà Giang"})
    assert answer.status_code == 409
    assert Controls(answer.content.decode()).radios == {f"_take-statements-{row.pk}-points": "theirs"}
    assert resolve(admin_client, url, answer).status_code == 302
    row.refresh_from_db()
    assert row.points == "Ở biểu mẫu riêng"


def test_what_was_typed_about_a_record_that_is_gone_is_shown(admin_client, conference):
    row = make.statement(conference=conference)
    url = form_of(conference)
    opened = shown(admin_client.get(url))
    conference.delete()
    answer = admin_client.post(url, opened | {"theme": "Của <b>tôi</b>", "statements-0-points": "Ý đã gõ"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Của &lt;b&gt;tôi&lt;/b&gt;" in page
    assert "Ý đã gõ" in page
    assert not Statement.objects.filter(pk=row.pk).exists()


def test_comparing_costs_as_much_with_twenty_stale_rows_as_with_one(
    admin_client, django_assert_max_num_queries
):
    counts = []
    for rows in (1, 20):
        conference = make.conference()
        for _number in range(rows):
            make.statement(conference=conference, by_official=make.official(), by_province=make.province())
        url = form_of(conference)
        opened = shown(admin_client.get(url))
        Statement.objects.filter(conference=conference).update(points="Của người khác")
        mine = {f"statements-{number}-points": "Của tôi" for number in range(rows)}
        with django_assert_max_num_queries(100) as asked:
            assert admin_client.post(url, opened | mine).status_code == 409
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- Lists ----------------------------------------------------------------------------------------------
def test_rows_that_the_list_did_not_show_are_shown_before_an_action_on_all(admin_client):
    people = [make.cited(make.official(publication="draft")) for _number in range(3)]
    url = address("conferences.official", "changelist")
    answer = act(admin_client, url, "publish", people[:1], select_across="1")
    assert answer.status_code == 200
    sent = Controls(answer.content.decode()).sent
    assert sorted(sent["_selected_action"]) == sorted(str(person.pk) for person in people)
    send(admin_client, address("conferences.official", "change", people[0].pk), titles="TS.")
    admin_client.post(url, sent)
    states = [type(person).objects.get(pk=person.pk).publication for person in people]
    assert states == ["draft", "published", "published"]
    assert AT_ONCE == 200


def test_a_child_added_since_the_delete_page_was_opened_stops_the_deletion(admin_client, conference):
    url = address("conferences.conference", "delete", conference.pk)
    sent = Controls(admin_client.get(url).content.decode()).sent
    make.statement(conference=conference, heading="Vừa nêu")
    answer = admin_client.post(url, sent)
    assert answer.status_code == 409
    assert "Vừa được thêm: phát biểu" in answer.content.decode()
    conference.refresh_from_db()


# --- Who has it open ------------------------------------------------------------------------------------
@pytest.fixture
def two(client, conference):
    """(the first person's name, the second's client): both may edit."""
    first = make.user("an", ["duyet"], first_name="Nguyễn An")
    client.force_login(first)
    client.get(form_of(conference))
    client.force_login(make.user("binh", ["duyet"]))
    return first, client


def presence(conference):
    return address("conferences.conference", "presence", conference.pk)


def test_the_second_person_sees_who_has_the_form_open(two, conference):
    first, client = two
    since = timezone.localtime(Presence.objects.get(user=first).since)
    sentence = f"Nguyễn An đang mở bản ghi này từ {since:%H:%M}."
    assert sentence in client.get(form_of(conference)).content.decode()
    assert client.post(presence(conference)).json() == {"others": [sentence]}
    assert client.get(form_of(make.conference())).content.decode().count("đang mở bản ghi này") == 0


def test_who_left_saved_or_fell_silent_is_not_named(two, conference):
    first, client = two
    Presence.objects.filter(user=first).update(seen=timezone.now() - Presence.SILENT - timedelta(seconds=1))
    assert client.post(presence(conference)).json() == {"others": []}
    assert not Presence.objects.filter(user=first).exists()  # and the old row is gone
    assert Presence.objects.count() == 1
    client.post(presence(conference), {"di": "1"})
    assert not Presence.objects.exists()
    assert send(client, form_of(conference), city="Hà Giang").status_code == 302
    assert not Presence.objects.exists()
    assert send(client, form_of(conference), city="Cao Bằng", _continue="1").status_code == 302
    assert Presence.objects.count() == 1


def test_presence_is_shown_only_to_those_who_may_edit(conference, client):
    assert client.post(presence(conference)).status_code == 302  # to the login page
    viewer = make.user()
    viewer.user_permissions.set(Permission.objects.filter(codename="view_conference"))
    client.force_login(viewer)
    assert client.post(presence(conference)).status_code == 403
    assert client.get(form_of(conference)).status_code == 200
    assert not Presence.objects.exists()
    client.force_login(make.user(groups=["duyet"]))
    assert client.get(presence(conference)).status_code == 405
    assert client.post(address("conferences.conference", "presence", 987654)).status_code == 404
    assert client.post(presence(conference)).status_code == 200
