"""The desk: what one does there, what waits for whoever is signed in, in queues, and what the record holds. Each queue
is a filter of lists of the admin too.

    declared(WorkQueue)              every WorkQueue, in the order of the desk; so every Shortcut, and every Section
                                     with its Lists: the order of the models everywhere in the admin
    queue.waiting(user, Conference)  the conferences of it that are theirs
    counted(queue, user, nouns)      {noun: how many}
    first_few(queue, user, nouns)    the newest few of all nouns together, or the oldest

An app declares its own in its `dashboard.py`, by making them.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portal.base.text import date
from portal.changes.models import Change, Changeset
from portal.records import rights
from portal.records.admin_urls import admin_page
from portal.records.models import Publication, Published, Record, Report, Source
from portal.records.rules import named, record_models
from portal.records.uncited import uncited
from portal.search.models import Term

from .merge.candidates import duplicate_pairs
from .merge.registry import mergeable_models
from .models import Proposal
from .proposals.services import seen_by
from .publishing import companions, scheduling

LINES = 3


_declared = defaultdict(list)


class Declared:
    """Goes before what the desk consists of."""

    def __post_init__(self):
        _declared[type(self)].append(self)


@cache
def declared(kind):
    """All of a `kind` that the apps declare, in order."""
    autodiscover_modules("dashboard")
    return sorted(_declared[kind], key=lambda one: one.rank)


def last_touched(model):
    """When each record was last changed (a Subquery): by its form, or by a row that hangs from it."""
    return Subquery(_changes_of(model).order_by("-changeset_id").values("changeset__at")[:1])


def in_words(model):
    return named(model._base_manager.all())


@dataclass(frozen=True)
class WorkQueue(Declared):
    """`holds(user, model)` are its records whatever the rights; of them, those stay to which the user may do
    `verb`. `at(model)` is what the newest are told by, one type for all `nouns()`; `read(model)` what a line of
    the desk reads of a record, and `said(record)` what it says beside the name. `act`: what one does with all of it,
    before the links to its lists. `oldest_first`: the one that waits longest is shown first.
    """

    key: str
    title: str
    nouns: Callable[[], list]
    holds: Callable
    verb: str = "change"
    at: Callable = last_touched
    read: Callable[[type], QuerySet] = in_words
    said: Callable = lambda record: record._meta.verbose_name
    act: str = _("Xem hết:")
    oldest_first: bool = False
    rank = 0  # those of the apps come after ours

    def concerns(self, user, model):
        return model in self.nouns() and rights.permitted(user, self.verb, model)

    def waiting(self, user, model):
        """The records of `model` that are in this queue for `user` (a QuerySet)."""
        return rights.within(user, self.holds(user, model), self.verb)


# --- What one does, and what the record holds ---------------------------------------------------------
@dataclass(frozen=True)
class Shortcut(Declared):
    """Something that people come to do. `address(request, site)`: where it leads, "" for whoever may not; `says`: one
    line below its name.
    """

    rank: int
    title: str
    address: Callable
    says: str


@dataclass(frozen=True)
class List:
    """A line of a Section: what `model` holds, and whether its records are `added` here, not in a form above them."""

    rank: int
    model: type
    says: str = ""
    added: bool = False


@dataclass
class Section(Declared):
    """Lists that belong together on the desk. Those that are `folded` are rarely opened."""

    rank: int
    title: str
    folded: bool = False
    lists: list = field(default_factory=list)

    def holds(self, rank, model, says="", added=False):
        self.lists.append(List(rank, model, says, added))
        self.lists.sort(key=lambda one: one.rank)


def adding(model):
    """The address of a Shortcut: the empty form of `model`."""

    def address(request, site):
        admin = site._registry.get(model)
        return admin_page(model, "add") if admin and admin.has_add_permission(request) else ""

    return address


# --- Two questions a queue -----------------------------------------------------------------------------
def counted(queue, user, models):
    """{model: how many wait}, of those where some do."""
    return counted_rows({model: queue.waiting(user, model) for model in models})


def counted_rows(rows):
    """{model: how many `rows` of it}, of those where there are some. `rows`: {model: QuerySet}."""
    if not rows:
        return {}
    branches = [
        each.order_by().values(on_desk=_noun(model)).annotate(desk_rows=Count("pk"))
        for model, each in rows.items()
    ]
    found = {_model(noun): count for noun, count in _together(branches).values_list("on_desk", "desk_rows")}
    return {model: found[model] for model in rows if found.get(model)}


def first_few(queue, user, models, limit=LINES):
    """[(model, key, when)] of the newest that wait, or of the oldest; what has no such day comes last."""
    columns = ("on_desk", "desk_key", "desk_at")
    branches = [
        queue.waiting(user, model)
        .order_by()
        .annotate(on_desk=_noun(model), desk_key=F("pk"), desk_at=queue.at(model))
        .values_list(*columns)
        for model in models
    ]
    at, key = F("desk_at"), F("desk_key")
    order = (
        (at.asc(nulls_last=True), key.asc()) if queue.oldest_first else (at.desc(nulls_last=True), key.desc())
    )
    return [(_model(noun), key, when) for noun, key, when in _together(branches).order_by(*order)[:limit]]


def _together(branches):
    return branches[0].union(*branches[1:], all=True)


def _noun(model):
    return Value(ContentType.objects.get_for_model(model, for_concrete_model=False).pk, IntegerField())


def _model(noun):
    return ContentType.objects.get_for_id(noun).model_class()


def _changes_of(model):
    kind = ContentType.objects.get_for_model(model)
    return Change.objects.filter(records__content_type=kind, records__key=OuterRef("pk"))


# --- The queues of every noun --------------------------------------------------------------------------
def drafts_of(user, model):
    """The drafts that `user` made, or was the last to change."""
    kind = ContentType.objects.get_for_model(model)
    own = Change.objects.filter(content_type=kind, key=OuterRef("pk"), kind=Change.Kind.ADDED)
    last = _changes_of(model).order_by("-changeset_id").values("changeset__user")[:1]
    drafts = model._base_manager.filter(publication=Publication.DRAFT).annotate(last_hand=Subquery(last))
    return drafts.filter(Q(last_hand=user.pk) | Exists(own.filter(changeset__user=user.pk)))


def in_review(user, model):
    return model._base_manager.filter(publication=Publication.REVIEW)


def published_nouns():
    return record_models(Published)


def nouns_with_facts():
    return [model for model in record_models(Record) if model.FACTS]


def likely_duplicates(user, model):
    """The records that are likely one with another, of which nobody noted that it is not."""
    keys = {key for pair in duplicate_pairs(model) for key in (pair.object_id, pair.other_id)}
    return model._base_manager.filter(pk__in=keys)


def proposed(key, title, holds, **how):
    """A queue of proposals."""
    WorkQueue(
        key,
        title,
        lambda: [Proposal],
        holds,
        at=lambda model: F("at"),
        read=lambda model: model.objects.all(),
        **how,
    )


proposed(
    "de-nghi",
    _("Đề nghị sửa chờ duyệt"),
    lambda user, model: seen_by(user).waiting(),
    verb="publish",
    said=lambda proposal: f"{proposal.who}, {date(localtime(proposal.at))}",
    act=_("Duyệt:"),
    oldest_first=True,
)
WorkQueue(
    "cho-duyet",
    _("Chờ tôi duyệt"),
    published_nouns,
    in_review,
    verb="publish",
    act=_("Duyệt:"),
    oldest_first=True,
)
WorkQueue(
    "theo-ban-da-dang",
    _("Theo một bản đã đăng, còn nằm nháp"),
    companions.companion_nouns,
    companions.left_behind,
    verb="publish",
    act=_("Đăng:"),
)
proposed(
    "tra-lai",
    _("Được trả lại cho tôi"),
    lambda user, model: model.objects.filter(user=user, state=Changeset.State.RETURNED),
    verb="view",
    said=lambda proposal: proposal.answer[:90],
    act=_("Sửa rồi gửi lại:"),
)
proposed(
    "cua-toi",
    _("Đề nghị của tôi đang chờ duyệt"),
    lambda user, model: model.objects.waiting().filter(user=user),
    verb="view",
    said=lambda proposal: date(localtime(proposal.at)),
)
WorkQueue("nhap", _("Bản nháp của tôi"), published_nouns, drafts_of)
WorkQueue(
    "hen-dang",
    _("Hẹn giờ đăng"),
    published_nouns,
    scheduling.scheduled,
    verb="publish",
    at=scheduling.due_at,
    read=lambda model: scheduling.with_hour(in_words(model)),
    said=scheduling.hour_in_words,
)
WorkQueue(
    "bao-loi",
    _("Báo lỗi của người đọc"),
    lambda: [Report],
    lambda user, model: model.objects.open(),
    at=lambda model: F("sent_at"),
    said=lambda report: report.get_state_display(),
)
WorkQueue(
    "thieu-nguon",
    _("Chưa đủ dẫn chứng"),
    nouns_with_facts,
    lambda user, model: uncited(model),
    act=_("Dẫn nguồn:"),
)
WorkQueue(
    "dia-chi-chet",
    _("Địa chỉ nguồn không còn mở được"),
    lambda: [Source],
    lambda user, model: model.objects.filter(alive=False),
    at=lambda model: F("checked_on"),
    said=lambda source: source.url,
)
WorkQueue("co-the-trung", _("Có thể trùng"), mergeable_models, likely_duplicates)


# --- What the record holds of every noun --------------------------------------------------------------
SOURCES = Section(40, _("Nguồn và lời góp"))
SOURCES.holds(10, Source, _("bài báo, công văn, trang của sở; mỗi địa chỉ một nguồn"), added=True)
SOURCES.holds(20, Proposal, _("thay đổi chờ người duyệt, hoặc đã được trả lời"))
SOURCES.holds(30, Report, _("người đọc chỉ ra chỗ sai"), added=True)
#: What few people open, and what no app has given a place.
TABLES = Section(90, _("Bảng tra và kỹ thuật"), folded=True)
TABLES.holds(90, Term, _("những cách gọi mà ô tìm kiếm hiểu"), added=True)
TABLES.holds(91, User, _("ai vào được trang biên tập"))
TABLES.holds(92, Group, _("vai trò, và mỗi vai được làm gì"))
