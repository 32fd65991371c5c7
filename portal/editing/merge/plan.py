"""What merging two records would do, row by row, without doing it.

Rows that lead to the loser lead to the survivor. Where the database would refuse that (both stand at one conference),
the merger is refused until somebody mends the rows; a citation or gap that the survivor has word for word goes.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, UniqueConstraint
from django.utils.translation import gettext as _

from portal.base.db import DerivedMixin
from portal.base.text import lines
from portal.changes.states import SILENT, differing, instance_state
from portal.editing.models import NotDuplicate, Proposal, Scheduled
from portal.records.models import Citation, Gap, Published
from portal.records.models.citation import OfRecord
from portal.records.models.record import with_their_records
from portal.records.rules import named

from .registry import merge_rules
from .relations import relations

#: Rows that one merger moves at most: each is saved, with its derived columns.
MOST = 5_000
#: Never chosen: the address of the survivor stays, and so does whether readers see it.
OWN = {"slug", "publication", "synthetic", *SILENT}
UNDECIDED = (Proposal.State.WAITING, Proposal.State.RETURNED)
SIDES = ("survivor", "loser")


@dataclass
class MergeObstacle:
    """Why two records cannot become one until somebody mends `rows`."""

    rows: tuple
    sentence: str


@dataclass
class FieldChoice:
    """One field of both records. `chosen` is the side whose value remains ("survivor" or "loser"); `asked`: both have
    one, and not the same.
    """

    name: str
    label: str
    survivor: object
    loser: object
    chosen: str
    asked: bool

    @property
    def value(self):
        return getattr(self, self.chosen)

    @property
    def lost(self):
        return self.survivor if self.chosen == "loser" else self.loser


@dataclass
class MergePlan:
    """`values`: {attname: value} that the survivor takes over. `moves`: [(Relation, row)]; `drops`: rows that nothing
    needs any more. `marks`: NotDuplicates of the loser.
    """

    survivor: Model
    loser: Model
    fields: list
    values: dict
    moves: list = field(default_factory=list)
    drops: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    obstacles: list = field(default_factory=list)

    @property
    def model(self):
        return type(self.survivor)

    @property
    def differing(self):
        return [choice for choice in self.fields if choice.asked]

    def rows(self):
        """Every row beside the two that would change or go (a list)."""
        return [row for _relation, row in self.moves] + self.drops


def plan_merge(survivor, loser, chosen=()):
    """The MergePlan of two records. `chosen`: {field: side} where both have a value."""
    fields = list(_choices(survivor, loser, dict(chosen)))
    plan = MergePlan(survivor, loser, fields, _values(survivor, loser, fields))
    plan.marks = list(NotDuplicate.objects.of(loser).order_by("pk"))
    plan.obstacles += _obstacles(survivor, loser)
    for relation in relations(plan.model):
        _follow(plan, relation)
    _drop_filled_gaps(plan)
    return plan


def oriented(one, other):
    """(survivor, loser, swapped): what readers see is never merged into what they do not see."""
    if isinstance(one, Published) and other.is_published and not one.is_published:
        return other, one, True
    return one, other, False


# --- Fields -------------------------------------------------------------------------------------------
def _choices(survivor, loser, chosen):
    """A FieldChoice for each column that people fill."""
    model = type(survivor)
    for column in model._meta.concrete_fields:
        if column.primary_key or column.generated or isinstance(column, DerivedMixin) or column.name in OWN:
            continue
        if column.name == merge_rules(model).aliases:
            continue
        ours, theirs = (getattr(record, column.attname) for record in (survivor, loser))
        if ours in (None, ""):
            asked, side = False, "survivor" if theirs in (None, "") else "loser"
        else:
            asked = theirs not in (None, "") and theirs != ours
            side = chosen.get(column.name, "survivor") if asked else "survivor"
        yield FieldChoice(column.name, str(column.verbose_name), ours, theirs, side, asked)


def _values(survivor, loser, fields):
    model, rules = type(survivor), merge_rules(type(survivor))
    values = {
        model._meta.get_field(choice.name).attname: choice.loser
        for choice in fields
        if choice.chosen == "loser"
    }
    if rules.aliases:
        names = {choice.value for choice in fields if choice.name in rules.spellings}
        values[rules.aliases] = "\n".join(_aliases(survivor, loser, rules, names))
    return {name: value for name, value in values.items() if getattr(survivor, name) != value}


def _aliases(survivor, loser, rules, names):
    """Every spelling of both, without those that are `names` now."""
    texts = [*lines(getattr(survivor, rules.aliases)), *lines(getattr(loser, rules.aliases))]
    texts += [getattr(record, spelling) for record in (loser, survivor) for spelling in rules.spellings]
    return [text for text in dict.fromkeys(texts) if text and text not in names]


# --- Whether they can be one --------------------------------------------------------------------------
def _obstacles(survivor, loser):
    both = (survivor, loser)
    if getattr(survivor, "synthetic", False) != getattr(loser, "synthetic", False):
        yield MergeObstacle(both, _("Dữ liệu thử không gộp với hồ sơ thật."))
    for record in both:
        if Scheduled.objects.of(record).exists():
            yield MergeObstacle((record,), _("Đang hẹn giờ đăng. Hãy bỏ hẹn trước."))
        if Proposal.objects.of(type(record), record.pk).filter(state__in=UNDECIDED).exists():
            yield MergeObstacle((record,), _("Còn đề nghị sửa chưa xét xong. Hãy xét trước."))
    if _leads_to(survivor, loser) or _leads_to(loser, survivor):
        sentence = _(
            "Một bản ghi dẫn tới chính bản ghi kia (cấp trên, nay là …): hai bản ghi không thể là một."
        )
        yield MergeObstacle(both, sentence)
    if NotDuplicate.objects.between(*both).exists():
        sentence = _("Hai bản ghi này đã được ghi là không phải một. Hãy bỏ ghi nhận ấy trước.")
        yield MergeObstacle(both, sentence)


def _leads_to(record, other):
    return any(
        relation.model is type(record) and relation.rows(other).filter(pk=record.pk).exists()
        for relation in relations(type(record))
    )


# --- Rows ---------------------------------------------------------------------------------------------
def _follow(plan, relation):
    """Adds the rows that lead to the loser by `relation` to what moves, goes, or stands in the way."""
    rows = _rows(relation, plan.loser)
    if len(rows) > MOST:
        sentence = _("Quá %(most)s dòng phải chuyển: nhiều hơn một lượt gộp làm được.")
        plan.obstacles.append(MergeObstacle((plan.loser,), sentence % {"most": MOST}))
        return
    rivals = _rivals(plan, relation, rows) if rows else {}
    for row in rows:
        rival = rivals.get(row.pk)
        if rival is None:
            plan.moves.append((relation, row))
        elif isinstance(row, OfRecord) and _differing(row, rival) <= {"id", relation.field.attname}:
            plan.drops.append(row)
        else:
            names = _differing(row, rival) - {"id", relation.field.attname}
            plan.obstacles.append(MergeObstacle((rival, row), _collision(type(row), names)))


def _rows(relation, record):
    rows = named(relation.rows(record))
    if issubclass(relation.model, OfRecord) and not relation.content_type:
        rows = rows.prefetch_related(with_their_records())  # which say more than what they share
    return list(rows[: MOST + 1])


def _rivals(plan, relation, rows):
    """{key of one of `rows`: the row of the survivor whose place it would take}."""
    found = {}
    for constraint in relation.model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or relation.column not in constraint.fields:
            continue
        names = [relation.model._meta.get_field(name).attname for name in constraint.fields]
        names.remove(relation.field.attname)
        condition = constraint.condition or Q()
        concerned = set(relation.rows(plan.loser).filter(condition).values_list("pk", flat=True))
        places = {_place(row, names): row for row in _rows(relation, plan.survivor)}
        standing = set(relation.rows(plan.survivor).filter(condition).values_list("pk", flat=True))
        places = {place: row for place, row in places.items() if row.pk in standing and None not in place}
        found |= {
            row.pk: places[_place(row, names)]
            for row in rows
            if row.pk in concerned and _place(row, names) in places
        }
    return found


def _place(row, names):
    return tuple(getattr(row, name) for name in names)


def _differing(row, rival):
    return differing(instance_state(row), instance_state(rival))


def _collision(model, names):
    if not names:
        return _("Hai dòng trùng chỗ; hãy bỏ một dòng.")
    labels = [str(column.verbose_name) for column in model._meta.concrete_fields if column.attname in names]
    sentence = _("Hai dòng trùng chỗ mà khác nhau ở: %(fields)s. Hãy bỏ một dòng.")
    return sentence % {"fields": ", ".join(labels)}


def _drop_filled_gaps(plan):
    """A gap of a field that has a value once both are one explains nothing."""
    filled = {choice.name for choice in plan.fields if choice.value not in (None, "")}
    gaps = [row for relation, row in plan.moves if type(row) is Gap and row.field in filled]
    plan.moves = [(relation, row) for relation, row in plan.moves if row not in gaps]
    kind = ContentType.objects.get_for_model(plan.model)
    own = Gap.objects.filter(content_type=kind, object_id=plan.survivor.pk, field__in=filled)
    plan.drops += [*gaps, *own]


def lost_citations(plan):
    """[(citation, FieldChoice)] of the values that do not remain: what states one says so from now on."""
    kind, found = ContentType.objects.get_for_model(plan.model), []
    known = {row.pk: row for _relation, row in plan.moves if type(row) is Citation}
    for choice in plan.differing:
        if choice.name not in plan.model.FACTS:
            continue
        record = plan.survivor if choice.chosen == "loser" else plan.loser
        rows = Citation.objects.filter(content_type=kind, object_id=record.pk, field__in=["", choice.name])
        own = rows.filter(field=choice.name)
        found += [(known.setdefault(row.pk, row), choice) for row in own or rows]
    return found
