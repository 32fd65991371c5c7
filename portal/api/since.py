"""Which records readers saw change since a version of the data, or since a day."""

from datetime import date, datetime, time

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.models import ChangedRecord, Changeset
from portal.records.models import Publication


def asked_since(text, edition):
    """The version (an int) or the day that `text` names. Raises Refusal for none, and for a version that is still to come."""
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= edition.number:
        return int(text)
    try:
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        raise Refusal(
            400,
            _("since phải là một phiên bản dữ liệu từ 0 đến %(last)s, hoặc một ngày viết 2026-11-30.")
            % {"last": edition.number},
        )
    return day


def changed_since(rows, since):
    """Those of `rows` (a QuerySet of published records) whose page changed after version `since`, or on that day or later."""
    found = Q(pk__in=_changed(rows.model, since))
    for parent in rows.parents:  # goes on the page with it
        of = rows.model._meta.get_field(parent).related_model
        found |= Q((f"{parent}__in", _changed(of, since, published_alone=True)))
    return rows.filter(found)


def _changed(model, since, published_alone=False):
    """The keys of the records of `model` that readers saw change, or that came on the page."""
    kind = ContentType.objects.get_for_model(model)
    rows = ChangedRecord.objects.filter(content_type=kind, change__changeset__state__in=Changeset.DONE)
    if isinstance(since, date):
        rows = rows.filter(change__changeset__at__gte=timezone.make_aware(datetime.combine(since, time())))
    else:
        rows = rows.filter(change__changeset__gt=since)
    own = Q(change__content_type=kind, change__key=F("key"), change__after__publication=Publication.PUBLISHED)
    return rows.filter(own if published_alone else own | Q(public=True)).values("key")
