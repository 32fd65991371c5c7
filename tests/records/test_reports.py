"""A reader says what is wrong: the form, whom it reaches, and what it does not let through."""

import datetime
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from portal.changes.recorder import acting
from portal.records import reports
from portal.records.models import Report, Sender
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = "Ngày họp ở nguồn khác là 11/10/2024."


@pytest.fixture
def xix():
    return make.conference(series=make.series(name="Trung du"), ordinal=19)


def send(client, path="/hoi-nghi/", **fields):
    return client.post("/bao-loi/", {"trang": path, "noi_dung": WORDS, **fields})


# --- The way to it ------------------------------------------------------------------------------------
def test_every_record_page_leads_to_the_form_about_itself(xix, client):
    link = f'href="/bao-loi/?trang={xix.get_absolute_url().replace("/", "%2F")}"'
    assert link in client.get(xix.get_absolute_url()).content.decode()
    assert xix.series.name in client.get(f"/bao-loi/?trang={xix.get_absolute_url()}").content.decode()


def test_the_form_alone_carries_a_token_and_is_kept_by_nobody(xix, client):
    answer = client.get(f"/bao-loi/?trang={xix.get_absolute_url()}")
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) == {"csrftoken"}
    other = Client().get(xix.get_absolute_url())
    assert (other.cookies, other["Cache-Control"]) == ({}, "public, no-cache")
    assert b"csrfmiddlewaretoken" not in other.content


def test_the_fact_asked_about_is_named_in_words(xix, client):
    html = client.get(f"/bao-loi/?trang={xix.get_absolute_url()}&muc=starts").content.decode()
    assert 'name="muc" value="ngày họp"' in html


@pytest.fixture
def line():
    """The line of the source list that tells where "86" stands: (figure, the words beside the letter, the address)."""
    conference = make.conference(
        series=make.series(name="Trung du"), ordinal=19, theme="Pác Bó", summary="Họp."
    )
    source = make.source(publisher="Báo Cao Bằng", title="Bài")
    figure = make.figure(conference=conference, indicator=make.indicator(name="Nhiệm vụ"), as_printed="86")
    for record, field in ((make.conference(), "theme"), (figure, "low"), (conference, "theme")):
        make.citation(record, field=field, source=source, place="đoạn 8")
    make.citation(conference, field="summary", source=source, place="đoạn 9")
    return figure, conference, source


def at(record, source, place="đoạn 8"):
    query = {"trang": record.get_absolute_url(), "bai": source.slug, "cho": place}
    return f"/bao-loi/?{urlencode({name: value for name, value in query.items() if value})}"


def offered(answer):
    """[(key, words)] of the facts that the form offers."""
    return answer.context["form"].fields["muc"].choices


def test_each_locator_of_a_source_leads_to_the_report_form_of_its_record(line, client):
    _figure, conference, source = line
    html = client.get(conference.get_absolute_url()).content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/bao-loi/[^"]*bai=[^"]*)" rel="nofollow"', html)]
    assert links == [at(conference, source), at(conference, source, "đoạn 9")]
    assert {client.get(link).status_code for link in links} == {200}
    assert client.get(links[0]).context["form"].place.name == "Báo Cao Bằng, đoạn 8"


def test_a_place_offers_its_facts_by_name_those_of_the_page_first(line, client):
    figure, conference, source = line
    words = [words for _key, words in offered(client.get(at(conference, source)))]
    assert words[1:3] == [f"giá trị: {figure}", "chủ đề"]
    assert words[3].startswith("chủ đề: ")
    assert len(words) == 4
    [(_key, only)] = offered(client.get(at(conference, source, "đoạn 9")))
    assert only == "tóm tắt"


def test_a_report_is_tied_to_the_very_fact(line, client, admin_client):
    figure, conference, source = line
    key = str(figure.citations.get().pk)
    assert (
        send(client, conference.get_absolute_url(), bai=source.slug, cho="đoạn 8", muc=key).status_code == 302
    )
    report = Report.objects.get()
    assert (report.record, report.fact, report.fact_label) == (figure, "low", "giá trị")
    assert report.page == conference.get_absolute_url()
    listed = admin_client.get("/admin/records/report/").content.decode()
    assert str(figure) in listed
    assert ">giá trị</td>" in listed
    form = admin_client.get(f"/admin/records/report/{report.pk}/change/").content.decode()
    assert f"/admin/conferences/figure/{figure.pk}/change/" in form


def test_a_report_about_a_place_and_none_of_its_facts_names_the_place(line, client):
    _figure, conference, source = line
    send(client, conference.get_absolute_url(), bai=source.slug, cho="đoạn 8", muc="")
    report = Report.objects.get()
    assert (report.record, report.fact_label) == (conference, "Báo Cao Bằng, đoạn 8")


def test_no_fact_that_is_not_published_is_offered_or_taken(line, client):
    _figure, conference, source = line
    hidden = make.figure(conference=make.conference(publication="draft"))
    key = str(make.citation(hidden, field="low", source=source, place="đoạn 8").pk)
    assert key not in dict(offered(client.get(at(conference, source))))
    assert (
        send(client, conference.get_absolute_url(), bai=source.slug, cho="đoạn 8", muc=key).status_code == 400
    )
    source.publication = "draft"
    source.save()
    assert client.get(at(conference, source)).context["form"].place is None


@pytest.mark.parametrize("query", ["bai=khong-co&cho=x", "cho=x", "bai=khong-co"])
def test_a_place_that_is_none_leaves_the_plain_form(query, xix, client):
    answer = client.get(f"/bao-loi/?trang={xix.get_absolute_url()}&{query}")
    assert (answer.status_code, answer.context["form"].place) == (200, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_about_a_place_costs_the_same_with_more_facts(rows, client, django_assert_num_queries):
    conference, source = make.conference(), make.source()
    for _row in range(rows):
        make.citation(make.figure(conference=conference), field="low", source=source, place="đoạn 8")
    with django_assert_num_queries(7):
        client.get(at(conference, source))


# --- What is kept -------------------------------------------------------------------------------------
def test_a_report_is_tied_to_the_record_that_the_page_is_of(xix, client):
    answer = send(
        client,
        f"{xix.get_absolute_url()}#kien-nghi-2",
        muc="ngày họp",
        nguon="baocaobang.vn/a",
        ten="Lan",
        thu="a@b.vn",
    )
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/bao-loi/cam-on/")
    assert (report.record, report.fact, report.fact_label, report.state) == (xix, "starts", "ngày họp", "moi")
    assert (report.text, report.source_url, report.name, report.email) == (
        WORDS,
        "https://baocaobang.vn/a",
        "Lan",
        "a@b.vn",
    )
    assert f'href="{xix.get_absolute_url()}#kien-nghi-2"' in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "make_record",
    [make.province, make.official, make.source, make.task, make.named_body, make.series, make.conference],
)
@pytest.mark.parametrize("way", ["", "/en"])
def test_every_noun_with_a_page_is_found_by_its_address(make_record, way):
    record = make_record()
    assert reports.record_at(way + record.get_absolute_url()) == record


@pytest.mark.parametrize(
    "path",
    [
        "",
        "x",
        "/",
        "//evil.example/",
        "https://evil.example/",
        "/hoi-nghi/",
        "/admin/",
        "/khong-co/",
        "/hoi-nghi/<b>/",
        "/a" * 200,
    ],
)
def test_a_path_that_leads_to_no_record_is_none(path):
    assert reports.record_at(path) is None


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_a_page_that_is_not_published_is_as_unknown_as_one_that_is_not(state, client):
    hidden = make.conference(publication=state).get_absolute_url()
    unknown = hidden.replace("lan-", "lam-")
    token = r'name="(?:csrfmiddlewaretoken|_opened)" value="[^"]+"'
    pages = [
        re.sub(token, "", client.get(f"/bao-loi/?trang={path}").content.decode())
        for path in (hidden, unknown)
    ]
    assert pages[0].replace(hidden, unknown) == pages[1]
    send(client, hidden)
    report = Report.objects.get()
    assert (report.page, report.record) == (hidden, None)


def test_what_the_trap_catches_is_thanked_and_thrown_away(client):
    answer = send(client, trang_web="https://quang-cao.example/")
    assert answer.status_code == 302
    assert not Report.objects.exists()
    assert not Sender.objects.exists()


def test_a_form_that_is_sent_twice_is_one_report_and_other_words_are_another(client):
    opened = client.get("/bao-loi/").context["opened"]
    for words in (WORDS, WORDS, f"{WORDS} Xin xem lại.", f"{WORDS} Xin xem lại."):
        assert send(client, noi_dung=words, _opened=opened).status_code == 302
    assert (Report.objects.count(), Sender.objects.count()) == (2, 2)
    assert send(client, _opened="rubbish").status_code == 302  # not ours: taken all the same
    assert Report.objects.count() == 3


# --- What is refused ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"noi_dung": ""},
        {"noi_dung": "ngắn"},
        {"noi_dung": "a" * 4_001},
        {"muc": "a" * 121},
        {"nguon": "javascript:alert(1)"},
        {"thu": "không phải thư"},
        {"path": "/" + "a" * 300},
    ],
)
def test_what_cannot_be_right_is_shown_again_with_a_sentence(fields, client):
    answer = send(client, **fields)
    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert not Report.objects.exists()


def test_junk_is_refused_and_never_a_fault(client):
    assert client.get("/bao-loi/", {"trang": "/a" * 200}).status_code == 400
    assert client.get("/bao-loi/", {"muc": "a" * 121}).status_code == 400
    assert client.get("/bao-loi/", {"bai": "a" * 121}).status_code == 400
    assert send(client, bai="a\0", cho="b").status_code == 400
    assert client.get("/bao-loi/?trang=%00").status_code == 400
    assert send(client, noi_dung=f"{WORDS}\0").status_code == 400
    urlencoded = "application/x-www-form-urlencoded"
    assert client.post("/bao-loi/", f"noi_dung={WORDS}%00", content_type=urlencoded).status_code == 400
    assert client.post("/bao-loi/", b"a" * 3_000_000, content_type=urlencoded).status_code == 413
    assert client.post("/bao-loi/", b"--x", content_type="multipart/form-data; boundary=x").status_code == 400
    assert client.put("/bao-loi/").status_code == 405
    assert (
        client.get("/bao-loi/", {"trang": "<script>alert(1)</script>"}).content.count(b"<script>alert") == 0
    )
    assert not Report.objects.exists()


def test_a_form_without_its_token_is_refused_in_a_sentence():
    answer = send(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "Biểu mẫu đã cũ" in answer.content.decode()


# --- How often ----------------------------------------------------------------------------------------
def test_the_sixth_report_of_an_hour_from_one_place_is_refused(client):
    for _report in range(reports.OF_ONE):
        assert send(client).status_code == 302
    answer = send(client)
    assert (answer.status_code, answer["Cache-Control"]) == (429, "private, no-store")
    assert "quá nhiều báo lỗi" in answer.content.decode()
    assert send(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
    assert Report.objects.count() == reports.OF_ONE + 1


def test_all_senders_together_have_a_limit_too(client, monkeypatch):
    monkeypatch.setattr(reports, "OF_ALL", 3)
    answers = [send(Client(REMOTE_ADDR=f"10.0.0.{place}")).status_code for place in range(5)]
    assert answers == [302, 302, 302, 429, 429]


def test_after_an_hour_a_sender_is_forgotten(client):
    send(client)
    long_ago = timezone.now() - datetime.timedelta(hours=1, seconds=1)
    Sender.objects.update(sent_at=long_ago)
    client.get("/bao-loi/")
    assert not Sender.objects.exists()


def test_no_network_address_is_kept(client):
    send(client)
    marks = [sender.mark for sender in Sender.objects.all()]
    assert [len(mark) for mark in marks] == [40]
    assert "127.0.0.1" not in str(Report.objects.values().get()) + marks[0]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "network"),
    [
        (False, "1.2.3.4", "127.0.0.1"),
        (True, "1.2.3.4", "1.2.3.4"),
        (True, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (True, "", "127.0.0.1"),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (True, "rác", ""),
        (True, "1.2.3.4, ", ""),
        (True, "1.2.3.4:50001", "1.2.3.4"),
        (True, "64:ff9b::102:304", "1.2.3.4"),  # NAT64
        (True, "1.2.3.4:500010", ""),
        (True, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        (False, "1.2.3.4:50001", "127.0.0.1"),
    ],
)
def test_a_sender_is_who_the_trusted_proxy_says(trusted, forwarded, network, rf):
    with override_settings(TRUSTED_PROXY=trusted):
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        assert reports.network(rf.get("/", headers=headers)) == network


@override_settings(TRUSTED_PROXY=True)
def test_senders_that_cannot_be_told_apart_are_not_counted_as_one(rf):
    unread = rf.get("/", headers={"x-forwarded-for": "unknown"})
    assert all(reports.may_send(unread) for _ in range(reports.OF_ONE + 1))


# --- The editors' desk --------------------------------------------------------------------------------
@pytest.mark.parametrize("group", ["bien_tap", "duyet"])
def test_both_groups_say_what_became_of_it_and_change_no_word_of_it(group, xix, client):
    report = Report.objects.create(page=xix.get_absolute_url(), record=xix, fact="starts", text=WORDS)
    desk = Client()
    desk.force_login(make.user(groups=[group]))
    address = f"/admin/records/report/{report.pk}/change/"
    page = desk.get(address)
    html = page.content.decode()
    assert f"/admin/conferences/conference/{xix.pk}/change/" in html
    assert f'href="{xix.get_absolute_url()}"' in html
    sent = {
        "state": "da-sua", "answer": "Đã có nguồn.", "note": "Đã sửa theo nguồn b.", "text": "khác", "page": "/khac/",
    }  # fmt: skip
    answer = desk.post(address, sent | {"_opened": page.context["opened"]})
    report.refresh_from_db()
    assert answer.status_code == 302
    assert (report.state, report.note, report.text, report.page) == (
        "da-sua", "Đã sửa theo nguồn b.", WORDS, xix.get_absolute_url(),
    )  # fmt: skip


def test_only_a_publisher_deletes_a_report(xix):
    report = Report.objects.create(page="/", text=WORDS)
    for group, status in (("bien_tap", 403), ("duyet", 200)):
        desk = Client()
        desk.force_login(make.user(groups=[group]))
        assert desk.get(f"/admin/records/report/{report.pk}/delete/").status_code == status


def test_the_desk_finds_reports_by_state_record_and_words(xix, admin_client, django_assert_max_num_queries):
    for number in range(4):
        Report.objects.create(
            page=xix.get_absolute_url(), record=xix if number else None, text=f"Lỗi {WORDS}"
        )
    listed = "/admin/records/report/"
    with django_assert_max_num_queries(12):
        assert admin_client.get(listed).context["cl"].result_count == 4
    assert admin_client.get(f"{listed}?q=ngay+hop").context["cl"].result_count == 4
    assert admin_client.get(f"{listed}?q=xyzabc").context["cl"].result_count == 0
    assert admin_client.get(f"{listed}?state__exact=moi").context["cl"].result_count == 4


# --- What became of it ----------------------------------------------------------------------------------
def test_a_report_has_a_number_and_a_page_from_the_moment_it_is_sent(xix, client):
    answer = send(client, xix.get_absolute_url(), muc="chủ đề", ten="Lê Thị Kín", thu="kin@vidu.vn")
    report = Report.objects.get()
    thanks = client.get(answer["Location"]).text
    assert f'href="/bao-loi-so/{report.pk}/"' in thanks
    page = client.get(f"/bao-loi-so/{report.pk}/").text
    assert f"Báo lỗi số {report.pk}" in page
    assert (f'href="{xix.get_absolute_url()}"' in page, ": chủ đề" in page, "mới" in page) == (
        True,
        True,
        True,
    )
    assert [word for word in (WORDS, "Kín", "kin@") if word in page] == []


def test_a_settled_report_says_what_was_answered_and_which_change_mended_it(xix, client):
    report = make.report(
        record=xix, fact="theme", text=WORDS, name="Lê Thị Kín", email="kin@vidu.vn", note="Nội bộ"
    )
    with acting(public_note="Theo giấy mời.") as act:
        xix.theme = "Mới"
        xix.save()
    report.state, report.changeset, report.answer = "da-sua", act, "Cảm ơn bạn."
    report.save()
    assert (report.name, report.email, "kin" in report.search_text) == ("", "", False)
    history = f"{xix.get_absolute_url()}lich-su/"
    page = client.get(f"/bao-loi-so/{report.pk}/").text
    for words in ("đã sửa", "Cảm ơn bạn.", "Theo giấy mời.", "sửa chủ đề", f'href="{history}#{act.pk}"'):
        assert words in page
    told = client.get(history).text
    assert (f'id="{act.pk}"' in told, f'href="/bao-loi-so/{report.pk}/"' in told) == (True, True)
    feed = client.get("/da-sua.atom").text
    assert (f"http://testserver/bao-loi-so/{report.pk}/" in feed, "Cảm ơn bạn." in feed) == (True, True)
    for text in (page, told, feed):
        assert [word for word in (WORDS, "Kín", "kin@", "Nội bộ") if word in text] == []
    xix.publication = "withdrawn"
    xix.save()
    page = client.get(f"/bao-loi-so/{report.pk}/").text
    assert [word for word in (xix.theme, xix.series.name, "sửa chủ đề") if word in page] == []


def test_settled_needs_a_change_or_a_reason(admin_client, xix):
    report = make.report(record=xix, fact="theme")
    with acting() as act:
        xix.theme = "Mới"
        xix.save()
    form = f"/admin/records/report/{report.pk}/change/"
    shown = admin_client.get(form)
    assert [key for key, _words in shown.context["adminform"].form.fields["changeset"].choices if key] == [
        act.pk
    ]
    sent = {"state": "da-sua", "answer": "", "note": "", "_opened": shown.context["opened"]}
    assert "cần lượt sửa" in admin_client.post(form, sent | {"changeset": ""}).text
    report.refresh_from_db()
    assert report.state == "moi"
    assert admin_client.post(form, sent | {"changeset": act.pk}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.changeset) == ("da-sua", act)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "7"])
def test_a_number_that_was_not_given_is_not_there(client, number):
    assert client.get(f"/bao-loi-so/{number}/").status_code == 404
    assert client.get(f"/bao-loi/cam-on/?so={number}").status_code == 200
