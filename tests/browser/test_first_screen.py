"""What the first screen of a page answers, on a phone and at a desk: the first row of each list."""

import pytest

from tests.pages import LISTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
#: The first row of what a page lists.
ROW = "#ket-qua .records tbody tr, .hits li"


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", [*LISTS.values(), "/hoi-nghi/?tinh=lao-cai", "/tim-kiem/?q=cao+bang"])
def test_the_first_row_of_a_list_stands_on_the_first_screen(visit, path, size):
    for language in ("", "/en"):
        page = visit(language + path, viewport=size)
        assert page.locator(ROW).first.bounding_box()["y"] < size["height"] - 24, language
