"""The page of a proposal: what a publisher is shown before they decide, and what they are told afterwards."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conferences.models import Conference
from portal.editing.models import Proposal
from portal.files.models import StoredFile
from tests import factories as make
from tests import hostile
from tests.editing.admin.forms import errors
from tests.editing.proposals.helpers import decide, page_of, propose, tokens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
CITATIONS = "records-citation-content_type-object_id"


@pytest.fixture
def clerk(client):
    person = make.user(groups=["bien_tap"])
    client.force_login(person)
    return person


def as_publisher(client):
    client.force_login(make.user(groups=["duyet"]))
    return client


def preview_address(proposal):
    return reverse("admin:records_proposal_preview", args=[proposal.pk])


def test_each_proposed_value_is_beside_its_source(clerk, client):
    conference = make.conference(city="Hà Giang", venue="Nhà A", theme="Chủ đề cũ")
    old = make.source(title="Bài báo cũ", url="https://bao.test/cu")
    new = make.source(title="Công văn mới", url="https://bao.test/moi")
    make.citation(conference, source=old, field="city", place="đoạn 2")
    make.citation(conference, source=old)  # of the whole record, which says nothing of what comes after it
    row = {
        "field": "venue", "source": new.pk, "place": "đoạn 4", "basis": "stated", "differs": "Nhà C", "verbatim": "tại Nhà B",
    }  # fmt: skip
    sent = {"city": "Lào Cai", "venue": "Nhà B", "theme": "Chủ đề mới"}
    assert errors(propose(client, conference, rows={CITATIONS: [row]}, **sent)) == []
    proposal = Proposal.objects.get()
    page = as_publisher(client).get(page_of(proposal))
    lines = {line.name: line for row in page.context["rows"] for line in row.differences if row.kind == "~"}
    assert {name: [(str(one.source), one.place) for one in lines[name].sources] for name in sent} == {
        "city": [(str(old), "đoạn 2")],
        "venue": [(str(new), "đoạn 4")],
        "theme": [],
    }
    html = page.content.decode()
    for words in (
        'href="https://bao.test/cu"', 'href="https://bao.test/moi"', "chưa có nguồn", "Cho mục “",
        "Nguyên văn: “tại Nhà B”", "Nguồn này nêu khác: “Nhà C”",
    ):  # fmt: skip
        assert words in html, words
    old_alone = f"{old}</a>, đoạn 2, nêu rõ (nguồn của giá trị cũ, chưa dẫn cho giá trị mới)"
    assert (old_alone in html, html.count("nguồn của giá trị cũ")) == (True, 1)


def test_accepting_a_part_names_what_was_taken_and_what_was_not(clerk, client):
    conference = make.conference(city="Hà Giang")
    make.statement(conference=conference, points="Ý cũ.")
    propose(client, conference, city="Lào Cai", **{"statements-0-points": "Ý mới."})
    proposal = Proposal.objects.get()
    as_publisher(client)
    answer = decide(client, proposal, "nhan", only=tokens(proposal, Conference), loi="Đúng.")
    (told,) = [str(each) for each in get_messages(answer.wsgi_request)]
    assert told == f"Đã nhận một phần. Nhận: hội nghị: {conference}. Không nhận: phát biểu: Ý cũ.."
    client.force_login(clerk)
    html = client.get(page_of(proposal)).content.decode()
    assert (html.count(">đã nhận<"), html.count(">không nhận<")) == (1, 1)


def test_all_of_it_taken_says_so(clerk, client):
    conference = make.conference(city="Hà Giang")
    propose(client, conference, city="Lào Cai")
    as_publisher(client)
    answer = decide(client, Proposal.objects.get(), "nhan", loi="Đúng.")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["Đã nhận cả đề nghị."]


def test_the_preview_is_the_page_with_the_proposal_and_changes_nothing(clerk, client):
    conference = make.conference(city="Hà Giang")
    person, source = make.official(name="Vũ Sắp Đăng", publication="draft"), make.source(publication="draft")
    make.citation(person, source=source)
    row = {"official": person.pk, "role": "tham-du", "rank": 9, "post_as_printed": "Giám đốc"}
    propose(client, conference, city="Lào Cai", rows={"appearances": [row]}, default_source=source.pk)
    proposal = Proposal.objects.get()
    before = client.get(conference.get_absolute_url()).content
    answer = as_publisher(client).get(preview_address(proposal))
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex, nofollow, noarchive")
    for words in ("Lào Cai", person.name, page_of(proposal), "Đề nghị sửa – chỉ người biên tập thấy."):
        assert words in html, words
    client.logout()
    assert client.get(conference.get_absolute_url()).content == before
    conference.refresh_from_db()
    person.refresh_from_db()
    assert (conference.city, conference.appearances.count(), person.publication) == ("Hà Giang", 0, "draft")


def test_a_proposed_photo_is_shown_to_editors_alone(clerk, client):
    conference = make.conference()
    file = SimpleUploadedFile("anh.jpg", hostile.photo(64, 48), "image/jpeg")
    row = {"rank": 1, "kind": "anh", "title": "Toàn cảnh", "alt": "Hội trường.", "upload": file}
    assert errors(propose(client, conference, rows={"documents": [row]})) == []
    proposal = Proposal.objects.get()
    stored = StoredFile.objects.get()
    url = reverse("admin:records_proposal_file", args=[proposal.pk, stored.pk, stored.middle])
    as_publisher(client)
    assert f'<img src="{url}"' in client.get(page_of(proposal)).content.decode()
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"].startswith("private")
    html = client.get(preview_address(proposal)).content.decode()
    assert reverse("admin:records_proposal_file", args=[proposal.pk, stored.pk, "-"])[:-1] in html
    other = make.proposal(conference, user=proposal.user)
    assert client.get(url.replace(f"/{proposal.pk}/tep/", f"/{other.pk}/tep/")).status_code == 404
    for stranger, status in ((make.provincial_editor(), 404), (make.user(), 403), (None, 302)):
        client.logout()
        if stranger:
            client.force_login(stranger)
        assert client.get(url).status_code == status
        assert client.get(preview_address(proposal)).status_code == status


def test_a_proposal_that_no_longer_fits_or_is_decided_has_no_preview(clerk, client):
    conference = make.conference(city="Hà Giang")
    row = make.statement(conference=conference, points="Ý cũ.")
    propose(client, row, "conferences.statement", points="Ý mới.")
    proposal = Proposal.objects.get()
    as_publisher(client)
    row.delete()
    answer = client.get(preview_address(proposal))
    assert (answer.status_code, answer.url) == (302, page_of(proposal))
    decide(client, proposal, "tu-choi", loi="Thôi.")
    assert client.get(preview_address(proposal)).status_code == 404
