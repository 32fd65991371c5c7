"""In which post somebody was seen: whose post it is, who chaired, and how English pages say it."""

import json
import re

import pytest

from conferences.models import Appearance
from portal.search.models import Entry
from tests import factories as make

pytestmark = pytest.mark.django_db


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.fixture
def seen():
    """Somebody seen as "Phó Chủ tịch UBND tỉnh" of Cao Bằng, at a conference whose page names no province."""
    place = make.province(name="Cao Bằng", name_en="Cao Bang")
    body = make.body(
        name="Ủy ban nhân dân tỉnh Cao Bằng",
        short_name="UBND tỉnh Cao Bằng",
        name_en="People's Committee of Cao Bang province",
        kind="ubnd",
        province=place,
    )
    office = make.post(body=body, title="Phó Chủ tịch", title_en="Vice Chairman")
    return make.appearance([office], role="dong-chu-tri", post_as_printed="Phó Chủ tịch UBND tỉnh")


def test_a_post_names_the_province_that_its_source_leaves_out(seen):
    assert seen.post_text == "Phó Chủ tịch UBND tỉnh [Cao Bằng]"
    seen.post_as_printed = "Phó Chủ tịch UBND tỉnh Cao Bằng"
    assert seen.post_text == "Phó Chủ tịch UBND tỉnh Cao Bằng"
    seen.post_as_printed = ""
    assert seen.post_text == "[Phó Chủ tịch UBND tỉnh Cao Bằng]"


def test_a_post_that_is_no_provinces_is_left_as_printed():
    ministry = make.body(name="Bộ Khoa học và Công nghệ", short_name="Bộ KH&CN")
    seen = make.appearance([make.post(body=ministry, title="Thứ trưởng")], post_as_printed="Thứ trưởng")
    assert seen.post_text == "Thứ trưởng"


def test_every_page_names_it_and_distinguishes_it_from_the_print(seen, client):
    wanted = '<span>Phó Chủ tịch UBND tỉnh</span> <span class="added">[Cao Bằng]</span>'
    for address in (seen.conference.get_absolute_url(), seen.official.get_absolute_url(), "/dai-bieu/"):
        assert wanted in client.get(address).text, address
    seen.conference.featured = True
    seen.conference.save()
    assert wanted in client.get("/").text


def test_the_provinces_own_pages_need_not_name_it(seen, client):
    body = seen.posts.get().body
    for page in (body.province, body):
        answer = client.get(page.get_absolute_url()).text
        assert "<span>Phó Chủ tịch UBND tỉnh</span>" in answer
        assert "[Cao Bằng]" not in answer


def test_search_lists_and_linked_data_name_it(seen, client):
    entry = Entry.objects.get(kind="dai-bieu")
    assert "Phó Chủ tịch UBND tỉnh [Cao Bằng]" in entry.text
    assert "Phó Chủ tịch UBND tỉnh [Cao Bằng]" in client.get("/dai-bieu.csv").getvalue().decode()
    page = client.get(seen.official.get_absolute_url()).text
    told = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.S)[1])
    assert "Phó Chủ tịch UBND tỉnh [Cao Bằng]" in json.dumps(told, ensure_ascii=False)


def test_english_pages_say_the_post_in_english(seen, client):
    said = "Vice Chairman, People's Committee of Cao Bang province"
    for address in (seen.conference.get_absolute_url(), seen.official.get_absolute_url(), "/dai-bieu/"):
        assert said in text(client.get(f"/en{address}")).replace("&#x27;", "'"), address
    seen.posts.add(make.post(title="Đại biểu", title_en=""))
    assert said not in text(client.get(f"/en{seen.official.get_absolute_url()}")).replace("&#x27;", "'")


def test_a_group_that_attended_and_chaired_is_who_chaired(seen, client):
    group = [
        make.appearance(conference=seen.conference, role="du-va-chu-tri", post_as_printed="Giám đốc"),
        make.appearance(conference=seen.conference, role="tham-du"),
    ]
    assert [row.is_chair for row in [seen, *group]] == [True, True, False]
    assert set(Appearance.objects.co_chairs()) == {seen, group[0]}
    seen.delete()
    page = text(client.get(group[0].conference.get_absolute_url()))
    facts = page[page.index("Dự và chủ trì") : page.index("Tổ chức")]
    assert group[0].official.name in facts
    assert "hồ sơ chưa ghi" not in facts


def test_a_former_province_is_named_without_its_last_day_which_is_noted_once(client):
    gone = make.ended_province(name="Bắc Kạn")
    conference = make.conference(year=2024)
    for capacity in ("dang-cai", "thanh-vien"):
        make.participation(conference=conference, province=gone, capacity=capacity)
    page = text(client.get(conference.get_absolute_url()))
    assert page.count("Bắc Kạn") > 1
    assert "đến 30/6/2025" not in page
    assert page.count("Tên tỉnh là tên ngày họp") == 1
    conference.starts, conference.year = None, 2026
    conference.save()
    assert text(client.get(conference.get_absolute_url())).count("Bắc Kạn (đến 30/6/2025)") == 2
    assert "Tên tỉnh là tên ngày họp" not in text(client.get(make.conference().get_absolute_url()))
