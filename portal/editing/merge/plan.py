"""What merging two records would do, row by row, without doing it.

Rows that lead to the loser lead to the survivor. Where the database would refuse that (both stand at one conference),
the merger is refused until somebody mends the rows.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, UniqueConstraint
from django.utils.translation import gettext as _

from portal.base.db import DerivedMixin
from portal.base.text import lines
from portal.changes.labels import Labels
from portal.changes.states import SILENT, differing, instance_state
from portal.editing.models import NotDuplicate, Proposal, Scheduled
from portal.records.models import Citation, Gap, Published
from portal.records.models.citation import OfRecord
from portal.records.models.record import with_their_records
from portal.records.rules import named

from .registry import merge_rules, relations

#: Rows that one merger moves at most: each is saved, with its derived columns.
MOST = 5_000
#: Never chosen: the address of the survivor stays, and so does whether readers see it.
OWN = {"slug", "publication", "synthetic", *SILENT}
SIDES = ("survivor", "loser")
EMPTY = (None, "")


@dataclass
class FieldChoice:
    """A field in which one of the records has something. `values` and `texts`: {side: what it has}; `chosen` is the
    side whose value remains; `asked`: both have one, and not the same.
    """

    name: str
    label: str
    values: dict
    texts: dict
    chosen: str
    asked: bool

    @property
    def value(self):
        return self.values[self.chosen]

    @property
    def lost(self):
        """The side whose value does not remain."""
        return "survivor" if self.chosen == "loser" else "loser"


@dataclass
class MergePlan:
    """`fields`: [FieldChoice]. `moves`: [(Relation, row)]. `marks`: the NotDuplicates of the loser. `obstacles`: [(rows, why they stand in the way until somebody mends them)]."""

    survivor: Model
    loser: Model
    fields: list
    moves: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    obstacles: list = field(default_factory=list)

    @property
    def model(self):
        return type(self.survivor)

    @property
    def differing(self):
        return [choice for choice in self.fields if choice.asked]

    @property
    def filled(self):
        """The names of the fields in which one of the records has something."""
        return {choice.name for choice in self.fields}


def plan_merge(survivor, loser, chosen=()):
    """The MergePlan of two records. `chosen`: {field: side} where both have a value."""
    plan = MergePlan(survivor, loser, list(_choices(survivor, loser, dict(chosen))))
    plan.marks = list(NotDuplicate.objects.of(loser).order_by("pk"))
    plan.obstacles += _obstacles(survivor, loser)
    for relation in relations(plan.model):
        _follow(plan, relation)
    return plan


def oriented(one, other):
    """(survivor, loser, swapped): what readers see is never merged into what they do not see."""
    if isinstance(one, Published) and other.is_published and not one.is_published:
        return other, one, True
    return one, other, False


# --- Fields -------------------------------------------------------------------------------------------
def _choices(survivor, loser, chosen):
    model = type(survivor)
    states = {"survivor": instance_state(survivor), "loser": instance_state(loser)}
    labels = Labels((model, state) for state in states.values())
    for column in model._meta.concrete_fields:
        if column.primary_key or column.generated or isinstance(column, DerivedMixin) or column.name in OWN:
            continue
        values = {side: state[column.attname] for side, state in states.items()}
        filled = [side for side in SIDES if values[side] not in EMPTY]
        if filled and column.name != merge_rules(model).aliases:
            asked = len(filled) == 2 and values["survivor"] != values["loser"]
            side = chosen.get(column.name, "survivor") if asked else filled[0]
            texts = {side: labels.words(model, column.attname, state) for side, state in states.items()}
            yield FieldChoice(column.name, str(column.verbose_name), values, texts, side, asked)


def new_values(plan):
    """{attname: value} that the survivor takes over, with every spelling of both that is no name of it now."""
    rules, values = merge_rules(plan.model), {}
    for choice in plan.fields:
        values[plan.model._meta.get_field(choice.name).attname] = choice.value
    if rules.aliases:
        both = (plan.loser, plan.survivor)
        texts = [text for record in both[::-1] for text in lines(getattr(record, rules.aliases))]
        texts += [getattr(record, spelling) for record in both for spelling in rules.spellings]
        names = ["", *(values.get(spelling) for spelling in rules.spellings)]
        values[rules.aliases] = "\n".join(text for text in dict.fromkeys(texts) if text not in names)
    return values


# --- Whether they can be one --------------------------------------------------------------------------
def _obstacles(survivor, loser):
    both = (survivor, loser)
    if getattr(survivor, "synthetic", False) != getattr(loser, "synthetic", False):
        yield both, _("Dữ liệu thử không gộp với hồ sơ thật.")
    for record in both:
        if Scheduled.objects.of(type(record), record.pk).exists():
            yield (record,), _("Đang hẹn giờ đăng. Hãy bỏ hẹn trước.")
        if Proposal.objects.of(type(record), record.pk).filter(state__in=Proposal.OPEN).exists():
            yield (record,), _("Còn đề nghị sửa chưa xét xong. Hãy xét trước.")
    own = [relation for relation in relations(type(survivor)) if relation.model is type(survivor)]
    if any(
        relation.rows(record).filter(pk__in=[one.pk for one in both]).exists()
        for relation in own
        for record in both
    ):
        yield (
            both,
            _("Một bản ghi dẫn tới chính bản ghi kia (cấp trên, nay là …): hai bản ghi không thể là một."),
        )
    if NotDuplicate.objects.between(*both).exists():
        yield both, _("Hai bản ghi này đã được ghi là không phải một. Hãy bỏ ghi nhận ấy trước.")


# --- Rows ---------------------------------------------------------------------------------------------
def _follow(plan, relation):
    """Adds the rows that lead to the loser by `relation` to what moves or stands in the way."""
    rows = list(_named(relation, plan.loser)[: MOST + 1])
    if len(rows) > MOST:
        sentence = _("Quá %(most)s dòng phải chuyển: nhiều hơn một lượt gộp làm được.")
        plan.obstacles.append(((plan.loser,), sentence % {"most": MOST}))
        return
    rivals = _rivals(plan, relation) if rows else {}
    for row in rows:
        rival = rivals.get(row.pk)
        if type(row) is Gap and row.field in plan.filled:
            continue  # it explains nothing, and goes with the loser; so does that of the survivor (sourcing.py)
        if rival is None:
            plan.moves.append((relation, row))
        else:
            names = differing(instance_state(row), instance_state(rival)) - {"id", relation.field.attname}
            plan.obstacles.append(((rival, row), _collision(type(row), names)))


def _named(relation, record):
    rows = named(relation.rows(record))
    if issubclass(relation.model, OfRecord) and not relation.is_generic:
        rows = rows.prefetch_related(with_their_records())  # which say more than what they share
    return rows


def _rivals(plan, relation):
    """{key of a row of the loser: the row of the survivor whose place it would take}."""
    found = {}
    for constraint in relation.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and relation.column in constraint.fields:
            names = [name for name in constraint.fields if name != relation.column]
            ours, theirs = (
                {
                    tuple(row.serializable_value(name) for name in names): row
                    for row in _named(relation, record).filter(constraint.condition or Q())
                }
                for record in (plan.survivor, plan.loser)
            )
            found |= {
                theirs[place].pk: ours[place] for place in theirs.keys() & ours.keys() if None not in place
            }
    return found


def _collision(model, names):
    if not names:
        return _("Hai dòng trùng chỗ; hãy bỏ một dòng.")
    labels = [str(column.verbose_name) for column in model._meta.concrete_fields if column.attname in names]
    sentence = _("Hai dòng trùng chỗ mà khác nhau ở: %(fields)s. Hãy bỏ một dòng.")
    return sentence % {"fields": ", ".join(labels)}


def lost_citations(plan):
    """[(citation, FieldChoice)] of the values that do not remain: what states one says so from now on."""
    kind, found = ContentType.objects.get_for_model(plan.model), []
    known = {row.pk: row for _relation, row in plan.moves if type(row) is Citation}
    for choice in plan.differing:
        if choice.name in plan.model.FACTS:
            rows = Citation.objects.filter(content_type=kind, object_id=getattr(plan, choice.lost).pk)
            own = rows.filter(field=choice.name) or rows.filter(field="")
            found += [(known.setdefault(row.pk, row), choice) for row in own]
    return found
