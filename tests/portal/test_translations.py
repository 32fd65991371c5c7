"""The catalogues hold what they must: English for our strings, Vietnamese for what packages bring."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import allauth
import django
import django_filters
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation
from django.utils.formats import date_format, get_format, localize_input, sanitize_separators
from django.utils.translation.trans_real import DjangoTranslation

from portal.management.commands import translations

pytestmark = pytest.mark.once

DJANGO = Path(django.__file__).parent
VIETNAMESE = translations.LOCALE / "vi" / "LC_MESSAGES"
# The catalogues of what is installed here, each with the name of its file.
PACKAGE_CATALOGUES = [
    (DJANGO / "conf" / "locale", "django.po"),
    (DJANGO / "contrib" / "admin" / "locale", "django.po"),
    (DJANGO / "contrib" / "admin" / "locale", "djangojs.po"),
    (DJANGO / "contrib" / "auth" / "locale", "django.po"),
    (DJANGO / "contrib" / "contenttypes" / "locale", "django.po"),
    (DJANGO / "contrib" / "sessions" / "locale", "django.po"),
]
OURS = [translations.ENGLISH, VIETNAMESE / "django.po", VIETNAMESE / "djangojs.po"]


def identity(message):
    return (message.context, message.id)


def translated(catalogue):
    missing = {identity(message) for message in translations.untranslated(catalogue)}
    return {identity(message) for message in catalogue if message.id} - missing


def package_messages(locale, file):
    return read_po(BytesIO((locale / "en" / "LC_MESSAGES" / file).read_bytes()))


def filter_messages():
    """What django-filter marks for translation: it ships no Vietnamese and no English catalogue."""
    root = Path(django_filters.__file__).parent
    paths = [path for path in root.rglob("*") if path.suffix in (".py", ".html")]
    return translations.messages_in(paths, root)


def allauth_messages():
    """What the code of allauth that we use says; its pages are ours. It ships no Vietnamese."""
    root = Path(allauth.__file__).parent
    paths = [path for room in ("account", "mfa", "usersessions") for path in (root / room).rglob("*.py")]
    return translations.messages_in(paths, root)


def placeholders(text):
    return set(re.findall(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}", text))


def strings(message):
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


# --- Our strings in English ----------------------------------------------------------------


def test_every_string_of_ours_has_english():
    out = StringIO()
    call_command("translations", check=True, stdout=out)
    assert out.getvalue().endswith("all in English.\n")


@pytest.mark.parametrize("po", OURS, ids=lambda po: "/".join(po.parts[-3:]))
def test_every_catalogue_is_compiled(po):
    assert po.with_suffix(".mo").read_bytes() == translations.compiled(po)


@pytest.mark.parametrize("po", OURS, ids=lambda po: "/".join(po.parts[-3:]))
def test_placeholders_are_the_same_on_both_sides(po):
    wrong = []
    for message in translations.read(po):
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[-1])
        wrong += [(message.id, text) for text in strings(message) if text and placeholders(text) != wanted]
    assert wrong == []


# --- The Vietnamese that packages leave out ------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "file"), PACKAGE_CATALOGUES, ids=lambda part: getattr(part, "parent", part)
)
def test_django_speaks_vietnamese_throughout(locale, file):
    theirs = read_po(BytesIO((locale / "vi" / "LC_MESSAGES" / file).read_bytes()), locale="vi")
    catalogue = translations.Catalogue("vi")
    for message in theirs:
        if message.id:
            catalogue[message.id] = message
    vietnamese = translated(catalogue) | translated(translations.read(VIETNAMESE / file))
    wanted = [identity(message) for message in package_messages(locale, file) if message.id]
    assert [message for message in wanted if message not in vietnamese] == []


@pytest.mark.parametrize("messages", [filter_messages, allauth_messages])
def test_packages_without_vietnamese_speak_it_throughout(messages):
    ours = translated(translations.read(VIETNAMESE / "django.po"))
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
    mendings = [identity(message) for message in translations.read(VIETNAMESE / file) if message.id]
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


# --- The command ---------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A project of one page and one module, with an English catalogue of one live and one dead string."""
    english = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    english.parent.mkdir(parents=True)
    english.write_text(
        'msgid "Đại biểu"\nmsgstr "Delegates"\n\nmsgid "Đã bỏ"\nmsgstr "Gone"\n', encoding="utf-8"
    )
    (tmp_path / "page.html").write_text(
        "{% load i18n %}\n<h1>{% translate 'Đại biểu' %}</h1>\n"
        "    {% if x %}\n  <p>{{ _('Nơi nhận') }}\n"
        "{% blocktranslate trimmed count n=rows|length %}\n   {{ n }} hội nghị\n{% plural %}\n"
        "   {{ n }} hội nghị\n{% endblocktranslate %}{% endif %}\n",
        encoding="utf-8",
    )
    (tmp_path / "code.py").write_text(
        "from django.utils.translation import gettext_lazy as _, pgettext\n"
        'a = _("Kỳ" " trước")\nb = pgettext("tháng", "Giêng")\nc = other("Không")\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(translations, "ENGLISH", english)
    monkeypatch.setattr(translations, "source_files", lambda: [tmp_path / "code.py", tmp_path / "page.html"])
    with override_settings(BASE_DIR=tmp_path):
        yield english


def test_command_adds_what_is_new_keeps_what_is_known_and_drops_what_is_gone(house):
    call_command("translations", stdout=StringIO())
    catalogue = translations.read(house)
    assert {identity(message): message.string for message in catalogue if message.id} == {
        (None, "Đại biểu"): "Delegates",
        (None, "Nơi nhận"): "",
        (None, "Kỳ trước"): "",
        ("tháng", "Giêng"): "",
        (None, ("%(n)s hội nghị", "%(n)s hội nghị")): ("", ""),
    }


def test_command_leaves_to_django_what_django_says(house):
    page = house.parents[3] / "page.html"
    page.write_text(
        "{% load i18n %}{% translate 'Đại biểu' %}{% translate 'History' %}"
        "{% blocktranslate with filter_title=title %} By {{ filter_title }} {% endblocktranslate %}\n",
        encoding="utf-8",
    )
    call_command("translations", stdout=StringIO())
    assert [message.id for message in translations.read(house) if message.id and not message.context] == [
        "Kỳ trước",
        "Đại biểu",
    ]


def test_command_run_twice_writes_the_same_bytes(house):
    call_command("translations", stdout=StringIO())
    first = house.read_bytes(), house.with_suffix(".mo").read_bytes()
    call_command("translations", stdout=StringIO())
    assert (house.read_bytes(), house.with_suffix(".mo").read_bytes()) == first


def test_check_names_each_fault_and_writes_nothing(house):
    before = house.read_bytes()
    with pytest.raises(CommandError) as error:
        call_command("translations", check=True)
    assert str(error.value).splitlines() == [
        "no English: 'Giêng' (code.py)",
        "no English: 'Kỳ trước' (code.py)",
        "no English: ('%(n)s hội nghị', '%(n)s hội nghị') (page.html)",
        "no English: 'Nơi nhận' (page.html)",
        "no longer used: 'Đã bỏ'",
        "not compiled: locale/en/LC_MESSAGES/django.po",
        "Then run: manage.py translations",
    ]
    assert house.read_bytes() == before
    assert not house.with_suffix(".mo").exists()


def test_check_sees_a_fuzzy_translation(house):
    house.write_text('#, fuzzy\nmsgid "Đại biểu"\nmsgstr "Guests"\n', encoding="utf-8")
    with pytest.raises(CommandError, match=r"fuzzy: 'Đại biểu' \(page\.html\)"):
        call_command("translations", check=True)


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
        assert get_format("DATE_INPUT_FORMATS")[:3] == ["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]


def test_settings_name_our_catalogues_and_formats():
    assert [Path(path) for path in settings.LOCALE_PATHS] == [translations.LOCALE]
    assert settings.FORMAT_MODULE_PATH == "portal.formats"
