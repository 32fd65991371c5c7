"""What readers may know of the history of a record: the day, what was changed, and the words meant for them.

Never a value, and nothing that was changed while readers could not see it, or that they could not see now.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.language import Label
from portal.changes.diff import BELONGING, RowChange, differing, rows_of
from portal.changes.labels import label_of
from portal.changes.models import Change, ChangedRecord, Changeset
from portal.changes.states import batches, columns, keys_by_model

from .models import Record, Report, find_or_moved, has_page, published_keys

SHOWN = 100  # acts on the page; older ones are not listed
READ = 2_000  # changes among which the newest of all records are looked for
#: Columns that no page shows, of whatever noun.
PRIVATE_FIELDS = {"publication", "synthetic", "featured", "rank", "checked_on"}


@dataclass
class PublicAct:
    """An act as readers see it: `fields` of the record itself, `rows` [(kind in words, noun, how many)]."""

    act: Changeset
    fields: list[Label]
    rows: list[tuple[Label, Label, int]]

    @property
    def day(self) -> datetime.date:
        return timezone.localtime(self.act.at).date()

    @property
    def words(self) -> str:
        """What was changed: "sửa chủ đề, địa điểm; thêm dẫn chứng (2)"."""
        own = [f"{_('sửa')} {', '.join(map(str, self.fields))}"] if self.fields else []
        others = (
            f"{kind} {noun} ({many})" if many > 1 else f"{kind} {noun}" for kind, noun, many in self.rows
        )
        return "; ".join([*own, *others])

    @property
    def who(self) -> str:
        return self.act.who if settings.HISTORY_NAMES_EDITORS else ""


@require_safe
def record_history(request, slug, model, within=None, **hosts) -> HttpResponse:
    """The page under the address of a record; `within` names the relation that its address begins with."""
    record = find_record(slug, model, within, **hosts)
    reports = Report.objects.answered(record)
    context = {
        "record": record,
        "acts": public_acts(record),
        "reports": reports,
        "noun": record._meta.verbose_name,
    }
    context["has_past"] = hasattr(resolve(record.page_url()).func, "has_past")
    return render(request, "history/record.html", context)


def find_record(slug, model, within=None, **hosts) -> Record:
    """The published record of `model` at an address. Raises Http404, or RecordMoved."""
    rows, scope = model.objects.published().in_context(), ""
    if within:
        host = get_object_or_404(
            model._meta.get_field(within).related_model.objects.published(), slug=hosts[within]
        )
        rows, scope = rows.filter(**{within: host}), str(host.pk)
    return find_or_moved(rows, slug, scope)


def public_acts(record) -> list[PublicAct]:
    """The newest acts that readers may know of ([PublicAct])."""
    kind = ContentType.objects.get_for_model(record)
    changes = Change.objects.filter(records__content_type=kind, records__key=record.pk, records__public=True)
    newest = changes.order_by("-changeset_id").values_list("changeset", flat=True).distinct()[:SHOWN]
    changesets = Changeset.objects.in_bulk(list(newest))
    own: defaultdict[int, list[Label]] = defaultdict(list)
    others: defaultdict[int, Counter[tuple[str, type[Model]]]] = defaultdict(Counter)
    for change, row, fields in seen_changes(changes.filter(changeset__in=changesets)):
        act = change.changeset_id
        if (row.model, row.key) == (type(record), record.pk):
            own[act] += [label_of(row.model, name) for name in fields]
        else:
            others[act][row.kind, row.model] += 1
    return [
        PublicAct(
            changesets[key],
            own[key],
            [
                (Change.Kind(kind).label, noun._meta.verbose_name or "", many)
                for (kind, noun), many in others[key].items()
            ],
        )
        for key in sorted(changesets, reverse=True)
        if own[key] or others[key]
    ]


def seen_changes(changes) -> list[tuple[Change, RowChange, list[str]]]:
    """Those of `changes` (a QuerySet) that readers may know of, with the names of the columns that they may know of."""
    rows = [(change, row) for change, row in _still_seen(rows_of(changes)) if _fields(row)]
    hidden = _hidden_targets(row for _change, row in rows)
    found = []
    for change, row in rows:
        fields = [name for name in _fields(row) if row.kind != "~" or not hidden & _targets(row, name)]
        if fields:
            found.append((change, row, fields))
    return found


def newest_acts(most) -> dict[tuple[type[Model], int], Changeset]:
    """{(noun, key): its newest Changeset} of the records with a page of their own that readers saw changed, in the last
    `most` Changesets of which they may know; the newest first.
    """
    shown = ChangedRecord.objects.filter(public=True, change__changeset__state__in=Changeset.DONE)
    newest = (
        shown.order_by("-change__changeset_id").values_list("change__changeset", flat=True).distinct()[:most]
    )
    changesets = Changeset.objects.in_bulk(list(newest))
    changes = Change.objects.filter(changeset__in=changesets, records__public=True).distinct()
    changes = changes.order_by("-changeset_id", "pk")[:READ]  # an import may be of thousands
    seen = {change.pk: change.changeset_id for change, _row, _fields in seen_changes(changes)}
    found: dict[tuple[type[Model], int], Changeset] = {}
    rows = (
        shown.filter(change__in=seen).order_by("-change__changeset_id", "pk").select_related("content_type")
    )
    for row in rows:
        model = row.content_type.model_class()
        if model is not None and has_page(model):
            found.setdefault((model, row.key), changesets[seen[row.change_id]])
    return found


def _still_seen(rows):
    """Those of `rows` that readers see now; what was deleted is as it was then."""
    hidden = set()
    for model, some in keys_by_model((row.model, row.key) for _change, row in rows).items():
        for batch in batches(some - published_keys(model, some)):
            there = model._default_manager.order_by().filter(pk__in=batch)
            hidden |= {(model, key) for key in there.values_list("pk", flat=True)}
    return [(change, row) for change, row in rows if (row.model, row.key) not in hidden]


def _fields(row):
    """The names of the columns that an act changed and that some public page shows."""
    changed = differing(row.before, row.after)
    return [name for name in shown_columns(row.model) if name in changed]


def shown_columns(model: type[Model]) -> list[str]:
    """The columns (attnames) and links of a noun that some public page shows."""
    unseen = BELONGING | PRIVATE_FIELDS | set(getattr(model, "PRIVATE_FIELDS", ()))
    names = [*columns(model), *(link.name for link in model._meta.many_to_many)]
    return [name for name in names if name not in unseen]


def _hidden_targets(rows):
    """The records that changed rows point at, before or after, and that readers do not see ({(model, key)})."""
    wanted = keys_by_model(at for row in rows for at in _targets(row))
    return {(model, key) for model, keys in wanted.items() for key in keys - published_keys(model, keys)}


def _targets(row, name=None):
    """{(model, key)} of what a changed row points at, before or after, and that can be hidden; through the column
    `name` alone, where it is given. A change of which one side is hidden is hidden.
    """
    pointing = [
        column
        for column in row.model._meta.concrete_fields
        if column.many_to_one and hasattr(column.related_model._default_manager.all(), "published")
    ]
    return {
        (column.related_model, state[column.attname])
        for column in pointing
        for state in (row.before, row.after)
        if name in (None, column.attname) and state and state.get(column.attname)
    }
