"""What the rows of a conference share, on its form and on their own."""

from django.utils.translation import gettext_lazy as _

from conferences.models import Conference, RelatedEvent

#: What few rows need, folded away on the conference's form: a row is entered in a few tab stops.
MORE = _("Thêm chi tiết")
#: Our English of what stands above it, folded away too: it needs no source of its own.
ENGLISH = _("Tiếng Anh")
#: Who says and who is asked, read by the labels of a form.
SPEAKER = ("by_official", "by_body", "by_province")
ADDRESSEE = ("to_official", "to_body", "to_province")


def folded(heading, *fields):
    """A fieldset that opens at a click."""
    return heading, {"fields": fields, "classes": ("collapse",)}


def day_of(conference):
    """The day that autocompletes are about, as a query parameter: its day, else its year, else none."""
    if conference is None:
        return {}
    if conference.starts:
        return {"day": conference.starts.isoformat()}
    return {"day": str(conference.year)} if conference.year else {}


#: Lists of rows: the newest conference first, its rows as printed.
NEWEST = ("-conference__chronology", "-conference__ordinal_or_zero", "conference", "rank", "pk")


def conference_of(obj):
    """The conference of the form of `obj`: itself, or the one whose row it is; None of a new one."""
    return obj if obj is None or isinstance(obj, Conference) else obj.conference


def about_its_day(model_admin, obj):
    """`about` of an admin or inline of rows of a conference: its autocompletes offer who existed on its day."""
    return day_of(conference_of(obj))


def events_of(obj):
    """The events of the conference of the form, few enough for a plain select."""
    return RelatedEvent.objects.filter(conference=conference_of(obj))
