"""What changes, to be followed: Atom of a record, of all records, and of what readers had corrected.

An entry says what the page of a record's history says, and no more (`public_history.py`).
"""

import re
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.errors import refuse
from portal.base.language import localized_path, site_name, version_words
from portal.changes.models import ChangedRecord, Changeset
from portal.changes.states import keys_by_model
from portal.search.models import Entry
from portal.search.page.filters import SearchFilter
from portal.sharing.pages import absolute

from .models import Report, published_keys, rows_at
from .public_history import find_record, newest_acts, public_acts, record_history

ENTRIES = 50


class StableFeed(Atom1Feed):
    """An empty feed is as old as the data, not as new as the request."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["changed"]


def feed_of(request, title, path) -> StableFeed:
    """An empty feed `title` of the page at `path`, by the site, of this version of the data."""
    day = request.edition.day or timezone.localdate()
    return StableFeed(
        f"{title} · {site_name()}",
        absolute(request, path),
        "",
        subtitle=version_words(request.edition.number, request.edition.day),
        author_name=settings.SITE_OWNER or site_name(),
        author_link=absolute(request, reverse("home")),
        language=get_language(),
        feed_url=absolute(request, request.path),
        feed_guid=absolute(request, request.path),
        changed=timezone.make_aware(datetime.combine(day, time())),
    )


def add(feed, title, address, words, key, at) -> None:
    """Adds an entry: `key` names it for ever, `words` is plain text, "" for none."""
    feed.add_item(title, address, escape(words) if words else None, unique_id=key, pubdate=at, updateddate=at)


#: Signs that a text may hold and XML may not.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def answer(feed) -> HttpResponse:
    for part in (feed.feed, *feed.items):
        part.update((name, NOT_XML.sub("", value)) for name, value in part.items() if isinstance(value, str))
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def record_feed(request, slug, model, within=None, **hosts) -> HttpResponse:
    """The history of a record; the words of address are those of `record_history`."""
    record = find_record(slug, model, within, **hosts)
    at = f"{record.page_url()}lich-su/"
    return history_feed(request, record, at, at)


@require_safe
def row_feed(request, model, pk) -> HttpResponse:
    """The history of a record that has no page of its own, under its key."""
    record = get_object_or_404(model.objects.published().in_context(), pk=pk)
    return history_feed(request, record, record.page_url(), request.path)


def history_feed(request, record, path, key) -> HttpResponse:
    """The history of `record`, told at `path`; its entries bear the name `key` and the number of the act."""
    feed, at = feed_of(request, f"{_('Lịch sử sửa')}: {record}", path), absolute(request, path)
    for one in public_acts(record)[:ENTRIES]:
        named = f"{absolute(request, key)}#{one.act.pk}"
        add(feed, f"{record}: {one.words}", at, one.act.public_note, named, one.act.at)
    return answer(feed)


def history_paths(route, model, name, **within) -> list[URLPattern]:
    """The addresses of the history of a record at `route`: the page, and what follows it."""
    words = {"model": model, **within}
    return [
        path(f"{route}lich-su/", record_history, words, name=f"{name}-history"),
        path(f"{route}lich-su.atom", record_feed, words, name=f"{name}-feed"),
    ]


@require_safe
def newest_changes(request) -> HttpResponse:
    """The records that changed last, each with its newest change."""
    acts = newest_acts(ENTRIES)
    records = {
        (model, record.pk): record
        for model, some in keys_by_model(acts).items()
        for record in rows_at(model)(list(published_keys(model, some)))
    }
    feed = feed_of(request, _("Mới sửa"), reverse("home"))
    for record, act in [(records[key], act) for key, act in acts.items() if key in records][:ENTRIES]:
        at = absolute(request, record.get_absolute_url())
        title = f"{record._meta.verbose_name}: {record}"
        add(feed, title, at, act.public_note, f"{at}#{act.pk}", act.at)
    return answer(feed)


@require_safe
def corrections(request) -> HttpResponse:
    """What readers reported and editors acted upon."""
    feed = feed_of(request, _("Đã sửa theo báo lỗi của người đọc"), reverse("home"))
    for report in Report.objects.led_to_corrections()[:ENTRIES]:
        at = absolute(request, report.record.page_url())
        title = f"{report.record}: {report.field_label}" if report.field_label else str(report.record)
        words = report.answer or (report.changeset.public_note if report.changeset else "")
        key, settled = f"{at}#bao-loi-{report.pk}", report.settled_at or report.sent_at
        add(feed, title, absolute(request, report.receipt_url()), words, key, settled)
    return answer(feed)


@require_safe
def search_feed(request) -> HttpResponse:
    """What a search finds, what changed last first, so that it can be followed: at most ENTRIES of the best answers."""
    found = SearchFilter(request.GET, Entry.objects.filter(public=True).order_by())
    if not found.is_valid():
        return refuse(request, 400, found.refusal)
    hits = list(found.qs[:ENTRIES])
    changed = _last_changed(hits)
    feed = feed_of(
        request, f"{_('Tìm')}: {found.asked['q']}", f"{reverse('search')}?{request.GET.urlencode()}"
    )
    for hit in sorted(hits, key=lambda hit: (changed[hit.subject], hit.pk), reverse=True):
        at = absolute(request, localized_path(hit.address, get_language()))
        add(feed, hit.title, at, hit.text, f"{at}#{hit.kind}-{hit.object_id}", changed[hit.subject])
    return answer(feed)


def _last_changed(hits):
    """{(model, key): when readers last saw it changed, its own day where they never did} of entries of the search."""
    found = {}
    for hit in hits:
        own = hit.day or date(hit.year or 2000, 1, 1)
        found[hit.subject] = timezone.make_aware(datetime.combine(own, time()))
    for model in {model for model, _key in found}:
        keys = [key for of, key in found if of is model]
        seen = ChangedRecord.objects.filter(
            content_type=ContentType.objects.get_for_model(model), key__in=keys, public=True,
            change__changeset__state__in=Changeset.DONE,
        )  # fmt: skip
        for key, at in seen.values_list("key").annotate(at=Max("change__changeset__at")).order_by():
            found[model, key] = at
    return found
