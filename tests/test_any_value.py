"""No value that a form accepts breaks a public page.

Strategy: a pattern of signs is repeated in every text column of one record of every noun
of `tests.pages.world` until the column is full: `max_length` signs, LONG where there is no limit. Each value ends in a
number of its own, so that it can be found again. It goes through the form's field and the model's own checks, as a form
would send it; what these refuse stays as it was. Then all is saved, and every address of the public site is opened in
both languages, with the search for the pattern. An exception fails the test with its traceback and the pattern (of 40 signs
at most: it is not shrunk, which would take minutes). The suite tries all odd signs with the alphabet; `make test-all` the alphabet
alone, one wide letter without a space to break at, and what hypothesis draws. Everything is rolled back after each pattern.

Each value must stand whole on some page, escaped; `KEPT` names the columns that readers do not see.
"""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.editing.admin.nouns import NOUNS
from tests.pages import DETAILS, World, world

pytestmark = pytest.mark.django_db

LONG = 3000
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
#: Signs of markup, of CSV, of addresses and of templates; marks that join, turn or hide; what is no letter at all.
#: Not U+FFFD: a letter that was lost is refused.
ODD = "<>&\"'`=+-@|;:,./\\?#%{}[]()*_~^$!–—…“”§\t\n\r\x07\x1f\x7f\u00a0\u00ad\u0301\u0323\u200b\u200d\u202e\u2028\ufeff漢ا🏛️ "
SIGNS = LETTERS + LETTERS.upper() + "0123456789" + ODD

#: Columns that no reader sees on these pages: for editors or for search alone, or said where nothing better is known.
KEPT = {
    *((noun, "aliases") for noun in ("conferences.conference", "conferences.post", "provinces.body")),
    *((noun, "aliases") for noun in ("provinces.programme", "provinces.province", "provinces.region")),
    *((f"conferences.{noun}", "by_as_printed") for noun in ("figure", "recommendation", "statement")),
    *((f"conferences.{noun}", "by_as_printed_en") for noun in ("figure", "recommendation", "statement")),
    ("conferences.recommendation", "to_as_printed_en"),
    ("conferences.document", "number"),  # of a paper: the document here is a picture
    ("records.gap", "note"),  # beside a blank field: none is blank here
    ("conferences.participation", "as_printed"),
    ("conferences.recommendation", "to_as_printed"),
    ("provinces.province", "full_name"),  # a page says the kind and the name; the search finds this
    *(("provinces.region", name) for name in ("code", "name_en", "slug")),
    ("provinces.taskkind", "code"),
    *(("records.citation", name) for name in ("anchor", "note")),
    *(("records.report", name) for name in ("page", "fact", "text", "source_url", "name", "email", "note")),
    ("records.source", "kept_text"),
    *(("search.term", name) for name in ("written", "meaning", "source")),
}
#: Text columns that the forms show as a choice.
CHOICES = {("records.citation", "field"), ("records.gap", "field")}


def text_columns(model):
    kinds = (models.CharField, models.TextField)
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, kinds)
        and column.editable
        and not column.choices
        and (model._meta.label_lower, column.name) not in CHOICES
    ]


def form_field(column):
    return column.formfield(**({"assume_scheme": "https"} if isinstance(column, models.URLField) else {}))


def value_for(column, pattern, number):
    """A value of the pattern that fills `column`, and ends in its number where there is room."""
    size, end = column.max_length or LONG, f"{number:04}"
    if isinstance(column, models.SlugField):
        pattern = re.sub(r"[^a-z0-9_-]", "", pattern) or "w"
    if isinstance(column, models.EmailField):
        return "a" * 60 + "@" + "b" * 60 + ".vn"
    if isinstance(column, models.URLField):
        start = "https://vidu.vn/"
        return (
            start
            + "".join(re.sub(r"[\s<>\"]", "", pattern) or "w" for _ in range(size))[
                : size - len(start) - len(end)
            ]
            + end
        )
    text = "".join(pattern for _ in range(size // len(pattern) + 1))
    return text[: size - len(end)] + end if size > 8 else text[:size]


def records(shown):
    """One record of every noun, each where a page shows it."""
    at, task = {"conference": shown.conference}, shown.task
    where = {
        "records.citation": {"object_id": shown.conference.pk, "content_type__model": "conference"},
        "records.gap": {
            "object_id": shown.province.pk,
            "content_type__model": "province",
        },  # its end, which is blank
        "provinces.succession": {"predecessor__participations__conference": shown.conference},
        "provinces.regionmembership": {"province": shown.province},
        "provinces.region": {"memberships__province": shown.province},
        "provinces.programme": {"pk": task.programme_id},
        "provinces.taskkind": {"pk": task.kind_id},
        "provinces.researchfield": {"pk": task.field_id},
        "provinces.statuschange": {"task": task},
        "conferences.document": {**at, "alt__gt": ""},  # with a picture
        "conferences.seriesmembership": {"series": shown.series},
        "conferences.post": {"appearances__conference": shown.conference},
        "conferences.indicator": {"figures__conference": shown.conference},
        "conferences.tenure": {"official": shown.official},
        "conferences.reply": {"recommendation__conference": shown.conference},
    }
    for noun in [*NOUNS, "records.citation", "records.gap"]:
        model = apps.get_model(noun)
        owner = model._meta.model_name
        if owner in DETAILS.values():
            yield noun, model.objects.get(pk=getattr(shown, owner).pk)
            continue
        columns = {column.name for column in model._meta.fields}
        yield (
            noun,
            model.objects.filter(**where.get(noun, at if "conference" in columns else {}))
            .order_by("pk")
            .first(),
        )


def fill(shown, pattern):
    """Writes the pattern in every text column: {(noun, column): value that was stored}."""
    taken, number = {}, 0
    for noun, record in records(shown):
        stored = type(record).objects.get(pk=record.pk)
        for column in text_columns(type(record)):
            number += 1
            try:
                value = form_field(column).clean(value_for(column, pattern, number))
            except ValidationError:
                continue
            setattr(record, column.name, value)
            taken[noun, column.name] = value
        try:
            record.full_clean()
        except ValidationError as refused:
            for name in refused.message_dict:
                if taken.pop((noun, name), None) is not None:
                    setattr(record, name, getattr(stored, name))
        record.save()
        for of in taken:
            if of[0] == noun:
                taken[of] = getattr(record, of[1])  # as stored, in NFC
    return taken


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        shown = world(1)
        make.term()
        yield shown
        transaction.set_rollback(True)


def squeezed(text):
    return "".join(text.split())


def texts(client, paths):
    """What the pages say, without spaces: as marked up, and as read."""
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in ((200, 400) if "?" in path else (200,)), (
            path
        )  # a question may be refused
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer["Content-Type"].startswith(("image/", "application/vnd.")):
            continue
        page = content.decode()
        yield squeezed(unescape(page)) + squeezed(unescape(re.sub(r"<[^>]*>", "", page)))


def stands_on_the_site(shown, client, pattern):
    with transaction.atomic():
        taken = fill(shown, pattern)
        now = World(**{name: type(record).objects.get(pk=record.pk) for name, record in vars(shown).items()})
        asked = urlencode({"q": pattern * 3})
        searches = [f"{language}/tim-kiem/?{asked}" for language in ("", "/en")]
        paths = [*now.paths().values(), *searches, f"/goi-y/?{asked}"]
        said = "\n".join(texts(client, paths))
        transaction.set_rollback(True)
    assert len(taken) > 100
    # A text of several lines may be a list, of which a part is folded under a line of its own.
    hidden = {
        of for of, value in taken.items() if any(squeezed(line) not in said for line in value.splitlines())
    }
    assert hidden - KEPT == set()


COMMON = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_every_page_accepts_values_that_a_form_accepts(shown, client):
    stands_on_the_site(shown, client, ODD + LETTERS)


@pytest.mark.exhaustive
@settings(COMMON, max_examples=20)
@example(LETTERS + LETTERS.upper())
@example("Ư")
@given(st.text(SIGNS, min_size=1, max_size=40))
def test_every_page_accepts_more_values_that_a_form_accepts(shown, client, pattern):
    stands_on_the_site(shown, client, pattern)
