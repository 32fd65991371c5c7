"""References as reference managers read them: RIS by rispy, CSL-JSON by citeproc-py, of a record and of a list."""

import json
import re
from datetime import date
from html import unescape

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from portal.base.downloads import RECORD_FILES
from portal.base.language import version_words
from portal.base.references import REFERENCE_FILES
from portal.changes.models import public_edition
from tests import factories as make
from tests.pages import DETAILS, ENDINGS, LISTS

pytestmark = pytest.mark.django_db


def cited(data):
    """How a style of others writes each reference of CSL-JSON."""
    source = CiteProcJSON(data)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        bibliography.register(Citation([CitationItem(key)]))
    return [str(line) for line in bibliography.bibliography()]


def read(client, path):
    """The references at an address: {kind: what others read in it}."""
    base = path.rstrip("/")
    found = {ending: client.get(f"{base}.{ending}") for ending in REFERENCE_FILES}
    texts = {
        ending: b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        for ending, answer in found.items()
    }
    for ending, answer in found.items():
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, REFERENCE_FILES[ending][1])
    return {"bib": texts["bib"], "ris": rispy.loads(texts["ris"]), "csl.json": json.loads(texts["csl.json"])}


def version():
    edition = public_edition()
    return version_words(edition.number, edition.day)


def test_each_record_is_cited_as_its_page_says(client, shown):
    for name in DETAILS:
        record = getattr(shown, name)
        path = record.get_absolute_url()
        found, page = read(client, path), unescape(client.get(path).text)
        [ris], [csl] = found["ris"], found["csl.json"]
        assert (ris["title"], ris["urls"], ris["id"]) == (csl["title"], [csl["URL"]], csl["id"])
        assert found["bib"].startswith(f"@misc{{{csl['id']},")
        if name != "source":  # of which the article is cited
            title = page.partition("<title>")[2].partition(" · ")[0]
            assert (csl["title"], csl["URL"]) == (title, f"http://testserver{path}")
            assert found["bib"].rstrip().replace(f"; {version()}", "") in page
        assert [version() in note for note in (ris["notes"][0], csl["note"], found["bib"])] == [True] * 3


def test_an_article_is_cited_itself(client):
    source = make.source(
        publisher="Báo Cao Bằng",
        title="Hội nghị\u2028giao ban",
        url="https://vidu.vn/bai",
        published_on=date(2024, 10, 9),
    )
    found = read(client, source.get_absolute_url())
    [ris] = found["ris"]
    assert ris.pop("id") == found["csl.json"][0]["id"]
    assert ris == {
        "type_of_reference": "NEWS",
        "title": "Hội nghị giao ban",
        "publisher": "Báo Cao Bằng",
        "year": "2024",
        "date": "2024/10/09",
        "notes": [f"http://testserver{source.get_absolute_url()}; {version()}"],
        "language": "vi",
        "urls": ["https://vidu.vn/bai"],
    }
    [line] = cited(found["csl.json"])
    assert "2024" in line and "Hội nghị giao ban" in line and "Báo Cao Bằng" in line


def test_a_list_leaves_as_the_references_of_its_rows(client, shown):
    for name, path in LISTS.items():
        count = client.get(path).context["page"].paginator.count
        found = read(client, path)
        assert (name, len(found["ris"]), len(found["csl.json"]), found["bib"].count("@misc{")) == (
            name,
            *[count] * 3,
        )
        assert [one["title"] for one in found["ris"]] == [one["title"] for one in found["csl.json"]]
        assert len(cited(found["csl.json"])) == len({one["id"] for one in found["csl.json"]}) == count
    read_of = {
        ending: b"".join(client.get(f"/tim-kiem.{ending}?q=trung+du").streaming_content)
        for ending in ("ris", "jsonl")
    }
    titles = [json.loads(line)["ten"] for line in read_of["jsonl"].splitlines()]
    assert titles and [one["title"] for one in rispy.loads(read_of["ris"].decode())] == titles
    assert client.get("/hoi-nghi.ris?nam=abc").status_code == 400
    empty = client.get("/hoi-nghi.csl.json?nam=1950")
    assert json.loads(b"".join(empty.streaming_content)) == []


def test_llms_txt_lists_what_there_is(client, shown):
    """Every address in it answers, and every kind of file of a list and of a record stands in it."""
    for language in ("", "/en"):
        answer = client.get(f"{language}/llms.txt")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        heading, _blank, summary = answer.text.splitlines()[:3]
        assert (heading[:2], summary[:2]) == ("# ", "> ")
        paths = re.findall(r"\]\(http://testserver([^)]*)\)", answer.text)
        lists = {f"{language}{path}" for path in LISTS.values()}
        assert lists <= {*paths}
        assert {f"{path.rstrip('/')}.{ending}" for path in lists for ending in ENDINGS} <= {*paths}
        assert {"/sitemap.xml", f"{language}/moi-sua.atom", f"{language}/hoi-nghi.ics"} <= {*paths}
        for path in paths:
            if "." not in path or path.endswith((".atom", ".xml", ".ics")):
                assert (path, client.get(path).status_code) == (path, 200)
        assert all(f"`.{ending}`" in answer.text for ending in RECORD_FILES)
