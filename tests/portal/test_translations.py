"""The catalogues hold what they must: English for our strings, Vietnamese for what packages bring."""

import re
from datetime import date, datetime
from decimal import Decimal
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import allauth
import django
import django_filters
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.formats import date_format, get_format, localize_input, sanitize_separators
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import DjangoTranslation

pytestmark = pytest.mark.once

DJANGO = Path(django.__file__).parent
LOCALE = Path(settings.BASE_DIR, "portal", "locale")
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
VIETNAMESE = LOCALE / "vi" / "LC_MESSAGES"
KEYWORDS = {
    name + lazy: arguments
    for name, arguments in (
        ("_", None),
        ("gettext", None),
        ("gettext_noop", None),
        ("ngettext", (1, 2)),
        ("pgettext", ((1, "c"), 2)),
        ("npgettext", ((1, "c"), 2, 3)),
    )
    for lazy in ("", "_lazy")
}
# The catalogues of what is installed here, each with the name of its file.
PACKAGE_CATALOGUES = [
    (DJANGO / "conf" / "locale", "django.po"),
    (DJANGO / "contrib" / "admin" / "locale", "django.po"),
    (DJANGO / "contrib" / "admin" / "locale", "djangojs.po"),
    (DJANGO / "contrib" / "auth" / "locale", "django.po"),
    (DJANGO / "contrib" / "contenttypes" / "locale", "django.po"),
    (DJANGO / "contrib" / "sessions" / "locale", "django.po"),
]
OURS = [ENGLISH, VIETNAMESE / "django.po", VIETNAMESE / "djangojs.po"]


def identity(message):
    return (message.context, message.id)


def messages_of(po):
    """The messages of a .po file, without its header."""
    return [message for message in read_po(BytesIO(po.read_bytes()), locale=po.parts[-3]) if message.id]


def is_translated(message):
    return not message.fuzzy and all(strings(message))


def translated(messages):
    return {identity(message) for message in messages if message.id and is_translated(message)}


def messages_in(paths):
    """A Catalog of what the Python files and templates of a package mark for translation."""
    found = Catalog()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Babel's tokenizer minds indentation, which means nothing in a template.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=path.name).splitlines())
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            found.add(message, context=context)
    return found


def package_messages(locale, file):
    return read_po(BytesIO((locale / "en" / "LC_MESSAGES" / file).read_bytes()))


def filter_messages():
    """What django-filter marks for translation: it ships no Vietnamese and no English catalogue."""
    root = Path(django_filters.__file__).parent
    paths = [path for path in root.rglob("*") if path.suffix in (".py", ".html")]
    return messages_in(paths)


def allauth_messages():
    """What the code of allauth that we use says; its pages are ours. It ships no Vietnamese."""
    root = Path(allauth.__file__).parent
    paths = [path for room in ("account", "mfa", "usersessions") for path in (root / room).rglob("*.py")]
    return messages_in(paths)


def placeholders(text):
    return set(re.findall(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}", text))


def strings(message):
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


# --- Our strings in English ----------------------------------------------------------------


def test_the_catalogue_is_in_step_with_the_code():
    before = ENGLISH.read_bytes()
    on_disk = {identity(message) for message in messages_of(ENGLISH)}
    try:
        call_command("makemessages", verbosity=0)
        in_the_code = {identity(message) for message in messages_of(ENGLISH)}
    finally:
        ENGLISH.write_bytes(before)
    assert on_disk == in_the_code


def test_every_string_of_ours_has_english():
    assert [message.id for message in messages_of(ENGLISH) if not is_translated(message)] == []


@pytest.mark.parametrize("po", OURS, ids=lambda po: "/".join(po.parts[-3:]))
def test_every_catalogue_is_compiled(po):
    with po.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in messages_of(po):
        key = message.id[0] if message.pluralizable else message.id
        key = f"{message.context}\x04{key}" if message.context else key
        for form, text in enumerate(strings(message)):
            assert compiled._catalog[(key, form) if message.pluralizable else key] == text


@pytest.mark.parametrize("po", OURS, ids=lambda po: "/".join(po.parts[-3:]))
def test_placeholders_are_the_same_on_both_sides(po):
    wrong = []
    for message in messages_of(po):
        text_id = message.id if isinstance(message.id, str) else message.id[-1]
        wanted = placeholders(text_id)
        wrong += [(message.id, text) for text in strings(message) if text and placeholders(text) != wanted]
        # A sentence that stands twice in a row.
        again = re.compile(r"(.{20,})\1", re.DOTALL)
        wrong += [
            (text_id, text) for text in strings(message) if again.search(text) and not again.search(text_id)
        ]
    assert wrong == []


# --- The Vietnamese that packages leave out ------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "file"), PACKAGE_CATALOGUES, ids=lambda part: getattr(part, "parent", part)
)
def test_no_string_of_django_is_left_untranslated(locale, file):
    theirs = read_po(BytesIO((locale / "vi" / "LC_MESSAGES" / file).read_bytes()), locale="vi")
    vietnamese = translated(theirs) | translated(messages_of(VIETNAMESE / file))
    wanted = [identity(message) for message in package_messages(locale, file) if message.id]
    assert [message for message in wanted if message not in vietnamese] == []


@pytest.mark.parametrize("messages", [filter_messages, allauth_messages])
def test_no_string_of_packages_is_left_untranslated(messages):
    ours = translated(messages_of(VIETNAMESE / "django.po"))
    theirs = set()
    for locale, file in PACKAGE_CATALOGUES:
        theirs |= {identity(message) for message in package_messages(locale, file)}
    wanted = [identity(message) for message in messages() if message.id]
    assert [message for message in wanted if message not in ours | theirs] == []


@pytest.mark.parametrize("file", ["django.po", "djangojs.po"])
def test_every_mending_is_of_a_string_that_a_package_still_has(file):
    known = {identity(message) for messages in (filter_messages, allauth_messages) for message in messages()}
    for locale, name in PACKAGE_CATALOGUES:
        if name == file:
            known |= {identity(message) for message in package_messages(locale, name)}
    mendings = [identity(message) for message in messages_of(VIETNAMESE / file)]
    assert [message for message in mendings if message not in known] == []


def test_mendings_go_over_what_django_says():
    with translation.override("vi"):
        said = [
            translation.gettext("History"),
            translation.gettext("Save and continue editing"),
            translation.gettext("Password reset unsuccessful"),
            translation.ngettext("Please correct the error below.", "Please correct the errors below.", 3),
            translation.ngettext("%(num)d day", "%(num)d days", 1) % {"num": 1},
            translation.pgettext("alt. month", "March"),
        ]
    assert said == [
        "Lịch sử",
        "Lưu và sửa tiếp",
        "Đặt lại mật khẩu không thành công",
        "Hãy sửa lỗi bên dưới.",
        "1 ngày",
        "tháng 3",
    ]


def test_mendings_reach_the_scripts_of_the_admin():
    admin = str(DJANGO / "contrib" / "admin" / "locale")
    assert DjangoTranslation("vi", domain="djangojs", localedirs=[admin]).gettext("Monday") == "Thứ Hai"


# --- Formats -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("vi", "DATE_FORMAT", "7/9/2022"),
        ("vi", "DATETIME_FORMAT", "08:05 7/9/2022"),
        ("vi", "SHORT_DATE_FORMAT", "7/9/2022"),
        ("vi", "YEAR_MONTH_FORMAT", "tháng 9/2022"),
        ("vi", "MONTH_DAY_FORMAT", "7/9"),
        ("en", "DATE_FORMAT", "7 September 2022"),
        ("en", "DATETIME_FORMAT", "7 September 2022, 08:05"),
    ],
)
def test_dates_are_written_as_in_the_language(language, name, shown):
    with translation.override(language):
        assert date_format(datetime(2022, 9, 7, 8, 5), name) == shown


def test_a_vietnamese_form_shows_and_reads_vietnamese_numbers_and_dates():
    with translation.override("vi"):
        assert localize_input(Decimal("636.1")) == "636,1"
        assert sanitize_separators("636,1") == "636.1"
        assert localize_input(date(2024, 10, 7)) == "07/10/2024"
        assert get_format("DATE_INPUT_FORMATS")[:3] == ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


def test_settings_name_our_catalogues_and_formats():
    assert [Path(path) for path in settings.LOCALE_PATHS] == [LOCALE]
    assert settings.FORMAT_MODULE_PATH == "portal.formats"
