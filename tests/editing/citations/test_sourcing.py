"""Sources at entry: the form counts what has none, nothing goes on the page without one unseen, and a reason is kept."""

import pytest
from django.contrib.auth.models import Permission

from portal.changes.models import Changeset
from portal.records.models import Source
from portal.records.sourcing import ANYWAY
from tests import factories as make
from tests.editing.admin import forms
from tests.editing.admin.forms import errors, send
from tests.editing.admin.nouns import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client):
    client.force_login(make.user("chi-duyet", ["duyet"], first_name="Duyệt"))
    return client


@pytest.fixture
def draft():
    """A draft whose theme alone has a source, with a statement that has none."""
    conference = make.conference(publication="draft", theme="Chủ đề", city="Lào Cai")
    make.citation(conference, field="theme")
    make.statement(conference=conference, points="Ý thử")
    return conference


def form_of(record):
    return address(f"{record._meta.app_label}.{record._meta.model_name}", "change", record.pk)


def told(page):
    """{title: [(label, href)]} of the box of a form."""
    return {one.title: one.fields for one in page.context["sourcing"].lacking}


def labels(found, title=""):
    return [label for label, _href in found[title]]


# --- Counted ------------------------------------------------------------------------------------------
def test_a_form_counts_what_has_no_source_and_leads_to_it(publisher, draft):
    page = publisher.get(form_of(draft))
    found = told(page)
    statement = draft.statements.get()
    row = f"phát biểu: {statement}"
    assert set(found) == {"", row}
    assert ("thành phố, nơi họp", "#id_city") in found[""] or ("nơi họp", "#id_city") in found[""]
    assert "chủ đề" not in labels(found)
    box = page.context["sourcing"]
    assert box.count == len(draft.facts()) - 1 + len(statement.facts())
    assert [one.href for one in box.lacking] == ["", "#statements-0"]
    html = page.content.decode()
    assert html.count(f"<strong data-count>{box.count} mục</strong>") == 1 and 'href="#id_city"' in html
    make.cited(draft), make.cited(statement)
    assert "Mọi mục có giá trị đều đã có nguồn." in publisher.get(form_of(draft)).content.decode()


def test_whoever_enters_a_row_counts_that_row_alone(client):
    """The rest of the form is not theirs, and names what they may not see."""
    place = make.province(name="Lào Cai")
    conference = make.conference()
    own = make.statement(conference=conference, by_province=place)
    make.statement(conference=conference, by_official=make.official(name="Kín Đáo", publication="draft"))
    client.force_login(make.provincial_editor(place))
    page = client.get(form_of(conference))
    assert set(told(page)) == {f"phát biểu: {own}"}
    assert "Kín Đáo" not in page.content.decode()


# --- Refused on the form ------------------------------------------------------------------------------
def test_a_form_that_would_publish_what_has_no_source_is_refused_and_kept(publisher, draft):
    acts = Changeset.objects.count()
    row = {"rank": "2", "kind": "trao-doi", "points": "Ý vừa gõ", "heading": "Mục mới"}
    row["kind"] = draft.statements.get().kind
    answer = send(
        publisher, form_of(draft), rows={"statements": [row]}, publication="published", venue="Nơi vừa gõ"
    )
    assert answer.status_code == 200
    found = told(answer)
    assert "địa điểm" in labels(found)
    assert len([title for title in found if title.startswith("phát biểu")]) == 2
    box = answer.context["sourcing"]
    assert errors(answer) == [f"Chưa đăng: {box.count} mục chưa có nguồn, kể ở đầu biểu mẫu."]
    assert answer.context["adminform"].form["venue"].value() == "Nơi vừa gõ"
    assert "Ý vừa gõ" in answer.content.decode() and "Chưa lưu gì" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.publication, draft.venue, draft.statements.count()) == ("draft", "", 1)
    assert Changeset.objects.count() == acts


def test_the_default_source_lets_it_go(publisher, draft):
    source = make.source()
    statement = draft.statements.get()
    for name in set(draft.facts()) - {"theme", "city"}:
        make.citation(draft, field=name)
    make.citation(statement, field="kind")
    changes = {"publication": "published", "default_source": source.pk}
    answer = send(publisher, form_of(draft), **changes)
    left = {
        title: labels(told(answer), title) for title in told(answer)
    }  # it says nothing of what was not touched
    assert left == {"": ["thành phố, nơi họp"], f"phát biểu: {statement}": ["các ý"]}
    changes |= {"city": "Yên Bái", "statements-0-points": "Ý sửa"}
    answer = send(publisher, form_of(draft), **changes)
    draft.refresh_from_db()
    assert (answer.status_code, draft.publication) == (302, "published")
    assert forms.citations(draft)[-1] == ("city", source)
    assert forms.citations(statement)[1:] == [("points", source)]


def test_a_reason_lets_it_go_and_is_kept(publisher, draft):
    reason = "Biên bản giấy lưu ở Sở, chưa số hóa"
    too_long = send(publisher, form_of(draft), publication="published", _unsourced="a" * 401)
    assert too_long.status_code == 200 and too_long.context["sourcing"].reason.errors
    answer = send(publisher, form_of(draft), publication="published", _unsourced=f"  {reason} ")
    draft.refresh_from_db()
    assert (answer.status_code, draft.publication) == (302, "published")
    act = Changeset.objects.latest("pk")
    assert (act.note, act.who) == (ANYWAY + reason, "Duyệt")
    page = publisher.get(form_of(draft)).content.decode()
    assert "Duyệt đã đăng lúc" in page and reason in page
    history = publisher.get(address("conferences.conference", "history", draft.pk)).content.decode()
    assert ANYWAY + reason in history
    # Once it is on the page it is corrected as ever, and the reason goes when every fact has a source.
    assert send(publisher, form_of(draft), city="Yên Bái").status_code == 302
    make.cited(draft), make.cited(draft.statements.get())
    assert reason not in publisher.get(form_of(draft)).content.decode()


def test_a_reason_is_no_way_to_publish_for_who_may_not(client, draft):
    client.force_login(make.user(groups=["bien_tap"]))
    send(client, form_of(draft), publication="published", _unsourced="Cứ đăng")
    draft.refresh_from_db()
    assert draft.publication == "draft"
    assert send(client, form_of(draft), publication="review").status_code == 302


def test_a_new_record_and_a_row_with_a_state_of_its_own_are_refused_too(publisher):
    model = type(make.official())
    before = model.objects.count()
    new = {"name": "Trần Mới", "publication": "published"}
    answer = send(publisher, address("conferences.official", "add"), **new)
    assert labels(told(answer)) == ["họ và tên"] and model.objects.count() == before
    source = make.source()
    answer = send(publisher, address("conferences.official", "add"), **new, default_source=source.pk)
    assert answer.status_code == 302 and forms.citations(model.objects.latest("pk")) == [("name", source)]
    recommendation = make.recommendation()
    row = {"state": "da-tiep-nhan", "publication": "published"}
    answer = send(publisher, form_of(recommendation), rows={"replies": [row]})
    assert len(errors(answer)) == 1 and not recommendation.replies.exists()
    row["publication"] = "draft"
    assert send(publisher, form_of(recommendation), rows={"replies": [row]}).status_code == 302


# --- Refused on the list ------------------------------------------------------------------------------
def act(client, records, **more):
    return forms.act(client, address("conferences.official", "changelist"), "publish", records, **more)


def test_a_list_publishes_what_is_sourced_and_asks_about_the_rest(publisher):
    bare = [make.official(publication="draft", name=name, titles="TS.") for name in ("Lê An", "Lê Bình")]
    sourced = make.cited(make.official(publication="draft", name="Lê Cẩn"))
    make.citation(bare[1], field="name")
    page = act(publisher, [*bare, sourced])
    assert page.status_code == 200
    assert [(row, labels_) for row, _name, _fingerprint, labels_ in page.context["rows"]]
    shown = {
        row.name: labels({one.title: one.fields for one in lacking})
        for row, _n, _s, lacking in page.context["rows"]
    }
    assert shown == {"Lê An": ["họ và tên", "học hàm, học vị"], "Lê Bình": ["học hàm, học vị"]}
    assert states(*bare, sourced) == ["draft", "draft", "published"]
    assert f'{form_of(bare[0])}#id_titles"' in page.content.decode()
    sent = forms.Controls(page.content.decode()).sent
    url = address("conferences.official", "changelist")
    assert publisher.post(url, sent | {"_unsourced": "  "}).status_code == 200
    assert publisher.post(url, sent | {"_unsourced": "a\0b"}).status_code == 200
    assert states(*bare) == ["draft", "draft"]
    assert publisher.post(url, sent | {"_unsourced": "Theo danh sách giấy"}).status_code == 302
    assert states(*bare) == ["published", "published"]
    assert Changeset.objects.latest("pk").note == ANYWAY + "Theo danh sách giấy"


def states(*records):
    for record in records:
        record.refresh_from_db()
    return [record.publication for record in records]


# --- A source by its address --------------------------------------------------------------------------
CITATIONS, GAPS = "records-citation-content_type-object_id", "records-gap-content_type-object_id"


def cite(client, record, *rows, **changes):
    filled = [{"field": "city", "basis": "stated", **row} for row in rows]
    return send(client, form_of(record), rows={CITATIONS: filled}, **changes)


def test_an_address_that_is_known_cites_the_source_that_is_there(publisher, draft):
    known = make.source(url="https://www.baolaocai.vn/hoi-nghi-vung?id=7")
    before = Source.objects.count()
    cite(publisher, draft, {"new_url": "http://baolaocai.vn/hoi-nghi-vung/?utm_source=zalo&id=7#muc-2"})
    assert forms.citations(draft)[1:] == [("city", known)]
    assert Source.objects.count() == before


def test_an_address_that_is_new_makes_a_draft_once(publisher, draft):
    url = "https://sokhcn.laocai.gov.vn/tin/1"
    before = Source.objects.count()
    answer = cite(publisher, draft, {"new_url": url})
    assert errors(answer) == ["Hồ sơ chưa có nguồn ở địa chỉ này: hãy ghi nơi đăng."]
    answer = cite(publisher, draft, {})
    assert errors(answer) == ["Chọn nguồn, hoặc ghi địa chỉ của nguồn mới."]
    answer = cite(publisher, draft, {"new_url": url, "new_publisher": "Sở", "new_published_on": "99/99/2024"})
    assert len(errors(answer)) == 1
    new = {"new_url": url, "new_publisher": "Sở KH&CN", "new_title": "Tin", "new_published_on": "11/10/2024"}
    refused = cite(publisher, draft, new, year="abc")
    assert refused.status_code == 200 and Source.objects.count() == before
    assert cite(publisher, draft, new, {**new, "field": "status", "new_publisher": "Khác"}).status_code == 302
    source = Source.objects.latest("pk")
    assert Source.objects.count() == before + 1
    assert (source.publisher, source.title, source.url, source.publication) == (
        "Sở KH&CN",
        "Tin",
        url,
        "draft",
    )
    assert source.published_on.isoformat() == "2024-10-11"
    assert forms.citations(draft)[1:] == [("city", source), ("status", source)]


def test_hidden_sources_of_others_are_neither_shown_nor_cited(client):
    """A draft of another province is not there for this one; what was made here is."""
    place = make.province()
    hidden = make.source(url="https://vidu.vn/kin", publication="draft")
    conference = make.conference(publication="draft")
    make.participation(conference=conference, province=place, capacity="dang-cai")
    client.force_login(make.provincial_editor(place))
    new = {"new_url": hidden.url, "new_publisher": "Báo tỉnh"}
    assert cite(client, conference, new).status_code == 302
    own = Source.objects.latest("pk")
    assert own != hidden and forms.citations(conference) == [("city", own)]
    assert cite(client, conference, {**new, "field": "venue"}).status_code == 302
    assert forms.citations(conference) == [("city", own), ("venue", own)]


def test_who_may_not_add_sources_cites_those_that_are_there(client, draft):
    person = make.user(groups=["bien_tap"])
    group = person.groups.get()
    group.permissions.remove(Permission.objects.get(codename="add_source"))
    client.force_login(person)
    answer = cite(client, draft, {"new_url": "https://vidu.vn/moi", "new_publisher": "Báo"})
    assert errors(answer) == ["Hồ sơ chưa có nguồn ở địa chỉ này, và bạn không được thêm nguồn."]
    known = make.source(url="https://vidu.vn/moi")
    assert cite(client, draft, {"new_url": "https://vidu.vn/moi"}).status_code == 302
    assert forms.citations(draft)[1:] == [("city", known)]


def test_each_row_says_how_many_citations_it_has(publisher, draft):
    statement = draft.statements.get()
    box = publisher.get(form_of(draft)).context["sourcing"]
    assert (box.of_rows, box.count_of_rows) == ('{"statements-0": 0}', len(statement.facts()))
    make.cited(statement)
    box = publisher.get(form_of(draft)).context["sourcing"]
    assert (box.of_rows, box.count_of_rows) == ('{"statements-0": 1}', 0)
    assert box.prefixes == {"citation": CITATIONS, "gap": GAPS}
