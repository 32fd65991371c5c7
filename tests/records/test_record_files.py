"""A record as JSON and as Markdown, at its own address: what its page says, with letters, sources and what is lacking."""

import json
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from markdown_it import MarkdownIt

from conferences.models import Recommendation
from portal.records.models import FormerSlug
from tests import factories as make
from tests.pages import RECORD_ENDINGS, RECORD_FILES, ROW_FILES, world

pytestmark = pytest.mark.django_db


def path_of(record, ending):
    return f"{record.get_absolute_url().rstrip('/')}.{ending}"


@pytest.fixture
def meeting():
    series = make.series(name="Trung du")
    meeting = make.conference(
        series=series,
        ordinal=19,
        year=2024,
        starts=date(2024, 10, 10),
        theme="Pác *Bó* <b>",
        venue="Hội trường",
        city="",
    )
    source = make.source(publisher="Báo Cao Bằng", title="Bài", url="https://vidu.vn/bai")
    make.citation(meeting, field="theme", source=source, place="đoạn 1", verbatim="PÁC BÓ")
    make.citation(meeting, field="venue", source=source, basis="inferred", note="theo ảnh")
    make.citation(meeting, field="venue", source=make.source(publisher="Báo khác"), differs="Nhà khách")
    make.gap(meeting, field="city", note="chỉ nêu tỉnh")
    return meeting


def test_json_says_what_the_page_says(client, meeting):
    answer = client.get(path_of(meeting, "json"))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    data = json.loads(answer.content)
    facts = data["muc"]
    assert (data["loai"], data["ten"]) == ("conference", str(meeting))
    assert data["dia_chi"] == f"http://testserver{meeting.get_absolute_url()}"
    assert facts["theme"] == {
        "ten": "chủ đề",
        "gia_tri": "Pác *Bó* <b>",
        "nguon": [{"nguon": "a", "cho": "đoạn 1"}],
        "nguyen_van": [{"nguon": "a", "chu": "PÁC BÓ"}],
    }
    assert facts["venue"] == {
        "ten": "địa điểm",
        "gia_tri": "Hội trường",
        "nguon": [{"nguon": "a"}],
        "suy_ra": True,
        "nguon_neu_khac": [{"nguon": "b", "chu": "Nhà khách"}],
    }
    assert facts["city"] == {
        "ten": "thành phố, nơi họp",
        "gia_tri": None,
        "vi_sao_trong": "nguồn không nêu",
        "ghi_chu": "chỉ nêu tỉnh",
    }
    assert facts["starts"] == {
        "ten": "ngày họp",
        "gia_tri": "2024-10-10",
        "chu": "10/10/2024",
        "nguon": [],
        "chua_co_nguon": True,
    }
    assert facts["aims"] == {"ten": "mục tiêu", "gia_tri": None, "vi_sao_trong": "chưa tra cứu"}
    assert list(data["nguon"]) == ["a", "b"]
    assert data["nguon"]["a"]["dia_chi"] == "https://vidu.vn/bai"
    assert facts["series"]["gia_tri"]["dia_chi"] == f"http://testserver{meeting.series.get_absolute_url()}"
    assert not {"publication", "rank", "version", "id"} & facts.keys()


def test_what_stands_and_falls_with_a_row_stands_under_it(client, meeting):
    asked = make.recommendation(conference=meeting, text="Sửa đường")
    make.gap(asked, field="to_body")
    make.reply(recommendation=asked, note="Đã sửa.")
    [group] = json.loads(client.get(path_of(meeting, "json")).content)["ban_ghi_kem"]
    assert (group["loai"], len(group["dong"]), group["con_nua"]) == ("recommendations", 1, False)
    [row] = group["dong"]
    assert row["muc"]["text"]["gia_tri"] == "Sửa đường"
    # The conference is what it stands under. The addressee was looked for; that no province asked is no gap.
    assert ("conference" in row["muc"], "by_province" in row["muc"]) == (False, False)
    assert row["muc"]["to_body"] == {
        "ten": "cơ quan nhận",
        "gia_tri": None,
        "vi_sao_trong": "nguồn không nêu",
    }
    assert row["ban_ghi_kem"][0]["dong"][0]["muc"]["note"]["gia_tri"] == "Đã sửa."
    alone = json.loads(client.get(f"/kien-nghi/{asked.pk}.json").content)
    assert alone["muc"]["text"] == row["muc"]["text"]
    assert client.get(f"/kien-nghi/{Recommendation.objects.latest('pk').pk + 1}.json").status_code == 404


def test_markdown_keeps_letters_and_is_inert(client, meeting):
    answer = client.get(path_of(meeting, "md"))
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    html = MarkdownIt().render(answer.content.decode())
    assert (
        "<li>Chủ đề: Pác *Bó* &lt;b&gt; [a: đoạn 1]\n<ul>\n<li>nguyên văn trong nguồn: PÁC BÓ [a]</li>"
        in html
    )
    assert "<li>Địa điểm: Hội trường (suy ra) [a]\n<ul>\n<li>nguồn nêu khác: Nhà khách [b]</li>" in html
    assert "<li>Thành phố, nơi họp: <em>nguồn không nêu</em> (chỉ nêu tỉnh)</li>" in html
    assert "<li>Ngày họp: 10/10/2024 (chưa có nguồn)</li>" in html
    assert '<li><strong>a</strong>: Báo Cao Bằng: Bài (10/10/2024) <a href="https://vidu.vn/bai">' in html


def test_the_page_leads_to_its_files_in_its_language(client, meeting):
    for language in ("", "/en"):
        text = client.get(language + meeting.get_absolute_url()).text
        for ending, kind in (("json", "application/json"), ("md", "text/markdown")):
            path = language + path_of(meeting, ending)
            assert f'<link rel="alternate" type="{kind}" href="{path}">' in text
            assert f'<a href="{path}" rel="nofollow" download>{RECORD_ENDINGS[ending]}</a>' in text
    assert '"vi_sao_trong": "not looked up yet"' in client.get("/en" + path_of(meeting, "json")).text


def test_a_former_address_leads_to_the_file_at_the_present_one(client, meeting):
    meeting.slug = "moi"
    meeting.save()
    assert FormerSlug.objects.get().slug == "lan-19"
    answer = client.get(f"/hoi-nghi/{meeting.series.slug}/lan-19.md")
    assert (answer.status_code, answer.url) == (301, path_of(meeting, "md"))


def queries(client, rows):
    """{address: queries} of the JSON of each record of a world with so many rows."""
    with transaction.atomic():
        paths = world(rows).paths(languages=("",))
        found = {}
        for name in sorted(RECORD_FILES | ROW_FILES):
            if name.endswith("-json"):
                client.get(paths[name])  # what a process learns once
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(paths[name]).status_code == 200
                found[name] = len(asked)
        transaction.set_rollback(True)
    return found


def test_more_rows_cost_no_more_queries(client):
    with_one = queries(client, 1)
    assert queries(client, 3) == with_one
    assert max(with_one.values()) <= 45
