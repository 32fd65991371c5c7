"""Texts in the language of the page: a field `text` may have its English beside it, in `text_en`.

The English is our own translation of our own words, so it stands on the sources of the field that it translates.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations
from threading import local
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.urls import base as urls
from django.urls import get_script_prefix, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, trans_real
from django.utils.translation import gettext as _

from .text import date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Text for a reader, translated now or when it is shown.
Label: TypeAlias = "str | _StrPromise"

# A page asks for some hundred words, most of them often; Django looks each up in every catalogue.
trans_real.DjangoTranslation.gettext = lru_cache(10_000)(GNUTranslations.gettext)  # type: ignore[method-assign]
# A page asks a thousand times which language it is in. Django keeps that, and the prefix of addresses, where async
# code finds them too, at 16 times the cost; here each request is one thread.
trans_real._active = local()  # type: ignore[attr-defined]
urls._prefixes = local()  # type: ignore[attr-defined]


def site_name() -> str:
    """The name of the site in the language of the page."""
    return settings.SITE_NAME_EN if get_language() == "en" else settings.SITE_NAME


def version_words(number, day) -> str:
    """The version of the data that an answer is of, and its day (None: as first loaded), as a sentence."""
    words = {"number": number, "day": date(day, get_language()) if day else "…"}
    return _("Dữ liệu phiên bản %(number)s, ngày %(day)s.") % words


def local_text(record, name) -> str:
    """The text of field `name`: its English on English pages where it has one, as written elsewhere."""
    english = getattr(record, f"{name}_en", "") if get_language() == "en" else ""
    return english or getattr(record, name)


def stays_vietnamese(record, name) -> bool:
    """Whether this English page must show the field in Vietnamese. False where it is empty."""
    lacks_english = get_language() == "en" and not getattr(record, f"{name}_en", "")
    return bool(lacks_english and getattr(record, name))


def lang_attribute(code: str) -> str:
    """The attribute that says which language a piece of an English page is in; nothing on a Vietnamese page."""
    return mark_safe(f' lang="{code}"') if get_language() == "en" else ""


def localized_path(path, code) -> str:
    """The address of the page at `path` in language `code`: English ones begin with /en, Vietnamese have no prefix."""
    bare = path.removeprefix("/en") or "/" if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare}" if code == "en" else bare


def page_address(name: str, *args: str | int) -> str:
    """The address of the page `name` in the language of the page: `reverse`, for slugs and numbers, which are never
    quoted, at a tenth of its cost. A page may hold hundreds.
    """
    return _pattern(name, len(args), get_language(), get_script_prefix()) % args


@cache
def _pattern(name, places, _language, _prefix):
    """The address of the page `name` with a %s at each of its `places`."""
    numbers = [str(7_000_001 + place) for place in range(places)]
    path = reverse(name, args=numbers).replace("%", "%%")
    for number in numbers:
        path = path.replace(number, "%s")
    return path
