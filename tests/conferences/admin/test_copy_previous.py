"""The last conference beside the form: what it said, what may be copied, and that a copy brings no source along."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from conferences.models import Conference
from tests import factories as make
from tests.editing.admin.forms import citations, errors, send
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db
ADD = "/admin/conferences/conference/add/"


@pytest.fixture
def last():
    """A conference of 2024 that the ministry organised, with a member that is no more, one that is, and a count."""
    conference = make.conference(series=make.series(name="Vùng Thử"), ordinal=19, theme="Chủ đề cũ")
    make.participation(conference=conference, body=make.body(name="Bộ Thử"), capacity="chu-tri", rank=1)
    make.participation(conference=conference, province=make.ended_province(name="Bắc Kạn"), rank=2)
    make.participation(conference=conference, province=make.province(name="Sơn La"), rank=3)
    make.participation(conference=conference, as_printed="14 tỉnh", count=14, rank=4)
    host = make.participation(
        conference=conference, province=make.province(name="Cao Bằng"), capacity="dang-cai"
    )
    make.appearance(
        conference=conference,
        official=make.official(name="Hoàng Minh"),
        posts=[make.post(title="Thứ trưởng")],
        post_as_printed="Thứ trưởng như in",
        role="dong-chu-tri",
    )
    for row in (conference, host, *conference.participations.all(), *conference.appearances.all()):
        make.citation(row)
    return conference


def panel(page):
    return {part.label: part for part in page.context["last_time"]["parts"]}


def test_the_previous_one_is_beside_the_form_with_what_may_be_copied(last, admin_client):
    conference = make.conference(series=last.series, ordinal=20, year=2026)
    make.conference(series=last.series, ordinal=18, year=2022)
    page = admin_client.get(address("conferences.conference", "change", conference.pk))
    assert page.context["last_time"]["conference"] == last
    told = panel(page)
    ended = "Bắc Kạn (đến 30/6/2025)"
    assert told["Thành phần"].lines == [ended, "Sơn La", "14 tỉnh"]
    assert (told["Thành phần"].left, len(told["Thành phần"].rows)) == ([ended], 1)
    assert (told["Đăng cai"].lines, told["Đăng cai"].href) == (["Cao Bằng"], "")
    assert "Chủ đề cũ" in page.content.decode()
    links = [part.href for part in told.values() if part.href]
    assert links == [f"?chep={last.pk}&phan={key}" for key in ("to-chuc", "thanh-phan", "chu-tri")]
    earliest = admin_client.get(
        address("conferences.conference", "change", Conference.objects.get(ordinal=18).pk)
    )
    assert earliest.context["last_time"] is None


def test_a_province_that_was_there_on_the_day_is_copied(last, admin_client):
    conference = make.conference(series=last.series, ordinal=20, year=2025, starts=date(2025, 3, 1))
    page = admin_client.get(address("conferences.conference", "change", conference.pk))
    assert (panel(page)["Thành phần"].left, len(panel(page)["Thành phần"].rows)) == ([], 2)


def test_a_copy_brings_its_rows_and_no_source(last, admin_client):
    source = make.source()
    fields = {"ordinal": 20, "year": 2026, "status": "da-to-chuc", "default_source": source.pk}
    url = f"{ADD}?chep={last.pk}&phan="
    answer = send(admin_client, f"{url}chu-tri", **fields)
    assert (answer.status_code, errors(answer)) == (302, [])
    conference = Conference.objects.get(ordinal=20)
    assert (conference.series, conference.theme, conference.city) == (last.series, "", "")
    (row,), (before,) = conference.appearances.all(), last.appearances.all()
    assert (row.official, row.role, row.post_as_printed) == (before.official, "dong-chu-tri", "")
    assert list(row.posts.all()) == list(before.posts.all())
    assert citations(row) == [("official", source), ("role", source)]
    page = admin_client.get(f"{url}thanh-phan")
    (formset,) = (
        each.formset
        for each in page.context["inline_admin_formsets"]
        if each.formset.prefix == "participations"
    )
    assert [form.initial["province"] for form in formset.forms] == [
        str(last.participations.get(province__name="Sơn La").province.pk)
    ]


def test_without_a_region_the_form_offers_them_and_a_chosen_one_brings_its_last(last, admin_client):
    page = admin_client.get(ADD)
    assert page.context["last_time"] is None
    assert f'href="?series={last.series.pk}"' in page.content.decode()
    page = admin_client.get(f"{ADD}?series={last.series.pk}")
    assert page.context["last_time"]["conference"] == last
    assert page.context["adminform"].form["series"].value() == str(last.series.pk)


def test_a_draft_of_others_is_not_shown_and_not_copied(last, client):
    draft = make.conference(
        series=last.series, ordinal=20, year=2026, publication="draft", theme="Chủ đề bí mật"
    )
    ours = make.conference(series=last.series, ordinal=21, year=2027, publication="draft")
    place = make.province(name="Điện Biên")
    make.participation(conference=ours, province=place, capacity="dang-cai")
    url = address("conferences.conference", "change", ours.pk)
    for user, expected in ((make.provincial_editor(place), last), (make.user(groups=["bien_tap"]), draft)):
        client.force_login(user)
        assert client.get(url).context["last_time"]["conference"] == expected
        assert client.get(f"{ADD}?chep={draft.pk}").status_code == (404 if expected == last else 200)
    later = make.conference(series=last.series, ordinal=22, year=2028)
    # At another's conference a provincial editor writes rows of their own alone, and who only looks writes none.
    looks = make.user()
    looks.user_permissions.set(Permission.objects.filter(codename="view_conference"))
    for user in (make.provincial_editor(), looks):
        client.force_login(user)
        page = client.get(address("conferences.conference", "change", later.pk))
        assert (page.status_code, page.context.get("last_time")) == (200, None)
        assert "lan-truoc" not in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("chep=abc", 400), ("chep=", 400), ("chep=²", 400), ("chep=" + "9" * 18, 404), ("chep=0&phan=x", 404), ("series=abc", 400)],
)  # fmt: skip
def test_junk_is_refused_with_a_sentence(query, status, admin_client):
    answer = admin_client.get(f"{ADD}?{query}")
    assert (answer.status_code, '<html lang="vi"' in answer.content.decode()) == (status, True)
