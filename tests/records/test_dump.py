"""The whole record as an archive: read by others' tools, described by itself, refused where it cannot be taken.

What must not be in one, and a portal rebuilt from one: tests/test_leaks.py.
"""

import csv
import io
import json
import sqlite3
import zipfile

import pyshacl
import pytest
from django.core.management import CommandError, call_command
from frictionless import Package, validate
from rdflib import DCAT, RDF, Graph

from portal.accounts.models import Invitation
from portal.changes.models import public_edition
from portal.records.dump import archive
from portal.records.dump.rebuild import BadDump, load
from portal.records.dump.tables import dump_tables
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]


@pytest.fixture
def public(tmp_path, settings):
    settings.DUMP_ROOT = tmp_path / "du-lieu-mo"
    return settings.DUMP_ROOT


def members(path):
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def rows(path, name):
    return list(csv.DictReader(io.StringIO(members(path)[f"csv/{name}.csv"].decode())))


def test_every_table_is_there_in_each_form(public):
    xix = make.conference(ordinal=19, theme='Câu "hỏi",\n=1+1', starts=None)
    make.citation(xix, field="theme", differs="Khác", place="đoạn 4")
    make.gap(xix, field="venue")
    make.tenure()
    make.participation(conference=xix, inferred=True)
    path = archive.publish(public)
    found = members(path)
    names = {table.name for table in dump_tables(False)} | {"disagreements"}
    assert {"citations", "gaps", "tenures", "participations", "conferences", "tasks_places"} < names
    for folder, ending in (("csv", "csv"), ("jsonl", "jsonl")):
        assert {name for name in found if name.startswith(f"{folder}/")} == {
            f"{folder}/{name}.{ending}" for name in names
        }
    (row,) = [row for row in rows(path, "conferences") if row["id"] == str(xix.pk)]
    assert (row["theme"], row["starts"], row["featured"]) == (xix.theme, "", "false")
    lines = [json.loads(line) for line in found["jsonl/conferences.jsonl"].splitlines()]
    (typed,) = [line for line in lines if line["id"] == xix.pk]
    assert (typed["theme"], typed["starts"], typed["featured"], typed["ordinal"]) == (
        xix.theme,
        None,
        False,
        19,
    )
    (other,) = rows(path, "disagreements")
    assert (other["content_type"], other["object_id"], other["differs"]) == (
        "conference",
        str(xix.pk),
        "Khác",
    )
    (public / "kho.sqlite3").write_bytes(found["hoso.sqlite3"])
    with sqlite3.connect(public / "kho.sqlite3") as database:
        assert database.execute(
            "SELECT theme, ordinal FROM conferences WHERE id = ?", [xix.pk]
        ).fetchone() == (xix.theme, 19)
    sums = dict(reversed(line.split("  ")) for line in found.pop("SHA256SUMS").decode().splitlines())
    assert {*sums} == {*found}


def test_frictionless_finds_nothing_wrong(public):
    """Types, keys that point at rows, sizes and checksums, by a tool that is not ours."""
    xix = make.conference(status="du-kien")
    make.figure(conference=xix, low="12.50", high="13", as_printed="12,5")
    make.task([make.province()], lead_body=make.body())
    make.citation(xix, verbatim="|")
    make.named_body(parent=make.body())
    path = archive.publish(public)
    report = validate(str(path), type="package")
    assert (report.valid, report.flatten(["name", "type", "message"])) == (True, [])
    package = Package(str(path))
    assert package.get_resource("figures").read_rows()[0]["low"] == 12.5
    assert "conferences" in [
        key["reference"]["resource"] for key in package.get_resource("figures").schema.foreign_keys
    ]


def test_the_dictionary_says_each_column_in_both_languages(public):
    make.conference()
    words = members(archive.publish(public))["DICTIONARY.md"].decode()
    (line,) = [
        line for line in words.split("\n## conferences")[1].splitlines() if line.startswith("| `status` ")
    ]
    assert "| string | tình trạng | state |" in line
    assert "`du-kien` dự kiến" in line


def test_the_same_record_gives_the_same_bytes_and_a_change_is_counted(public):
    xix, official = make.conference(ordinal=19), make.official()
    first = archive.publish(public)
    before = first.read_bytes()
    assert archive.publish(public).read_bytes() == before
    xix.theme = "Mới"
    xix.save()
    official.publication = "withdrawn"
    official.save()
    make.conference(series=xix.series, ordinal=3)
    second = archive.publish(public)
    newest, oldest = archive.versions(public)
    assert (newest["file"], oldest["file"]) == (second.name, first.name)
    assert newest["version"] == public_edition().number
    assert newest["since"] == {
        "version": oldest["version"],
        "tables": {"conferences": [1, 1, 0], "officials": [0, 0, 1]},
    }


def test_the_whole_of_it_is_the_operators_and_holds_no_account(public, tmp_path):
    person = make.user("bi-mat", email="bi-mat@vidu.vn", first_name="Bí Mật")
    Invitation.objects.create(email="bi-mat@vidu.vn", invited_by=person)
    draft = make.conference(publication="draft", theme="Chưa đăng")
    with pytest.raises(CommandError, match="--to"):
        call_command("publish_dump", drafts=True)
    with pytest.raises(CommandError, match="--to"):
        call_command("publish_dump", drafts=True, to=public / "trong")
    path = archive.publish(tmp_path / "rieng", drafts=True)
    assert path.stat().st_mode & 0o077 == 0
    assert str(draft.pk) in [row["id"] for row in rows(path, "conferences")]
    assert [name for name, content in members(path).items() if b"bi-mat" in content] == []
    assert not [
        table.name
        for table in dump_tables(True)
        if table.model._meta.app_label in ("accounts", "auth", "axes", "mfa")
    ]
    assert archive.versions(tmp_path / "rieng") == []


def test_what_is_no_dump_or_has_no_room_is_refused_with_a_sentence(public, tmp_path):
    torn = tmp_path / "hong.zip"
    torn.write_bytes(b"PK\x03\x04 hong")
    with pytest.raises(BadDump, match=r"hong\.zip"):
        load(torn)
    make.source()
    path = archive.publish(public)
    with pytest.raises(CommandError, match="sources"):
        call_command("load_dump", path)


# --- The page, and what it offers -----------------------------------------------------------------------
def test_the_page_says_what_was_published_and_what_changed_since(client, public):
    xix = make.conference(ordinal=19)
    first = archive.publish(public)
    xix.theme = "Mới"
    xix.save()
    call_command("publish_dump")
    page = client.get("/du-lieu-mo/").text
    newest, oldest = archive.versions(public)
    for one in (newest, oldest):
        assert f'href="/du-lieu-mo/{one["file"]}" download' in page
        assert one["sha256"] in page
    told = " ".join(page.split())
    assert f"So với phiên bản {oldest['version']}: hội nghị sửa 1." in told
    assert "Không có bản nào trước để so." in told
    linked = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (linked["@type"], linked["distribution"][0]["sha256"]) == ("Dataset", newest["sha256"])
    answer = client.get(f"/du-lieu-mo/{first.name}")
    assert b"".join(answer.streaming_content) == first.read_bytes()
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{first.name}"'
    again = client.get(f"/du-lieu-mo/{first.name}", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_without_dumps_says_so_and_still_leads_to_the_lists(client, public):
    page = client.get("/en/du-lieu-mo/").text
    assert 'href="/en/kien-nghi.docx"' in page and "/kien-nghi/12.atom" in page
    assert "No copy of the whole record has been written yet." in page
    assert 'href="/en/hoi-nghi.jsonl"' in page
    assert 'href="/en/du-lieu-mo/"' in client.get("/en/").text


@pytest.mark.parametrize(
    "name", ["hoso-hoi-nghi-2026-12-01-v7.zip", "..%2Fhoso.sqlite3", "hoso-hoi-nghi-x.json"]
)
def test_what_was_not_published_is_not_there(client, public, name):
    public.mkdir()
    (public / "hoso-hoi-nghi-x.json").write_text('{"file": "khong-co.zip"}')
    (public.parent / "hoso.sqlite3").write_text("kín")
    assert client.get(f"/du-lieu-mo/{name}").status_code == 404


#: What DCAT-AP 3 asks of a catalogue, a data set and a distribution.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:nodeKind sh:Literal] ,
    [sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal] ,
    [sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent] ,
    [sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [sh:path foaf:name ; sh:minCount 1] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal] ,
    [sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal] ,
    [sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent] , [sh:path dcat:version ; sh:maxCount 1] ,
    [sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date] , [sh:path dcat:theme ; sh:nodeKind sh:IRI] ,
    [sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI] ,
    [sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI] ,
    [sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger] ,
    [sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum] .
[] a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary] ,
    [sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1] .
"""


def test_the_catalogue_is_shaped_as_dcat_ap_asks(client, public):
    archive.publish(public)
    make.conference()
    archive.publish(public)
    answer = client.get("/du-lieu-mo/dcat.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=answer.content, format="json-ld")
    is_valid, _report, words = pyshacl.validate(
        graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle")
    )
    assert (is_valid, len(list(graph.subjects(RDF.type, DCAT.Dataset)))) == (True, 2), words
    empty = Graph().parse(data=answer.text.replace("dct:license", "dct:khong"), format="json-ld")
    assert not pyshacl.validate(empty, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))[0]
