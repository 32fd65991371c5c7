"""What a form says is unsourced, above its fields."""

import json
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from portal.base.db import NO_ROWS
from portal.changes.models import Change, Changeset
from portal.editing.bad_request import ReasonForm
from portal.editing.scope import owns
from portal.records.models import Citation, Gap, Published
from portal.records.moderation import shown_rows
from portal.records.sourcing import ANYWAY
from portal.records.uncited import publishing_obstacles

from .saving import count_of, lacking_of


@dataclass
class Box:
    """`lacking`: of the record as stored, or, `refused`, as it was sent. `stands`: whether there is a record.

    `facts` are the fields that want a source, `changed` those of them that were sent with another value than is
    stored (all of them where nothing is), `of_rows` the citations of each row that stands on the form, as
    JSON {id: number}, `prefixes` those of the rows that are citations and gaps, `anew` those of the citations that were
    sent new or changed. `shown`: readers see the record, and a citation of it speaks of the value that they see.
    `reason` is asked for after a refusal; `anyway` is the Changeset that put the record on the page with one.
    """

    lacking: list
    stands: bool
    facts: str
    changed: str
    of_rows: str
    prefixes: dict
    anew: str
    shown: bool
    refused: bool = False
    reason: ReasonForm | None = None
    anyway: Changeset | None = None

    @property
    def count(self):
        return count_of(self.lacking)

    @property
    def count_of_rows(self):
        return count_of(one for one in self.lacking if not one.is_own)


def panel(model_admin, request, obj, form, formsets):
    """{"sourcing": the Box of the form} of a model that states facts."""
    model = model_admin.model
    if not getattr(model, "FACTS", ()) or not (
        obj is None or model_admin.has_change_permission(request, obj)
    ):
        return {}
    refusal, sees_all = getattr(request, "refusal", None), obj is None or owns(request, obj)
    return {"sourcing": box_of(model, obj, form, [each.formset for each in formsets], refusal, sees_all)}


def box_of(model, record, form, formsets, refusal, sees_all):
    """The Box of `form`, that of `record` (None: a new one of `model`). `sees_all`: of rows off the form, too."""
    stands = record is not None and record.pk is not None
    changed = form.changed_data if form.is_bound else ()
    about = {
        "stands": stands,
        "facts": " ".join(model.FACTS),
        "changed": " ".join(name for name in model.FACTS if not stands or name in changed),
        "of_rows": json.dumps(citations_of_rows(formsets)),
        "prefixes": {
            each.model._meta.model_name: each.prefix for each in formsets if each.model in (Citation, Gap)
        },
        "anew": " ".join(
            row.prefix
            for rows in formsets
            if rows.model is Citation and rows.is_bound
            for row in rows.forms
            if row.has_changed()
        ),
        "shown": stands and _is_shown(record),
    }
    if refusal is not None:
        return Box(refusal.lacking, refused=True, reason=refusal.form, **about)
    if not stands:
        return Box([], **about)
    obstacles = publishing_obstacles(record)
    if not sees_all:
        shown = [row.instance for rows in formsets for row in rows.forms]
        obstacles = [one for one in obstacles if one.record in shown]
    anyway = obstacles and getattr(record, "is_published", False)
    lacking = lacking_of(obstacles, record, formsets)
    return Box(lacking, anyway=published_anyway(record) if anyway else None, **about)


def _is_shown(record):
    if isinstance(record, Published):
        return record.is_published
    return shown_rows(type(record), [record.pk]).exists()


def citations_of_rows(formsets):
    """{id on the page: number of citations} of the rows that stand on the form and state facts."""
    rows = {
        (ContentType.objects.get_for_model(form.instance).pk, form.instance.pk): form.prefix
        for formset in formsets
        for form in formset.initial_forms
        if getattr(formset.model, "FACTS", ())
    }
    keys = defaultdict(list)
    for kind, key in rows:
        keys[kind].append(key)
    found = NO_ROWS
    for kind, some in keys.items():
        found |= Q(content_type=kind, object_id__in=some)
    counted = Citation.objects.filter(found).order_by().values_list("content_type", "object_id")
    numbers = {(kind, key): number for kind, key, number in counted.annotate(Count("pk"))} if rows else {}
    return {place: numbers.get(row, 0) for row, place in rows.items()}


def published_anyway(record):
    """The last Changeset that put `record` on the page though it lacked sources, or None."""
    own = Change.objects.of(type(record), record.pk).filter(changeset__note__contains=ANYWAY)
    change = own.select_related("changeset").last()
    return change and change.changeset
