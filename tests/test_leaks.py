"""What is not published is nowhere to be seen or inferred: not one byte of the public site tells of it."""

import io
import itertools
import re
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from conferences.models import Recommendation
from portal.base.references import REFERENCE_FILES
from portal.changes.models import Change, ChangedRecord, Changeset
from portal.changes.recorder import acting
from portal.records.dump import rebuild
from portal.records.dump.archive import publish
from portal.records.dump.tables import dump_tables
from portal.records.models import FormerSlug, Publication, Report
from portal.records.site_pages import PAGES
from portal.search.models import Entry, KnownWord, SitePage
from provinces.models import Body, TaskSum, TaskYear
from tests import factories as make
from tests.pages import (
    ACCOUNTS,
    API_LISTS,
    DETAILS,
    ENDINGS,
    FORMS,
    LISTS,
    MACHINES,
    PUBLIC_NAMES,
    ROWS,
    names_of_the_site,
    one_version,
)

pytestmark = pytest.mark.django_db

HIDDEN = [Publication.DRAFT, Publication.REVIEW, Publication.WITHDRAWN]
REQUEST_ID = re.compile("Mã yêu cầu [0-9a-f]{32}|Request [0-9a-f]{32}")
MARK = "Bí Mật Thử"
MARKS = (MARK, "bi-mat-thu", "Bi Mat Thu", "vidu.vn/bi-mat")

#: What shows of a record once it is published: the noun -> the names of the addresses.
SHOWS = {
    "conference": {
        "home", "conference-list", "official-list", "recommendation-list", "figure-list", "series", "conference", "official",
        "province", "body", "source", "conference-list-csv", "official-list-csv", "recommendation-list-csv",
        "figure-list-csv",
    },
    "official": {
        "home", "official-list", "recommendation-list", "figure-list", "series", "conference", "province", "body",
        "conference-history", "source", "official-list-csv", "recommendation-list-csv", "figure-list-csv",
    },
    "task": {"task-list", "task-list-csv", "task", "province", "body", "source"},
    "source": {"home", "source-list", "source-list-csv", "conference", "series", "province", "body", "task"},
    "reply": {"conference", "recommendation-list"},
}  # fmt: skip
#: The same of the API.
SHOWS_IN_API = {
    "conference": {
        "api-body-list", "api-conference-list", "api-figure-list", "api-official", "api-official-list",
        "api-recommendation-list", "api-series", "api-series-list",
    },
    "official": {
        "api-conference", "api-province", "api-body", "api-series", "api-figure-list", "api-official-list", "api-recommendation-list",
    },
    "task": {
        "api-task-list",
    },
    "source": {
        "api-body", "api-body-list", "api-conference", "api-conference-list", "api-official",
        "api-official-list", "api-province", "api-province-list", "api-series", "api-series-list",
        "api-source-list", "api-task", "api-task-list",
    },
    "reply": {
        "api-recommendation",
    },
}  # fmt: skip
#: Addresses that ask for more than the plain lists.
QUESTIONS = [
    *(f"{path}?q=bi+mat" for path in LISTS.values()),
    *(f"{path}?tinh=cao-bang" for path in LISTS.values() if path != "/nguon/"),
    *(f"{path}?nam=2023" for path in LISTS.values()),
    "/hoi-nghi/?vai=dang-cai",
    "/dai-bieu/?vung=trung-du",
    "/kien-nghi/?vai=nhan",
    "/kien-nghi/?qua_han=on",
    "/kien-nghi.csv?q=bi+mat",
    "/kien-nghi.csv?dong=dan-chung",
    "/so-lieu.csv?dong=dan-chung",
    "/so-lieu/?vung=trung-du",
    "/tinh-thanh/?vung=trung-du",
    "/tim-kiem/?q=cao+bang",
    "/tim-kiem/?q=trung+du&nam=2023",
    "/tim-kiem/?q=bi+mat&vung=trung-du",  # no body that is shown stands in a region here
    "/tim-kiem/?q=bi+mat&nam=2024",
    "/tim-kiem.json?q=bi+mat+thu&vung=trung-du",
    "/tim-kiem.csv?q=bi+mat&vung=trung-du",
    "/goi-y/?q=nguyen+b",
    "/goi-y/?q=trung",
    *(f"{path}?q=bi+mat" for path in API_LISTS.values()),
    *(f"{path}?since=0" for path in API_LISTS.values()),
]


def body_asked_nowhere_else(state):
    """A body that nothing else names: readers must not meet it before a conference that asks something of it."""
    name = f"Cơ quan {MARK} {state}"
    return Body.objects.filter(name=name).first() or make.body(name=name)


def conference(shown, state):
    """A conference with everything that can hang from one, on pages of records that are published."""
    hidden = make.conference(
        series=shown.series, ordinal=40 + HIDDEN.index(state) if state in HIDDEN else 40, year=2023, theme=f"Chủ đề {MARK}", venue=f"Nhà {MARK}", publication=state, starts=None
    )  # fmt: skip
    asked_nowhere_else = body_asked_nowhere_else(state)
    recommendation = make.recommendation(
        conference=hidden, text=f"Kiến nghị {MARK}", to_body=shown.body, by_official=shown.official, by_province=shown.province,
        due=date(2020, 1, 1),
    )  # fmt: skip
    rows = [
        hidden,
        recommendation,
        make.recommendation(conference=hidden, to_body=asked_nowhere_else),
        make.participation(conference=hidden, province=shown.province, capacity="dang-cai", as_printed=MARK),
        make.participation(conference=hidden, body=shown.body, as_printed=MARK),
        make.appearance(
            [shown.body.posts.first()], conference=hidden, official=shown.official, post_as_printed=MARK, role="dong-chu-tri",
        ),
        make.statement(conference=hidden, by_official=shown.official, points=MARK),
        make.figure(
            conference=hidden, scope="tinh", scope_province=shown.province, level="quoc-gia", as_printed=MARK, unit=MARK
        ),
        make.figure(conference=hidden, scope="vung", scope_series=shown.series, as_printed=MARK, unit=MARK),
        make.related_event(conference=hidden, title=MARK),
        make.document(conference=hidden, title=MARK),
        make.picture(7, conference=hidden, title=MARK, alt=MARK, credit=MARK, rights=MARK),
        make.paper(conference=hidden, title=MARK, number=MARK),
        make.reply(recommendation=recommendation, by=shown.body, note=MARK),
    ]  # fmt: skip
    for row in rows:
        make.citation(row, source=shown.source, place=MARK)
    ours = Recommendation.objects.get(conference__ordinal=18)
    ours.continues = ours.replaced_by = recommendation
    ours.save()
    return hidden


def official(shown, state):
    """A person at a published conference, in a post, with words and a tenure."""
    hidden = make.official(name=f"Nguyễn {MARK}", publication=state)
    place = shown.conference
    post = shown.body.posts.first()
    rows = [
        hidden,
        make.appearance([post], conference=place, official=hidden, post_as_printed=MARK, role="dong-chu-tri"),
        make.tenure(official=hidden, post=post),
        make.statement(conference=place, by_official=hidden, by_as_printed=MARK, points="Nêu kết quả."),
        make.recommendation(conference=place, by_official=hidden, by_body=shown.body),
        make.recommendation(conference=place, to_official=hidden, to_province=shown.province),
        make.figure(
            conference=place,
            scope="tinh",
            scope_province=shown.province,
            level="quoc-gia",
            by_official=hidden,
        ),
        make.figure(
            conference=place, scope="vung", scope_series=shown.series, level="quoc-gia", by_official=hidden
        ),
    ]
    for row in (hidden, rows[1], rows[2]):
        make.citation(row, source=shown.source, place=MARK)
    for row in rows[3:]:
        name = "to_official" if getattr(row, "to_official", None) else "by_official"
        make.citation(row, field=name, source=shown.source, place="đoạn 1", verbatim=f"Ông {MARK}")
    return hidden


def task(shown, state):
    hidden = make.task(
        [shown.province], title=f"Nghiên cứu {MARK}", lead_body=shown.body, field=shown.task.field, budget=7, publication=state,
        principal_investigator=MARK,
    )  # fmt: skip
    for row in (hidden, make.status_change(task=hidden, note=MARK)):
        make.citation(row, source=shown.source, place=MARK)
    return hidden


def source(shown, state):
    hidden = make.source(
        publisher=f"Báo {MARK}",
        title=MARK,
        url="https://vidu.vn/bi-mat",
        read_on="2026-11-01",
        publication=state,
    )
    for row in (shown.series, shown.conference, shown.official, shown.province, shown.body, shown.task):
        for name in ("", row.FACTS[0], row.FACTS[1]):
            make.citation(row, source=hidden, field=name, place=MARK, differs=MARK, verbatim=MARK)
    make.citation(shown.task, source=hidden, field="title")
    return hidden


def reply(shown, state):
    hidden = make.reply(
        recommendation=shown.conference.recommendations.first(),
        by=shown.body,
        note=f"Trả lời {MARK}",
        publication=state,
    )
    make.citation(hidden, source=shown.source, place=MARK)
    return hidden


DUMP = "manage.py publish_dump"
MAKERS = {"conference": conference, "official": official, "task": task, "source": source, "reply": reply}
assert set(MAKERS) == set(SHOWS) == set(SHOWS_IN_API)
# A list leaves as files of several kinds, of which references tell of new rows alone; a record too, and all in a dump.
DATA_FILES = {*ENDINGS} - {*REFERENCE_FILES}
for noun, names in SHOWS.items():
    names.add(DUMP)
    lists = {name.removesuffix("-csv") for name in names if name.endswith("-csv")}
    names |= {f"{name}-{ending}" for name in lists for ending in DATA_FILES}
    lists -= {"official-list"} if noun == "conference" else set()
    names |= {f"{name}-{ending}" for name in lists for ending in REFERENCE_FILES}
    names |= {f"{name}-docx" for name in lists & {"recommendation-list"}}
    names |= {
        f"{name}-{ending}" for name in (names & DETAILS.keys()) - {noun} for ending in ("json", "md", "docx")
    }
for noun, names in SHOWS_IN_API.items():
    SHOWS[noun] |= names


def archive(drafts=False):
    """The text of everything in a dump."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(publish(Path(folder), drafts)) as parts:
        members = (f"{name} {parts.read(name).decode(errors='replace')}" for name in parts.namelist())
        return "\n".join(members)


#: The part of a zipped file that holds what it says.
BODIES = {"xlsx": "xl/worksheets/sheet1.xml", "docx": "word/document.xml"}


def read(client, path):
    """(status, text) of the whole answer."""
    if path == DUMP:
        return 200, archive()
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    ending = path.partition("?")[0].rpartition(".")[2]
    if ending in BODIES and answer.status_code == 200:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = parts.read(BODIES[ending])
    return answer.status_code, body.decode(errors="replace")


def site(client, shown, names=None):
    """{name: (status, text)} of every address and question, or of those in `names`."""
    receipts = [report.receipt_url() for report in Report.objects.order_by("pk")]
    paths = shown.paths() | {path: path for path in (*QUESTIONS, DUMP, *receipts)} | MACHINES
    with one_version():
        return {name: read(client, path) for name, path in paths.items() if names is None or name in names}


def changed(before, after):
    return {name for name in before if before[name] != after[name]}


def editors_and_reporters(shown):
    """What those who work here and those who report leave behind about records that are shown: who edited and what was
    noted, what waits for a decision or for its hour, and what was reported by whom.
    """
    editor = make.user(username="bi-mat-thu", first_name=MARK)
    with acting(user=editor, note=f"Ghi chú {MARK}"):
        gap = shown.task.gaps.first()
        gap.note = "đã hỏi nơi giữ hồ sơ"
        gap.save()
    kind = ContentType.objects.get_for_model(shown.conference)
    of = {"content_type": kind, "key": shown.conference.pk}
    states = {"before": {"theme": shown.conference.theme}, "after": {"theme": f"Chủ đề {MARK}"}}
    for state, due in ((Changeset.State.PROPOSED, None), (Changeset.State.SCHEDULED, timezone.now())):
        words = {"title": MARK, "who": MARK, "note": MARK, "public_note": MARK}
        waiting = make.proposal(shown.conference, state=state, user=editor, apply_at=due, **words)
        change = Change.everything.create(changeset_id=waiting.pk, kind="~", **of, **states)
        ChangedRecord.objects.create(change=change, public=True, **of)
    told = {"text": MARK, "name": MARK, "email": "bi-mat-thu@vidu.vn", "note": MARK}
    for state in ("moi", "khong-sua", "da-sua"):
        make.report(record=shown.conference, state=state, source_url="https://vidu.vn/bi-mat", **told)


@pytest.fixture(scope="module")
def before(standing, django_db_blocker):
    """The whole site, read before a test of this file adds to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        editors_and_reporters(standing)
        for state in (*HIDDEN, Publication.PUBLISHED):
            body_asked_nowhere_else(state)
        yield site(Client(), standing)
        transaction.set_rollback(True)


def test_every_public_address_is_in_the_tables():
    assert names_of_the_site() == PUBLIC_NAMES | ACCOUNTS


@pytest.mark.once
@pytest.mark.parametrize("noun", MAKERS)
def test_what_is_published_shows(client, shown, before, noun):
    """The twin of the test below: the same record, published, is on all these pages."""
    record = MAKERS[noun](shown, Publication.PUBLISHED)
    after = site(client, shown, SHOWS[noun] - {noun})
    if noun in DETAILS:
        assert read(client, record.get_absolute_url())[0] == 200
    assert {name for name in after if before[name] != after[name]} == SHOWS[noun] - {noun}
    assert [name for name, (_status, text) in after.items() if any(mark in text for mark in MARKS)]


def test_who_edits_and_who_reports_is_named_nowhere(before):
    """Nor what they noted, proposed or will publish at an hour: in histories, feeds, files, the API, receipts, a dump."""
    assert marked(before) == set()
    assert [status for path, (status, _text) in before.items() if "/bao-loi-so/" in path] == [200] * 4
    assert [
        name in before and "sửa chỗ trống" in before[name][1] for name in ("task-history", "task-feed")
    ] == [True] * 2


def marked(pages):
    return {(name, mark) for name, (_status, text) in pages.items() for mark in MARKS if mark in text}


def test_what_is_not_published_is_named_nowhere(client, shown, before):
    """Nor does it change one byte of the site: counts, sums, choices, letters of sources, the order of rows."""
    for noun, state in itertools.product(MAKERS, HIDDEN):
        if noun != "official":
            assert MAKERS[noun](shown, state).publication == state
    after = site(client, shown)
    assert marked(after) == set()
    assert changed(before, after) == set()


@pytest.mark.once
def test_who_is_not_published_is_named_nowhere(client, shown, before):
    """The statements of a hidden official are rows of their own: they stay, without the name.

    Nor is the text that is kept of an article, which is for editors alone.
    """
    for state in HIDDEN:
        assert official(shown, state).publication == state
    shown.source.kept_text = f"Toàn văn {MARK}"
    shown.source.save()
    after = site(client, shown)
    assert marked(after) == set()
    stay = {*SHOWS["official"], *(f"en:{name}" for name in SHOWS["official"]), *QUESTIONS}
    # The home page shows figures of a conference, which stay, without the name.
    also = {"task-list", "en:task-list"}  # as does the list of tasks, and what follows the conference
    also |= {"changes-feed", "en:changes-feed", "conference-feed", "en:conference-feed"}
    assert changed(before, after) <= (stay | also) - {"official-list", "source-list"}


def public_index():
    """All that a search of readers could show: public entries, the words that are known."""
    columns = (
        "kind",
        "object_id",
        "title",
        "text",
        "address",
        "year",
        "day",
        "heads",
        "body",
        "extra",
        "facets",
    )
    entries = Entry.objects.filter(public=True).order_by("kind", "object_id")
    return list(entries.values_list(*columns)), set(KnownWord.objects.values_list("word", flat=True))


@pytest.mark.parametrize("noun", MAKERS)
@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_leaves_nothing_in_the_index_of_readers(shown, noun, state):
    before = public_index()
    MAKERS[noun](shown, state)
    entries, words = public_index()
    assert not [row for row in entries if any(mark in str(row) for mark in MARKS)]
    if noun == "official":  # the words at a published conference stay, without the name
        assert "h_nguyenbimatthu" not in words
    elif noun == "conference":  # it is a body's, too
        assert entries == before[0]
    else:
        assert (entries, words) == before


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("noun", [noun for noun in MAKERS if noun in DETAILS])
def test_a_hidden_record_answers_like_one_that_never_was(client, shown, noun, state):
    record = MAKERS[noun](shown, state)
    path = record.get_absolute_url()
    unknown = path.replace(record.slug, "khong-he-co")
    for language in ("", "/en"):
        hidden, none = read(client, language + path), read(client, language + unknown)
        assert hidden[0] == none[0] == 404
        texts = hidden[1].replace(path, ""), none[1].replace(unknown, "")
        assert REQUEST_ID.sub("", texts[0]) == REQUEST_ID.sub("", texts[1])


@pytest.mark.parametrize("noun", [noun for noun in MAKERS if noun in DETAILS])
def test_a_report_about_a_hidden_page_is_like_one_about_no_page(client, shown, noun):
    record = MAKERS[noun](shown, Publication.DRAFT)
    path = record.get_absolute_url()
    unknown = path.replace(record.slug, "khong-he-co")
    for page in FORMS.values():
        answers = [client.get(page, {"trang": address}) for address in (path, unknown)]
        assert [answer.status_code for answer in answers] == [200, 200]
        texts = [
            answer.text.replace(address, "").replace(quote(address, safe=""), "")
            for answer, address in zip(answers, (path, unknown), strict=True)
        ]
        token = re.compile('name="(?:csrfmiddlewaretoken|_opened)" value="[^"]*"')
        assert token.sub("", texts[0]) == token.sub("", texts[1])


@pytest.mark.parametrize("state", HIDDEN)
def test_the_ordinal_and_the_former_address_of_a_hidden_conference_lead_nowhere(client, shown, state):
    hidden = conference(shown, state)
    FormerSlug.objects.create(
        content_type=ContentType.objects.get_for_model(hidden),
        object_id=hidden.pk,
        scope=str(shown.series.pk),
        slug="cu",
    )
    roman = hidden.roman.lower()
    for slug in (hidden.slug, str(hidden.ordinal), roman, "cu"):
        assert client.get(f"/hoi-nghi/{shown.series.slug}/{slug}/").status_code == 404
    hidden.publication = Publication.PUBLISHED
    hidden.save()
    for slug in (str(hidden.ordinal), roman, "cu"):
        answer = client.get(f"/hoi-nghi/{shown.series.slug}/{slug}/")
        assert (answer.status_code, answer.url) == (301, hidden.get_absolute_url())


def test_the_text_kept_of_an_article_is_not_searched(client, shown):
    shown.source.kept_text = f"Toàn văn {MARK}"
    shown.source.save()
    assert client.get("/nguon/?q=bi+mat").context["page"].paginator.count == 0


# --- A dump, which has what the pages show ------------------------------------------------------------
def emptied():
    """Takes out every record, and what is kept beside them, as in a new portal."""
    for model in [TaskSum, TaskYear, Entry, KnownWord, *(table.model for table in dump_tables(True))]:
        QuerySet(model)._raw_delete(connection.alias)


@pytest.mark.once
@pytest.mark.parametrize("drafts", [False, True])
def test_a_portal_rebuilt_from_the_archive_alone_shows_the_same(client, shown, before, drafts, tmp_path):
    path = publish(tmp_path, drafts)
    emptied()
    assert client.get("/hoi-nghi/").context["page"].paginator.count == 0
    rebuild.load(path)
    assert SitePage.objects.count() == len(PAGES)
    SitePage.objects.all().delete()  # the world of before is found without them
    # Who changed what is in the ledger, which is the operator's.
    ledger = set() if drafts else {f"{name}-{kind}" for name in DETAILS for kind in ("history", "feed")}
    ledger |= set() if drafts else {f"{name}-atom" for name in ROWS}
    ledger |= (
        set()
        if drafts
        else {"home", "changes-feed", "corrections-feed", "search-feed", "sitemap", "sitemap-section"}
    )
    ledger |= set() if drafts else {name for name in before if "since=" in name}
    # Each way of writing an archive is compared in one language: what both show comes from the same rows.
    # Receipts of reports stay with the portal that readers wrote to.
    pages = {name for name in before if name.startswith("en:") is drafts and "/bao-loi-so/" not in name}
    after = site(client, shown, pages)
    ties = {"/tim-kiem/?q=cao+bang"}  # equally good answers come in the order in which the index was made
    assert {
        name.removeprefix("en:") for name in changed({name: before[name] for name in pages}, after)
    } <= ledger | ties
    again = publish(tmp_path / "again", drafts)
    assert again.read_bytes() == path.read_bytes()
