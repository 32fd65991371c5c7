"""manage.py makemessages: Django's own, told once how this project keeps its catalogues.

Our strings are written in Vietnamese, so a msgid is Vietnamese and English is a translation:

    portal/locale/en/LC_MESSAGES/django.po    our strings in English, written by this command
    portal/locale/vi/LC_MESSAGES/*.po         corrections of the Vietnamese that Django, django-filter and allauth
                                              bring, written by hand (msgid English)

`make messages` runs it and compiles every catalogue (Django's compilemessages). The .mo are committed, so a fresh
clone runs without gettext.
"""

from django.core.management.commands import makemessages

OPTIONS = {
    "locale": ["en"],
    "extensions": ["html", "txt", "xml", "py"],
    "ignore_patterns": ["tests/*", "var/*", ".venv/*", "*/migrations/*"],
    "add_location": "file",
    "no_obsolete": True,
}


class Command(makemessages.Command):
    # A guess from a similar string reads like a translation that somebody made: a new string stays empty.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(**OPTIONS)
