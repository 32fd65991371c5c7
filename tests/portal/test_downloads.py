"""The download of a list, beside its page: the same columns, the same rows, the same question."""

import re

import pytest
from django.db import transaction
from django.utils import translation

from portal.base.lists import PAGE_SIZE
from tests import factories as make
from tests.pages import LISTS, world
from tests.portal.test_lists import rows, table, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_of_each")]


@pytest.fixture(scope="module")
def two_of_each(django_db_setup, django_db_blocker):
    """Two rows of every noun on every list, made once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        world(2)
        make.source(publisher="Báo Khác")
        yield
        transaction.set_rollback(True)


#: Columns of a file whose values stand in another column of the page: below the title, after the state.
BESIDE_ANOTHER = {"task-list": {"loai", "chuong_trinh", "chu_tri", "chu_nhiem", "ngay_trang_thai"}}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_the_download_has_the_columns_and_the_rows_of_the_page(client, name, path, language):
    page = client.get(language + path)
    headings, lines = table(client, f"{language}{path.rstrip('/')}.csv")
    with translation.override("en" if language else "vi"):
        assert headings == [str(column.label) for column in page.context["columns"]]
        addresses = [row.get_absolute_url() for row in page.context["page"].object_list]
    assert addresses
    assert [line[-1].removeprefix("http://testserver") for line in lines[:PAGE_SIZE]] == addresses
    assert len(lines) == page.context["page"].paginator.count
    shown = re.findall(r'<th scope="col">(.*?)</th>', text_of(page).partition("</table>")[0])
    # The address is the link of the row's name; a field of research that no task of the page has is no column.
    keys = [column.key for column in page.context["columns"]][:-1]
    columns = [
        label for key, label in zip(keys, headings, strict=False) if key not in BESIDE_ANOTHER.get(name, ())
    ]
    blank = headings[keys.index("linh_vuc")] if "linh_vuc" in keys else None
    assert shown in (columns, [label for label in columns if label != blank])
    linked = re.findall(r"<tr.*?</tr>", page.content.decode(), re.S)[1:]
    for row, address in zip(linked, addresses, strict=False):
        assert f'href="{address}"' in row


#: A question that finds some of the rows of each list, not all.
NARROWER = {
    "conference-list": "?vai=dang-cai",
    "official-list": "?q=Bế+Minh+Đức",
    "recommendation-list": "?nam=2022",
    "figure-list": "?tinh=cao-bang",
    "province-list": "?q=Cao+Bằng",
    "task-list": "?tinh=bac-kan-0",
    "source-list": "?q=bao+khac",
}


@pytest.mark.parametrize(("name", "path"), LISTS.items())
def test_the_download_answers_the_same_question_as_the_page(client, name, path):
    query = NARROWER[name]
    found = rows(client, path + query)
    _headings, lines = table(client, f"{path.rstrip('/')}.csv{query}")
    assert [line[-1].removeprefix("http://testserver") for line in lines[:PAGE_SIZE]] == [
        row.get_absolute_url() for row in found
    ]
    assert len(lines) < client.get(path).context["page"].paginator.count
