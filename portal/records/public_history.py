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
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.base.language import Label
from portal.changes.diff import BELONGING, differing, rows_of
from portal.changes.labels import label_of
from portal.changes.models import Change, Changeset
from portal.changes.states import batches, columns

from .models import find_or_moved, published_keys

SHOWN = 100  # acts on the page; older ones are not listed
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
    def who(self) -> str:
        return self.act.who if settings.HISTORY_NAMES_EDITORS else ""


@require_safe
def record_history(request, slug, model, within=None, **hosts) -> HttpResponse:
    """The page under the address of a record; `within` names the relation that its address begins with."""
    rows, scope = model.objects.published().in_context(), ""
    if within:
        host = get_object_or_404(
            model._meta.get_field(within).related_model.objects.published(), slug=hosts[within]
        )
        rows, scope = rows.filter(**{within: host}), str(host.pk)
    record = find_or_moved(rows, slug, scope)
    context = {"record": record, "acts": public_acts(record), "noun": record._meta.verbose_name}
    return render(request, "history/record.html", context)


def public_acts(record) -> list[PublicAct]:
    """The newest acts that readers may know of ([PublicAct])."""
    kind = ContentType.objects.get_for_model(record)
    changes = Change.objects.filter(records__content_type=kind, records__key=record.pk, records__public=True)
    newest = changes.order_by("-changeset").values_list("changeset", flat=True).distinct()[:SHOWN]
    changesets = Changeset.objects.in_bulk(list(newest))
    found = rows_of(changes.filter(changeset__in=changesets))
    rows = [(change.changeset_id, row) for change, row in found]
    rows = [(key, row) for key, row in _still_seen(rows) if _fields(row)]
    hidden = _hidden_targets(row for _act, row in rows)
    own: defaultdict[int, list[Label]] = defaultdict(list)
    others: defaultdict[int, Counter[tuple[str, type[Model]]]] = defaultdict(Counter)
    for act, row in rows:
        fields = [name for name in _fields(row) if row.kind != "~" or not hidden & _targets(row, name)]
        if not fields:
            continue
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


def _still_seen(rows):
    """Those of `rows` that readers see now; what was deleted is as it was then."""
    keys = defaultdict(set)
    for _act, row in rows:
        keys[row.model].add(row.key)
    hidden = set()
    for model, some in keys.items():
        for batch in batches(some - published_keys(model, some)):
            there = model._default_manager.order_by().filter(pk__in=batch)
            hidden |= {(model, key) for key in there.values_list("pk", flat=True)}
    return [(act, row) for act, row in rows if (row.model, row.key) not in hidden]


def _fields(row):
    """The names of the columns that an act changed and that some public page shows."""
    unseen = BELONGING | PRIVATE_FIELDS | set(getattr(row.model, "PRIVATE_FIELDS", ()))
    order = [*columns(row.model), *(link.name for link in row.model._meta.many_to_many)]
    return [name for name in order if name in differing(row.before, row.after) - unseen]


def _hidden_targets(rows):
    """The records that changed rows point at, before or after, and that readers do not see ({(model, key)})."""
    wanted = defaultdict(set)
    for row in rows:
        for model, key in _targets(row):
            wanted[model].add(key)
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
