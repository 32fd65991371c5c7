"""The desk: what waits for whoever is signed in, in piles. Each pile is a filter of lists of the admin too.

    desk.piles()                          every Pile, in the order of the desk
    pile.waiting(user, Conference)        the conferences of it that are theirs
    desk.counted(pile, user, nouns)       {noun: how many}
    desk.newest(pile, user, nouns)        the newest few of all nouns together

An app that has piles of its own declares them in its `desk.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import rights
from .merging.nouns import all_nouns
from .models import Change, Proposal, Publication, Published, Record, Report, Scheduled, Source, Twin
from .proposals.deciding import seen_by
from .publishing import scheduling
from .rules import named, nouns
from .sourcing import uncited

NEWEST = 5


def last_touched(model):
    """When each record was last changed (a Subquery): by its form, or by a row that hangs from it."""
    return Subquery(_changes_of(model).order_by("-act_id").values("act__at")[:1])


def in_words(model):
    return named(model._base_manager.all())


@dataclass(frozen=True)
class Pile:
    """`holds(user, model)` are its records whatever the rights; of them, those stay to which the user may do
    `verb`. `at(model)` is what the newest are told by, one type for all `nouns()`; `read(model)` what a line of
    the desk reads of a record, and `said(record)` what it says beside the name.
    """

    key: str
    title: str
    nouns: Callable[[], list]
    holds: Callable
    verb: str = "change"
    at: Callable = last_touched
    read: Callable[[type], QuerySet] = in_words
    said: Callable = lambda record: record._meta.verbose_name

    def concerns(self, user, model):
        return model in self.nouns() and rights.permitted(user, self.verb, model)

    def waiting(self, user, model):
        """The records of `model` that are in this pile for `user` (a QuerySet)."""
        return rights.within(user, self.holds(user, model), self.verb)


_piles = []


def pile(key, title, nouns, holds, **how):
    """Declares a Pile; those of the apps come after ours."""
    _piles.append(Pile(key, title, nouns, holds, **how))


@cache
def piles():
    autodiscover_modules("desk")
    return _piles


# --- Two questions a pile -----------------------------------------------------------------------------
def counted(pile, user, models):
    """{model: how many wait}, of those where some do."""
    branches = [
        pile.waiting(user, model).order_by().values(on_desk=_noun(model)).annotate(desk_rows=Count("pk"))
        for model in models
    ]
    found = {_model(noun): rows for noun, rows in _together(branches).values_list("on_desk", "desk_rows")}
    return {model: found[model] for model in models if found.get(model)}


def newest(pile, user, models, limit=NEWEST):
    """[(model, key)] of the newest that wait; what has no such day comes last."""
    columns = ("on_desk", "desk_key", "desk_at")
    branches = [
        pile.waiting(user, model)
        .order_by()
        .annotate(on_desk=_noun(model), desk_key=F("pk"), desk_at=pile.at(model))
        .values_list(*columns)
        for model in models
    ]
    rows = _together(branches).order_by(F("desk_at").desc(nulls_last=True), "-desk_key")[:limit]
    return [(_model(noun), key) for noun, key, _at in rows]


def _together(branches):
    return branches[0].union(*branches[1:], all=True)


def _noun(model):
    return Value(ContentType.objects.get_for_model(model).pk, IntegerField())


def _model(noun):
    return ContentType.objects.get_for_id(noun).model_class()


def _changes_of(model):
    kind = ContentType.objects.get_for_model(model)
    return Change.objects.filter(of_noun=kind, of_key=OuterRef("pk"))


# --- The piles of every noun --------------------------------------------------------------------------
def drafts_of(user, model):
    """The drafts that `user` made, or was the last to change."""
    own = _changes_of(model).filter(noun=F("of_noun"), key=F("of_key"), kind=Change.Kind.ADDED)
    last = _changes_of(model).order_by("-act_id").values("act__user")[:1]
    drafts = model._base_manager.filter(publication=Publication.DRAFT).annotate(last_hand=Subquery(last))
    return drafts.filter(Q(last_hand=user.pk) | Exists(own.filter(act__user=user.pk)))


def in_review(user, model):
    return model._base_manager.filter(publication=Publication.REVIEW)


def published_nouns():
    return nouns(Published)


def nouns_with_facts():
    return [model for model in nouns(Record) if model.FACTS]


def with_twins(user, model):
    """The records that are likely one with another, of which nobody said that it is not."""
    pairs = Twin.objects.of(model).open().order_by()
    return model._base_manager.filter(
        Q(pk__in=pairs.values("object_id")) | Q(pk__in=pairs.values("other_id"))
    )


pile(
    "hen-dang",
    _("Hẹn giờ đăng"),
    published_nouns,
    scheduling.scheduled,
    verb="publish",
    at=lambda model: Subquery(
        Scheduled.objects.of_noun(model).filter(object_id=OuterRef("pk")).values("at")[:1]
    ),
    read=lambda model: scheduling.with_hour(in_words(model)),
    said=scheduling.hour_in_words,
)
pile("nhap", _("Bản nháp của tôi"), published_nouns, drafts_of)
pile("cho-duyet", _("Chờ tôi duyệt"), published_nouns, in_review, verb="publish")


def proposed(key, title, holds, **how):
    """A pile of proposals."""
    pile(
        key,
        title,
        lambda: [Proposal],
        holds,
        at=lambda model: F("sent_at"),
        read=lambda model: model.objects.defer("rows"),
        **how,
    )


proposed(
    "de-nghi",
    _("Đề nghị sửa chờ duyệt"),
    lambda user, model: seen_by(user).waiting(),
    verb="publish",
    said=lambda proposal: proposal.who,
)
proposed(
    "tra-lai",
    _("Được trả lại cho tôi"),
    lambda user, model: model.objects.filter(user=user, state=Proposal.State.RETURNED),
    verb="view",
    said=lambda proposal: proposal.answer[:90],
)
pile(
    "bao-loi",
    _("Báo lỗi của người đọc"),
    lambda: [Report],
    lambda user, model: model.objects.open(),
    at=lambda model: F("sent_at"),
    said=lambda report: report.get_state_display(),
)
pile("thieu-nguon", _("Chưa đủ dẫn chứng"), nouns_with_facts, lambda user, model: uncited(model))
pile(
    "dia-chi-chet",
    _("Địa chỉ nguồn không còn mở được"),
    lambda: [Source],
    lambda user, model: model.objects.filter(alive=False),
    at=lambda model: F("checked_on"),
    said=lambda source: source.url,
)
pile("co-the-trung", _("Có thể trùng"), lambda: [noun.model for noun in all_nouns()], with_twins)
