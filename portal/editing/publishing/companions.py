"""What goes on the page with a record: the people and sources that it names and that are not published yet.

    companions(records)            those of records of any nouns, and theirs in turn
    publish_with(user, records)    publishes them in the act in hand: Outcome
    publish_new_sources(...)       of what stands on the page already, those sources that the act in hand cites
    left_behind(user, model)       the records of `model` that something published names (a queue of the desk)

Rows with a state of their own that hang from a record, such as replies, are not named by it: they wait for
their own. What was withdrawn stays so.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.base.compiled import CompiledCondition
from portal.base.db import NO_ROWS
from portal.changes.apply import sentences
from portal.editing.models import Scheduled
from portal.records import rights
from portal.records.models import Citation, Publication, Published, Record, Source, citable_models
from portal.records.models.record import of_published_record
from portal.records.models.state import GUARDED, UNPUBLISHED
from portal.records.moderation import shown_rows
from portal.records.uncited import publishing_obstacles, shown_with

#: Records that one sentence names.
NAMED = 10


def names_of(model):
    """The foreign keys of `model` to records that are published by themselves and that it is no part of."""
    parts = {parent.partition("__")[0] for parent in model._default_manager.all().parents[:1]}
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and issubclass(field.related_model, Published) and field.name not in parts
    ]


def companion_nouns():
    """The nouns whose records may be left behind (a list of models)."""
    nouns = [model for model in apps.get_models() if issubclass(model, Record)]
    named = {field.related_model for model in nouns for field in names_of(model)}
    return [model for model in nouns if model in named or model is Source]


# --- Of some records ------------------------------------------------------------------------------------
def companions(records):
    """The records that `records` and their rows name, and that are drafts or in review (a list)."""
    found, frontier = {}, list(records)
    while frontier:
        keys = defaultdict(list)
        for record in frontier:
            keys[type(record)].append(record.pk)
        named = defaultdict(set)
        for whole, some in keys.items():
            for model, of in [(whole, "pk"), *_parts(whole)]:
                for target, key in _named(model, model._base_manager.filter(**{f"{of}__in": some})):
                    named[target].add(key)
        frontier = []
        for model in companion_nouns():
            fresh = [key for key in named[model] if (model, key) not in found]
            for record in model._base_manager.filter(pk__in=fresh, publication__in=UNPUBLISHED).order_by(
                "pk"
            ):
                found[model, record.pk] = record
                frontier.append(record)
    given = {(type(record), record.pk) for record in records}
    return [record for at, record in found.items() if at not in given]


def _parts(whole):
    """[(noun, its relation to `whole`)] of the rows that are a part of records of `whole`, not only named there."""
    return [
        (model, of) for model, of in shown_with(whole) if model._default_manager.all().parents[:1] == (of,)
    ]


def _named(model, rows):
    """(noun, key) of what `rows` of `model` and their citations name."""
    for column in names_of(model):
        for key in rows.order_by().values_list(column.attname, flat=True).distinct():
            if key is not None:
                yield column.related_model, key
    cited = Citation.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=rows.order_by().values("pk")
    )
    for key in cited.order_by().values_list("source", flat=True).distinct():
        yield Source, key


# --- Published with them --------------------------------------------------------------------------------
@dataclass
class Outcome:
    """`published`: records; `left`: (record, why in a sentence)."""

    published: list = field(default_factory=list)
    left: list = field(default_factory=list)

    def sentences(self):
        """(level of the message, sentence) of what went along and what did not."""
        if self.published:
            yield (
                messages.SUCCESS,
                _("Đăng cùng: %(names)s.") % {"names": _listed(map(named, self.published))},
            )
        if self.left:
            told = (f"{named(record)} ({why.rstrip('.')})" for record, why in self.left)
            yield messages.WARNING, _("Còn nằm nháp: %(names)s.") % {"names": _listed(told)}


def publish_with(user, records, but=()):
    """Publishes the companions of `records` that `user` may publish and that lack nothing, those in `but` left out."""
    outcome, skipped = Outcome(), {(type(record), record.pk) for record in but}
    for record in companions(records):
        if (type(record), record.pk) in skipped:
            continue
        why = publishing_refusal(user, record, _("bạn không có quyền đăng"))
        if why:
            outcome.left.append((record, why))
            continue
        record.publication = Publication.PUBLISHED
        record.save()
        drop_schedule(record)
        outcome.published.append(record)
    return outcome


def publish_new_sources(user, record, citations):
    """Publishes the drafts of sources that the new `citations` (keys) of `record` and its rows name, if readers see it."""
    cited = Citation.objects.filter(pk__in=citations, source__publication__in=UNPUBLISHED).values("source")
    fresh = set(Source.objects.filter(pk__in=cited))
    if not (fresh and rights.permitted(user, "publish", Source) and shown_rows(type(record), [record.pk])):
        return Outcome()
    return publish_with(user, [record], but=[one for one in companions([record]) if one not in fresh])


def tell(request, outcome):
    for level, sentence in outcome.sentences():
        messages.add_message(request, level, sentence)


def named(record):
    return f"{record._meta.verbose_name} {record}"


def _listed(names):
    names = list(names)
    more = len(names) - NAMED
    listed = "; ".join(names[:NAMED])
    return listed if more <= 0 else _("%(names)s và %(more)s bản ghi nữa") % {"names": listed, "more": more}


# --- Left behind ----------------------------------------------------------------------------------------
def left_behind(user, model):
    """The drafts and records in review of `model` that something published names (a QuerySet)."""
    kind = ContentType.objects.get_for_model(model).pk  # which is in what is put together
    return model._base_manager.filter(CompiledCondition(_is_named, model, kind), publication__in=UNPUBLISHED)


def _is_named(model, _kind):
    named = NO_ROWS
    for noun in citable_models():
        parents = noun._default_manager.all().parents
        for column in names_of(noun):
            if column.related_model is not model:
                continue
            others = [parent for parent in parents if parent.partition("__")[0] != column.name]
            shown = Q(**{f"{parent}__publication": Publication.PUBLISHED for parent in others})
            if issubclass(noun, Published):
                shown &= Q(publication=Publication.PUBLISHED)
            rows = noun._base_manager.filter(shown, **{column.name: OuterRef("pk")})
            named |= Q(Exists(rows))
    if model is Source:
        named |= Q(Exists(Citation.objects.filter(of_published_record(), source=OuterRef("pk")).order_by()))
    return model._base_manager.filter(named)


# --- What is asked before, and what follows -----------------------------------------------------------
#: Facts without a source that one sentence names.
NAMED = 10


def drop_schedule(record):
    """Drops the hour of a record that was put on the page or taken off it by hand."""
    if record.publication in GUARDED:
        Scheduled.objects.of(type(record), record.pk).delete()


def publishing_refusal(user, record, forbidden=""):
    """Why `user` may not publish `record` as it is stored, in a sentence (`forbidden` where they lack the right);
    "" where they may.
    """
    if user is None or not user.is_active or not rights.may(user, "publish", record):
        return forbidden or _("Người hẹn không còn quyền đăng bản ghi này.")
    if record.publication == Publication.WITHDRAWN:  # since the hour was set, by whatever way
        return _("Bản ghi đã bị gỡ khỏi trang; muốn đăng lại thì đăng bằng tay.")
    try:
        record.full_clean()
    except ValidationError as error:
        return " ".join(sentences(error, type(record)))
    lacking = publishing_obstacles(record)
    if not lacking:
        return ""
    named = dict.fromkeys(f"{one.record._meta.verbose_name}: {one.label}" for one in lacking)
    return _("Chưa có nguồn: %(facts)s.") % {"facts": "; ".join(list(named)[:NAMED])}
