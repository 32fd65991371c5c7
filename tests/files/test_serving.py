"""Who gets a file, and with what headers: readers what is published, editors what they may see, nobody by guessing."""

import shutil

import pytest
from django.test import override_settings
from django.urls import reverse

from portal.records.models import Publication
from tests import factories as make
from tests.test_volume import cost

pytestmark = pytest.mark.django_db
HIDDEN = [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN]


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def addresses(document):
    return [document.part_url(part) for part in document.file.parts]


def test_a_reader_gets_the_files_of_a_published_conference(client):
    for document in (make.picture(), make.paper()):
        for part, address in zip(document.file.parts, addresses(document), strict=True):
            answer = client.get(address)
            assert (answer.status_code, body(answer)) == (200, (document.file.folder / part).read_bytes())


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("role", ["reader", "bien_tap", "duyet", "superuser"])
def test_the_files_of_a_draft_are_nowhere_in_public_not_even_for_editors(client, state, role):
    """Their public address answers like one that never was; editors have an address of their own."""
    document = make.picture(conference=make.conference(publication=state))
    if role != "reader":
        client.force_login(make.superuser() if role == "superuser" else make.user(groups=[role]))
    never = client.get(f"/tep/999999/{document.file.largest}")
    for address in addresses(document):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, never.headers["Cache-Control"])
        told = answer.text.replace(address, "").replace(answer.headers["X-Request-Id"], "")
        unknown = never.text.replace(f"/tep/999999/{document.file.largest}", "")
        assert told == unknown.replace(never.headers["X-Request-Id"], "")


def test_a_file_is_gone_the_moment_its_conference_is_withdrawn(client):
    document = make.picture()
    address, tag = document.file_url, client.get(document.file_url)["ETag"]
    document.conference.publication = Publication.WITHDRAWN
    document.conference.save()
    assert client.get(address).status_code == 404
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 404


def test_a_file_that_a_draft_and_a_page_share_is_had_through_the_page_alone(client):
    shown = make.picture()
    hidden = make.picture(conference=make.conference(publication="draft"))
    assert hidden.file == shown.file
    assert [client.get(row.file_url).status_code for row in (shown, hidden)] == [200, 404]


@pytest.mark.parametrize(
    ("role", "status"),
    [("stranger", 302), ("staff", 403), ("bien_tap", 200), ("duyet", 200), ("superuser", 200)],
)
@pytest.mark.parametrize("state", [*HIDDEN, Publication.PUBLISHED])
def test_the_editors_address_asks_for_the_right_to_see_the_record(client, role, status, state):
    document = make.picture(conference=make.conference(publication=state))
    if role != "stranger":
        groups = [] if role == "staff" else [role]
        client.force_login(make.superuser() if role == "superuser" else make.user(groups=groups))
    address = reverse("admin:conferences_document_file", args=[document.pk, document.file.middle])
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (status, "private, no-store")


def test_a_document_is_a_download_that_runs_nothing_under_its_own_name(client):
    document = make.paper(name="Công văn “1739”.pdf")
    answer = client.get(document.file_url)
    body(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"cong van _1739_.pdf\"; filename*=utf-8''C%C3%B4ng%20v%C4%83n%20%E2%80%9C1739%E2%80%9D.pdf"
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert int(answer["Content-Length"]) == document.file.size
    assert "Set-Cookie" not in answer and "Vary" not in answer


@pytest.mark.parametrize("name", ["Bao_Cao+XIX (ban 2).PDF", "KH&CN-2024.v1.pdf", "A, B; C.pdf"])
def test_a_plain_name_is_downloaded_as_it_is(name, client):
    answer = client.get(make.paper(name=name).file_url)
    body(answer)
    whole = name.rpartition(".")[0] + ".pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{whole}"'


def test_a_picture_is_shown_and_asked_about_again_without_being_sent_again(client):
    document = make.picture()
    answer = client.get(document.file_url, headers={"Accept-Encoding": "gzip"})
    body(answer)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="anh.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sorted(answer["Cache-Control"].split(", ")) == ["no-cache", "public"]
    again = client.get(document.file_url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, body(again)) == (304, b"")
    assert client.head(document.file_url).status_code == 200


def test_behind_nginx_the_site_names_the_file_and_sends_nothing(client):
    document = make.paper()
    with override_settings(MEDIA_ACCEL="/tep-noi-bo/"):
        answer = client.get(document.file_url)
    digest = document.file.sha256
    assert (answer["X-Accel-Redirect"], answer.content) == (f"/tep-noi-bo/{digest[:2]}/{digest}/goc.pdf", b"")
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_address_that_names_no_part_is_not_found(client):
    document, bare = make.picture(), make.document()
    whole = document.file_url.rpartition("/")[0]
    for path in (
        f"{whole}/1600.png",
        f"{whole}/goc.pdf",
        f"{whole}/..%2F..%2Fhoso.sqlite3",
        f"{whole}/",
        f"/tep/{bare.pk}/64.jpg",
        f"/tep/{'9' * 400}/64.jpg",
        f"/tep/{'9' * 5000}/64.jpg",
        "/tep/-1/64.jpg",
        "/tep/0/64.jpg",
        f"/en/tep/{document.pk}/{document.file.largest}",
    ):
        assert (path, client.get(path).status_code) == (path, 404)
    assert client.get(f"{document.file_url}%00").status_code == 400
    assert client.post(document.file_url).status_code == 405


def test_a_file_that_was_lost_is_not_found_and_no_error(client):
    document = make.picture(5)
    shutil.rmtree(document.file.folder)
    assert client.get(document.file_url).status_code == 404


def test_a_file_costs_one_query(client):
    assert cost(client, make.picture().file_url) == 1


def test_an_editor_of_a_province_opens_the_files_of_its_own_drafts_alone(client):
    ours = make.province()
    client.force_login(make.provincial_editor(ours))
    seen = []
    for host in (ours, make.province()):
        document = make.picture(conference=make.conference(publication="draft"))
        make.participation(conference=document.conference, province=host, capacity="dang-cai")
        address = reverse("admin:conferences_document_file", args=[document.pk, document.file.middle])
        seen.append(client.get(address).status_code)
    assert seen == [200, 404]
