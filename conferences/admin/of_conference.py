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


def day_of(conference):
    """The day that autocompletes are about, as a query parameter: its day, else its year, else none."""
    if conference is None:
        return {}
    if conference.starts:
        return {"day": conference.starts.isoformat()}
    return {"day": str(conference.year)} if conference.year else {}


#: Lists of rows: the newest conference first, its rows as printed.
NEWEST = ("-conference__chronology", "-conference__ordinal_or_zero", "conference", "rank", "pk")


class OfConference:
    """Goes before an admin or inline of rows of a conference: who existed on its day, its events alone."""

    plain = ("event",)

    def conference_of(self, obj):
        """The conference of the form: `obj` itself on the conference's form, else the row's."""
        return obj if obj is None or isinstance(obj, Conference) else obj.conference

    def about(self, obj):
        return day_of(self.conference_of(obj))

    def prepare(self, form_class, request, obj):
        field = form_class.base_fields.get("event")
        if field is not None:
            events = RelatedEvent.objects.filter(conference=self.conference_of(obj))
            field.queryset = events
            # Read once for the whole form; a field would ask again for each row.
            field.choices = [("", field.empty_label or ""), *((event.pk, str(event)) for event in events)]
        return super().prepare(form_class, request, obj)
