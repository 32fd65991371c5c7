"""What an autocomplete offers first: Enter takes it."""

import pytest

from conferences.models import Indicator, Official, Post, Series
from portal.base.text import fold
from portal.records.admin_urls import admin_page
from provinces.models import Body, Province
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Where each noun is picked: a field of another that points at it.
PICKED = {
    Province: ("conferences", "participation", "province"),
    Body: ("conferences", "recommendation", "to_body"),
    Series: ("conferences", "conference", "series"),
    Indicator: ("conferences", "figure", "indicator"),
    Official: ("conferences", "appearance", "official"),
    Post: ("conferences", "appearance", "posts"),
}


@pytest.fixture
def clerk(client):
    client.force_login(make.user(groups=["bien_tap"]))
    return client


def offered(client, model, term):
    """(the texts of those named so, the texts below the line) that the autocomplete of `model` offers."""
    app, noun, field = PICKED[model]
    asked = {"term": term, "app_label": app, "model_name": noun, "field_name": field}
    answer = client.get("/admin/autocomplete/", asked)
    assert answer.status_code == 200
    rows = answer.json()["results"]
    above = [row for row in rows if "children" not in row]
    below = [child for row in rows for child in row.get("children", ())]
    return [row["text"] for row in above], [row["text"] for row in below]


def first(client, model, term):
    above, below = offered(client, model, term)
    return next(iter([*above, *below]), None)


@pytest.mark.parametrize("nth", [5, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_a_whole_name_is_offered_first_with_and_without_marks(loaded, clerk, nth):
    """Of every fifth record in the suite, of each in `make test-all`."""
    today = set(Province.objects.today().values_list("name", flat=True))
    wrong = {}
    for model in PICKED:
        for record in model.objects.all()[::nth]:
            wanted, names = str(record), {str(record), getattr(record, "name", str(record))}
            if model is Province and record.ended and record.name in today:
                names = {str(record)}  # its bare name means today's unit
            for typed in names | set(map(fold, names)):
                found = first(clerk, model, typed)
                if found != wanted:
                    wrong[model.__name__, typed] = (found, wanted)
    assert wrong == {}


#: What was typed in the offices, and what Enter must take.
TYPED = [
    (Series, "đông nam bộ", "Đông Nam Bộ"),
    (Province, "tay ninh", "Tây Ninh"),
    (Province, "ho chi minh", "Hồ Chí Minh"),
    (Province, "dong nai", "Đồng Nai"),
    (Body, "bộ khoa học và công nghệ", "Bộ KH&CN"),
    (Indicator, "can bo khcn", "Cán bộ KH&CN"),
    (Province, "tỉnh tây ninh", "Tây Ninh"),
    (Province, "thành phố hồ chí minh", "Hồ Chí Minh"),
    (Province, "TP. Hồ Chí Minh", "Hồ Chí Minh"),
    (Province, "thai nguyen", "Thái Nguyên"),
    (Series, "vùng đồng bằng sông hồng", "Đồng bằng sông Hồng"),
    (Body, "ubnd tinh cao bang", "UBND tỉnh Cao Bằng"),
    (Body, "bo khcn", "Bộ KH&CN"),
    (Official, "ông hoàng minh", "Hoàng Minh"),
]


def test_what_was_typed_in_the_offices(loaded, clerk):
    assert [(model, typed, first(clerk, model, typed)) for model, typed, _wanted in TYPED] == TYPED


def test_beginnings_come_before_the_line_and_what_holds_the_words_after_it(clerk):
    for name in ("Ban Quế Thử", "Quế Thử", "Quế Thử Một"):
        make.body(name=name)
    assert offered(clerk, Body, "quế thử") == (["Quế Thử", "Quế Thử Một"], ["Ban Quế Thử"])
    assert offered(clerk, Body, "thử") == (["Ban Quế Thử", "Quế Thử", "Quế Thử Một"], [])  # nothing to part
    assert offered(clerk, Body, "")[1] == []


def test_marks_that_are_typed_come_before_names_in_others(clerk):
    for name in ("Lê Thử Đình", "Lê Thử Định An", "Lê Thử Định"):
        make.official(name=name)
    assert offered(clerk, Official, "Lê Thử Định") == (["Lê Thử Định", "Lê Thử Định An"], ["Lê Thử Đình"])


def test_a_list_shows_what_is_named_so_first_unless_another_order_is_asked_for(clerk):
    for name in ("Ban Quế Thử", "Quế Thử Một", "Quế Thử"):
        make.body(name=name)

    def listed(query):
        answer = clerk.get(f"/admin/provinces/body/?{query}")
        return [row.name for row in answer.context["cl"].result_list]

    assert listed("q=que+thu") == ["Quế Thử", "Quế Thử Một", "Ban Quế Thử"]
    assert listed("q=que+thu&o=1") == ["Ban Quế Thử", "Quế Thử", "Quế Thử Một"]


@pytest.mark.parametrize("model", PICKED)
def test_an_autocomplete_asks_as_often_with_three_rows(model, clerk, django_assert_max_num_queries):
    makers = {
        Province: lambda: make.province(name="Thử"),
        Body: lambda: make.body(name=f"Thử {Body.objects.count()}"),
        Series: lambda: make.series(name=f"Thử {Series.objects.count()}"),
        Indicator: lambda: make.indicator(name=f"Thử {Indicator.objects.count()}"),
        Official: lambda: make.official(name="Thử"),
        Post: lambda: make.post(title=f"Thử {Post.objects.count()}"),
    }
    counts = []
    for rows in (1, 2):
        for _number in range(rows):
            makers[model]()
        offered(clerk, model, "thử")  # the words are compiled anew after each change
        with django_assert_max_num_queries(20) as asked:
            assert len(offered(clerk, model, "thử")[0]) == rows * (rows + 1) // 2
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_form_opens_with_one_choice_taken_in_each_autocomplete(clerk):
    """A second one taken, the blank, makes every row look typed in, and drafts.js would keep them all."""
    conference = make.participation(province=make.province()).conference
    page = clerk.get(admin_page(type(conference), "change", conference.pk)).text
    assert 'class="admin-autocomplete"' in page
    assert '<option value="" selected></option>' not in page
