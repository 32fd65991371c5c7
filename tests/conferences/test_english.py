"""What an English reader learns: who chaired, in which post, what was asked of whom; and what stays Vietnamese."""

import html
import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from conferences.models import Conference, Recommendation, Statement
from provinces.models import Body
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("shipped")]
XIX = "/en/hoi-nghi/trung-du-va-mien-nui-phia-bac/lan-19/"
NOTE = "Some texts here are in Vietnamese only."


@pytest.fixture(scope="module")
def read(shipped):
    """The words of a page as a reader has them; those marked as Vietnamese left out when `english` is asked for."""
    hosts = [*settings.LOOPBACK, "testserver"]
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

    def words(address, english=False):
        page = Client().get(address).content.decode()
        page = re.sub(r"<(script|style|head|svg)\b.*?</\1>", " ", page, flags=re.S)
        if english:
            page = re.sub(r'<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>', " ", page, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())

    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": static}, ALLOWED_HOSTS=hosts):
        yield words


def part(text, first, last):
    return text[text.index(first) : text.index(last, text.index(first))]


def test_an_english_reader_learns_who_chaired_xix_and_in_which_post(read):
    chairs = part(read(XIX), "Co-chaired by", "Period reviewed")
    assert "Hoàng Minh" in chairs
    assert "Deputy Minister, Ministry of Science and Technology" in chairs
    assert "Trịnh Trường Huy" in chairs
    assert "Vice Chairman, People's Committee of Cao Bang province" in chairs


def test_an_english_reader_learns_what_xix_asked_of_whom(read):
    asked = part(read(XIX, english=True), "Recommendations, proposals and requests", "Summary In the record")
    assert (
        "5 tasks on gene resources (the Programme for the conservation and sustainable use of gene resources"
        in asked
    )
    assert "Ministry of Science and Technology" in asked
    assert "the Departments of Science and Technology in the region" in asked
    assert "the Ministry's own units" in asked
    assert NOTE not in asked


def test_english_pages_show_the_purpose_and_the_statements_of_xix(read):
    text = read(XIX, english=True)
    for words in (
        "Look back on the results in science, technology and innovation of the whole region",
        "How to raise the innovation index",
        "The Deputy Minister's assessment and requests",
        "The province has carried out or is carrying out 55 tasks",
    ):
        assert words in text


def test_the_site_has_an_english_name(read):
    assert read("/en/").count(settings.SITE_NAME_EN) >= 2
    assert settings.SITE_NAME not in read("/en/")
    assert settings.SITE_NAME_EN not in read("/")


def test_what_stays_vietnamese_says_so_once_a_section(read, client):
    conference = make.conference(aims="Nhìn lại", topics="Một ý\nHai ý", topics_en="")
    make.statement(conference=conference, heading="Một")
    make.statement(conference=conference, heading="Hai")
    make.recommendation(conference=conference)
    address = conference.get_absolute_url()
    make.participation(conference=conference, as_printed="các sở")
    make.related_event(conference=conference)
    make.document(conference=conference)
    assert read(f"/en{address}").count(NOTE) == 6
    assert NOTE not in read(address)
    assert "chỉ có tiếng Việt" not in read(address)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("people's committee of cao bang", "People's Committee of Cao Bang province"),
        ("programme for gene resources", "5 nhiệm vụ về nguồn gen (Chương trình bảo tồn"),
        ("vice chairman cao bang", "Trịnh Trường Huy"),
    ],
)
def test_english_questions_find_the_record(question, found, client):
    answer = client.get("/en/tim-kiem/", {"q": question})
    assert found in html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def test_every_shipped_text_of_ours_has_its_english():
    for model, names in (
        (Conference, ("summary", "aims", "topics")),
        (Statement, ("heading", "points", "by_as_printed")),
        (Recommendation, ("text", "by_as_printed", "to_as_printed")),
    ):
        for record in model.objects.published():
            for name in names:
                ours, english = getattr(record, name), getattr(record, f"{name}_en")
                assert bool(ours) == bool(english), (record, name)
                assert len(ours.splitlines()) == len(english.splitlines()), (record, name)
    # Viện Chăn nuôi calls itself otherwise than we did; its own English name was not read
    assert [body.slug for body in Body.objects.filter(name_en="")] == ["vien-chan-nuoi"]
