"""manage.py translations: bring the catalogues in portal/locale in step with the code.

Our strings are written in Vietnamese, so a msgid is Vietnamese and English is a translation:

    portal/locale/en/LC_MESSAGES/django.po    our strings in English, kept by this command
    portal/locale/vi/LC_MESSAGES/*.po         mendings of the Vietnamese that Django and
                                              django-filter bring, written by hand (msgid English)

The command reads our Python (gettext, ngettext, pgettext and their like, under these names or _)
and our templates, adds what is new to the English catalogue with an empty msgstr, removes what
is no longer there, and compiles every .po to the .mo beside it. What Django says in the
same words, in an override of one of its templates, is left to Django. The .mo are committed, so a
bare clone runs without a compiler. Needs Babel, and no gettext on the machine.

`--check` writes nothing; it names what has no English, is marked fuzzy, is no longer used or
was not compiled, and ends with 1 if there is any.
"""

from io import BytesIO
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

try:
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po
except ImportError as error:
    raise CommandError("translations needs Babel, which is among the dev dependencies.") from error

LOCALE = Path(__file__).parents[2] / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
PLURAL_FORMS = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}
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
TEMPLATE_SUFFIXES = (".html", ".txt", ".xml")


class Catalogue(Catalog):
    """Babel's catalogue whose header names no tool and no hour, so equal content is equal bytes."""

    def __init__(self, language):
        super().__init__(locale=language, fuzzy=False)

    @property
    def mime_headers(self):
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURAL_FORMS[str(self.locale)]),
        ]


def source_files():
    """The Python files and templates of this project, sorted; migrations and tests have none of ours."""
    rooms = {Path(app.path) for app in apps.get_app_configs() if _is_ours(Path(app.path))}
    templates = {Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]}
    templates |= {room / "templates" for room in rooms}
    python = {path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts}
    pages = {path for room in templates for path in room.rglob("*") if path.suffix in TEMPLATE_SUFFIXES}
    return sorted(python | pages)


def _is_ours(path):
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def messages_in(paths, base):
    """A Catalogue of the strings marked in `paths`, each with the files (relative to `base`) that say it."""
    found = Catalogue("en")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Babel's tokenizer minds indentation, which means nothing in a template.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=path.name).splitlines())
        place = path.relative_to(base).as_posix()
        for _line, message, comments, context in extract(
            "python", BytesIO(text.encode()), KEYWORDS, comment_tags=("Translators",)
        ):
            found.add(message, context=context, locations=[(place, None)], auto_comments=comments)
    return found


def django_messages():
    """The (context, id) of every string that Django has in catalogues of its own, as a set."""
    found = set()
    for po in sorted(Path(django.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")):
        found |= {(message.context, message.id) for message in read_po(BytesIO(po.read_bytes()))}
    return found


def read(po):
    """The .po file as a Catalogue; an empty one when there is no file."""
    language = po.parts[-3]
    catalogue = Catalogue(language)
    if po.exists():
        on_disk = read_po(BytesIO(po.read_bytes()), locale=language)
        catalogue.header_comment = on_disk.header_comment
        for message in on_disk:
            if message.id:
                catalogue[message.id] = message
    return catalogue


def in_step(found, on_disk):
    """`found` with the translations of `on_disk`: what is new is empty, what is obsolete is gone.

    Strings of Django's, repeated where a template of Django's is overridden, stay Django's.
    """
    theirs = django_messages()
    result = Catalogue(str(on_disk.locale))
    result.header_comment = "# Our strings in English. Kept by: manage.py translations"
    for message in sorted((message for message in found if message.id), key=_order):
        if (message.context, message.id) in theirs:
            continue
        known = on_disk.get(message.id, message.context)
        same = known is not None and known.id == message.id
        result.add(
            message.id,
            known.string if same else None,
            context=message.context,
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if same else (),
            flags=(message.flags - {"fuzzy"}) | (known.flags & {"fuzzy"} if same else set()),
        )
    return result


def untranslated(catalogue):
    """The messages of `catalogue` with an empty or fuzzy translation in any of its forms, as a list."""
    forms = {"en": 2, "vi": 1}[str(catalogue.locale)]
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (
            message.fuzzy or not all(strings) or (message.pluralizable and len(strings) != forms)
        ):
            missing.append(message)
    return missing


def compiled(po):
    """The bytes of the .mo that belongs to the .po file `po`."""
    buffer = BytesIO()
    write_mo(buffer, read(po))
    return buffer.getvalue()


def _order(message):
    first = message.id if isinstance(message.id, str) else message.id[0]
    return min(message.locations, default=("",))[0], first, message.context or ""


class Command(BaseCommand):
    help = "Brings the English catalogue in step with our strings and compiles every catalogue."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; end with 1 if anything is to do"
        )

    def handle(self, *args, check, **options):
        on_disk = read(ENGLISH)
        wanted = in_step(messages_in(source_files(), settings.BASE_DIR), on_disk)
        if check:
            self._check(wanted, on_disk)
            return
        buffer = BytesIO()
        write_po(buffer, wanted, width=100, include_lineno=False)
        ENGLISH.parent.mkdir(parents=True, exist_ok=True)
        ENGLISH.write_bytes(buffer.getvalue())
        for po in sorted(LOCALE.rglob("*.po")):
            po.with_suffix(".mo").write_bytes(compiled(po))
        self.stdout.write(f"{len(wanted)} strings, {len(untranslated(wanted))} without English.")

    def _check(self, wanted, on_disk):
        complaints = []
        for message in untranslated(wanted):
            places = ", ".join(place for place, _line in message.locations)
            fault = "fuzzy" if message.fuzzy else "no English"
            complaints.append(f"{fault}: {message.id!r} ({places})")
        for message in on_disk:
            if message.id and wanted.get(message.id, message.context) is None:
                complaints.append(f"no longer used: {message.id!r}")
        for po in sorted(LOCALE.rglob("*.po")):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.read_bytes() != compiled(po):
                complaints.append(f"not compiled: {po.relative_to(settings.BASE_DIR)}")
        if complaints:
            raise CommandError("\n".join([*complaints, "Then run: manage.py translations"]))
        self.stdout.write(f"{len(wanted)} strings, all in English.")
