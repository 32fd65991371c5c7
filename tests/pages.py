"""Every public address by its name, and a world that puts `rows` rows of every noun on each page.

A test that walks `PAGES` walks the whole public site; `test_every_public_address_is_in_the_tables`
(tests/test_leaks.py) fails when an address of the site is missing here.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import URLResolver, get_resolver

from portal import page_cache
from portal.accounts import urls as accounts
from portal.api.resources import RESOURCES
from portal.base.downloads import RECORD_FILES as RECORD_ENDINGS
from portal.base.references import REFERENCE_FILES
from portal.changes.models import public_edition
from portal.changes.recorder import acting
from portal.records.dump import archive
from tests import factories as make

LISTS = {
    "conference-list": "/hoi-nghi/",
    "official-list": "/dai-bieu/",
    "recommendation-list": "/kien-nghi/",
    "figure-list": "/so-lieu/",
    "province-list": "/tinh-thanh/",
    "task-list": "/nhiem-vu/",
    "source-list": "/nguon/",
}
#: The kinds of files of a list.
ENDINGS = ("csv", "xlsx", "json", "jsonl", "bib", "ris", "csl.json")
DOWNLOADS = {
    f"{name}-{ending}": f"{path.rstrip('/')}.{ending}" for name, path in LISTS.items() for ending in ENDINGS
} | {
    "recommendation-list-docx": "/kien-nghi.docx",
    "map-csv": "/ban-do.csv",
    "search-csv": "/tim-kiem.csv",
    "search-xlsx": "/tim-kiem.xlsx",
    **{f"search-{ending}": f"/tim-kiem.{ending}" for ending in ("jsonl", *REFERENCE_FILES)},
}
#: Pages of one record: the name of the address -> the attribute of World that has it.
DETAILS = {
    "series": "series",
    "conference": "conference",
    "official": "official",
    "province": "province",
    "body": "body",
    "task": "task",
    "source": "source",
}
PLAIN = {
    "home": "/",
    "about": "/gioi-thieu/",
    "components": "/giao-dien/",
    "map": "/ban-do/",
    "search": "/tim-kiem/",
    "open-data": "/du-lieu-mo/",
    "api-docs": "/api/v1/",
}
#: Lists of the API, and one record of each noun: its resource.
API_LISTS = {f"api-{one.noun}-list": f"/api/v1/{one.word}/" for one in RESOURCES}
API_RECORDS = {f"api-{one.noun}": one for one in RESOURCES}
#: Pages that hold a form to send, and so a cookie; no cache keeps them.
FORMS = {"report": "/bao-loi/", "report-thanks": "/bao-loi/cam-on/"}
#: Pictures for those who share a page: of the site, and of one record (under the address of its page).
SITE_CARD = {"card": "/anh.png"}
CARDS = {"conference-card": "conference", "province-card": "province"}
#: Parts of the files of photos and documents, under numbers of their own (tests/files/).
FILES = {"document-file"}
#: For who watches over the site, both with the time: tests/portal/test_monitoring.py, tests/portal/test_robots.py.
WATCHERS = {"metrics", "security"}
#: Of a number or a name that is looked up: tests/records/test_reports.py, tests/records/test_dump.py.
LOOKED_UP = {"report-receipt", "dump"}
MACHINES = {
    "robots": "/robots.txt",
    "llms": "/llms.txt",
    "livez": "/livez",
    "readyz": "/readyz",
    "search-json": "/tim-kiem.json",
    "search-feed": "/tim-kiem.atom?q=bi+mat",
    "opensearch": "/opensearch.xml",
    "suggestions": "/goi-y/",
    "sitemap": "/sitemap.xml",
    "open-data-catalogue": "/du-lieu-mo/dcat.jsonld",
    "sitemap-section": "/sitemap-conference.xml",
    "api-schema": "/api/v1/schema/",
}
#: What is followed: feeds and a calendar.
FOLLOWED = {"changes-feed": "/moi-sua.atom", "corrections-feed": "/da-sua.atom", "calendar": "/hoi-nghi.ics"}
#: Pages of those who work here, without a name in the tables above: tests/accounts walks them.
ACCOUNTS = {"admin/password_change/", *(pattern.name for pattern in accounts.urlpatterns)}
#: What readers may know of the changes of a record, under the address of its page.
HISTORIES = {f"{name}-history": owner for name, owner in DETAILS.items()}
#: The same to be followed.
FEEDS = {f"{name}-feed": owner for name, owner in DETAILS.items()}
CALENDARS = {"series-calendar": "series"}
#: A record as a file, at the address of its page with an ending.
RECORD_FILES = {f"{name}-{ending}": owner for name, owner in DETAILS.items() for ending in RECORD_ENDINGS}
#: The same of nouns without a page of their own, rows of the conference: the name -> (address, relation).
ROWS = {
    "recommendation": ("/kien-nghi/", "recommendations"),
    "figure": ("/so-lieu/", "figures"),
    "document": ("/tai-lieu/", "documents"),
}
ROW_FILES = {f"{name}-{ending}": name for name in ROWS for ending in (*RECORD_ENDINGS, "atom")}
#: Answers that are no page.
NO_PAGES = {
    *DOWNLOADS, *FOLLOWED, *FEEDS, *CALENDARS, *SITE_CARD, *CARDS, *RECORD_FILES, *ROW_FILES, *API_LISTS, *API_RECORDS,
}  # fmt: skip
PUBLIC_NAMES = {
    *RECORD_FILES,
    *ROW_FILES,
    *HISTORIES,
    *FOLLOWED,
    *FEEDS,
    *CALENDARS,
    *LISTS,
    *DOWNLOADS,
    *DETAILS,
    *PLAIN,
    *SITE_CARD,
    *CARDS,
    *FORMS,
    *MACHINES,
    *FILES,
    *WATCHERS,
    *LOOKED_UP,
    *API_LISTS,
    *API_RECORDS,
}


def names_of_the_site(patterns=None):
    """The names of every address outside the admin."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("^admin/"):  # what the admin refuses
                found.add(pattern.name or str(pattern.pattern))
        elif pattern.app_name != "admin":
            found |= names_of_the_site(pattern.url_patterns)
    return found


@contextmanager
def one_version():
    """Inside, pages say one version of the data, whatever changes: for tests that compare whole pages."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (page_cache, archive):
            patch.setattr(module, "public_edition", lambda: public_edition()._replace(number=7))
        yield


@dataclass
class World:
    """The records whose own pages are looked at; everything else hangs from them."""

    series: object
    conference: object
    official: object
    province: object
    body: object
    task: object
    source: object

    def record(self, resource):
        """The record of a noun: the one whose page is looked at, or the first of the conference."""
        own = getattr(self, resource.noun, None)
        return own or getattr(self.conference, f"{resource.noun}s").first()

    def paths(self, languages=("", "/en")):
        """{name, or "en:name": path} of every page a reader can open, with rows on it."""
        vietnamese = {**PLAIN, **LISTS, **DOWNLOADS, **FOLLOWED, **SITE_CARD}
        vietnamese |= {name: getattr(self, owner).get_absolute_url() for name, owner in DETAILS.items()}
        vietnamese |= {name: f"{vietnamese[owner]}lich-su/" for name, owner in HISTORIES.items()}
        vietnamese |= {name: f"{vietnamese[owner]}lich-su.atom" for name, owner in FEEDS.items()}
        vietnamese |= {name: f"{vietnamese[owner]}lich.ics" for name, owner in CALENDARS.items()}
        vietnamese |= {name: f"{vietnamese[owner]}anh.png" for name, owner in CARDS.items()}
        for name, owner in RECORD_FILES.items():
            vietnamese[name] = f"{vietnamese[owner].rstrip('/')}.{name.removeprefix(f'{owner}-')}"
        for name, noun in ROW_FILES.items():
            path, relation = ROWS[noun]
            row = getattr(self.conference, relation).order_by("pk").first()
            vietnamese[name] = f"{path}{row.pk if row else 0}.{name.removeprefix(f'{noun}-')}"
        vietnamese |= API_LISTS
        vietnamese |= {name: one.address(self.record(one)) for name, one in API_RECORDS.items()}
        return {
            f"{prefix[1:]}:{name}" if prefix else name: f"{prefix}{path}"
            for prefix in languages
            for name, path in vietnamese.items()
        }


def world(rows=1):
    """A world in which every section of every page has `rows` rows (twice that where both sides count)."""
    series = make.series(name="Trung du", organiser=make.body(name="Bộ KH&CN"), frequency="hai năm một lần")
    province = make.province(name="Cao Bằng", code="04", began=date(2025, 7, 1))  # a code that the map draws
    body = make.body(
        name="UBND tỉnh Cao Bằng",
        kind="ubnd",
        province=province,
        parent=make.named_body(),
        successor=make.named_body(),
    )
    official = make.official(name="Trịnh Trường Huy", aliases="Trrịnh Trường Huy")
    older = make.conference(series=series, ordinal=18, year=2022)
    conference = make.conference(
        series=series,
        ordinal=19,
        year=2024,
        featured=True,
        theme="Pác Bó",
        aims="Nhìn lại",
        topics="Liên kết",
        remarks="Khác",
    )
    make.conference(series=series, ordinal=20, year=2099, starts=None, status="du-kien")
    programme, field, kind = make.programme(), make.research_field(), make.task_kind()
    details = {
        "programme": programme,
        "field": field,
        "kind": kind,
        "lead_body": body,
        "governing_body": body,
    }
    task = make.task([province], **details, budget=1_000_000)
    source = make.source(publisher="Báo Cao Bằng")
    subjects = [series, province, body, official, older, conference, task]
    for row in range(rows):
        with acting():
            more = _one_of_each(row, series, conference, older, official, province, body, details, task)
            subjects += more
            for record in more[:6]:  # three rows fit on one page of the source
                make.citation(record, source=source, anchor="Cao Bằng", place="đoạn 1")
    with acting():
        for number, record in enumerate(subjects):
            make.cited(record)
            make.citation(
                record, differs="Cao Bình", verbatim="CAO BẰNG" if number % 2 else "", anchor="Cao Bằng"
            )
            make.gap(record, field=record.FACTS[-1])
    return World(series, conference, official, province, body, task, source)


def _one_of_each(row, series, conference, older, official, province, body, details, task):
    """One more row for every section of every page; returns those that carry citations."""
    make.report(record=conference, fact="theme", state="da-sua")
    before = make.ended_province(name=f"Bắc Kạn {row}")
    after = make.province(name=f"Thái Nguyên {row}")
    person = make.official(name=f"Bế Minh Đức {row}")
    post, other_post = make.post(body=body), make.post(body=body)
    meeting = make.conference(series=series, ordinal=30 + row, year=2020)
    event = make.related_event(conference=conference)
    recommendations = [
        make.recommendation(
            conference=place, by_official=official, by_body=body, to_body=body, by_province=province, to_province=province,
            due=date(2020, 1, 1),
        )
        for place in (conference, older, meeting)
    ]  # fmt: skip
    recommendations[0].continues = recommendations[1]
    recommendations[0].replaced_by = recommendations[2]
    recommendations[0].save()
    make.official(name=official.name)
    make.named_body(name=f"Sở {row}", parent=body)
    make.named_body(name=f"UBND cũ {row}", successor=body)
    return [
        person,
        meeting,
        event,
        *recommendations,
        make.succession(predecessor=before, successor=province),
        make.succession(predecessor=make.ended_province(), successor=after),
        make.region_membership(province=province),
        make.series_membership(series=series, province=before),
        make.series_membership(province=province),
        make.participation(conference=meeting, province=province, capacity="dang-cai"),
        make.participation(conference=conference, province=after, capacity="dang-cai"),
        make.participation(conference=conference, province=before),
        make.participation(conference=conference, province=before, capacity="khach"),
        make.participation(conference=conference, body=body, capacity="phoi-hop"),
        make.participation(conference=conference, as_printed="Sở KH&CN các tỉnh", count=14),
        make.participation(conference=conference, province=after, inferred=True),
        make.appearance([post, other_post], conference=conference, official=person, role="dong-chu-tri"),
        make.appearance([post], conference=meeting, official=official, post_as_printed="Phó Chủ tịch"),
        make.appearance([post], conference=conference, event=event, official=person),
        make.tenure(official=official, post=post),
        make.statement(conference=conference, by_official=official, by_body=body, by_province=province),
        make.figure(
            conference=conference, scope="tinh", scope_province=province, level="quoc-gia", by_official=official,
            by_body=body, by_province=province, recommendation=recommendations[0],
        ),
        make.figure(conference=conference, scope="vung", scope_series=series, level="quoc-gia"),
        make.document(conference=conference),
        make.picture(row, conference=conference, credit="Báo Cao Bằng", rights="Đăng lại có dẫn nguồn"),
        make.paper(conference=conference),
        make.reply(recommendation=recommendations[0], by=body, note="Đã nhận."),
        make.reply(recommendation=recommendations[1], by=body),
        make.task([province, before], **details),
        make.status_change(task=task),
    ]  # fmt: skip
