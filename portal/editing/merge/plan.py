"""What merging two records would do, row by row, without doing it.

Rows that lead to the one that goes lead to the one that stays. Where the database would refuse that (both stand
at one conference), the two rows become one if they say the same, by these same rules; else the plan is refused.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.base.db import DerivedMixin
from portal.base.text import lines
from portal.changes.states import EXCLUDED
from portal.editing.models import Distinct, Proposal, Scheduled
from portal.records.models import Citation, Gap, Published, Record
from portal.records.models.citation import OfRecord
from portal.records.models.record import with_their_records
from portal.records.rules import named

from .registry import noun_of
from .relations import relations

#: Rows that one merger moves at most: each is saved, with its derived columns.
MOST = 5_000
#: Never chosen: the address of what stays stays, and so does whether readers see it.
OWN = {"slug", "publication", "version", "synthetic", *EXCLUDED}


UNDECIDED = (Proposal.State.WAITING, Proposal.State.RETURNED)


class TooMany(Exception):
    """More rows than MOST would move."""


@dataclass
class MergeObstacle:
    """Why two rows (or the records themselves) cannot become one, until somebody mends it."""

    rows: tuple
    sentence: str


@dataclass
class Line:
    """One field of both records. `chosen` is the side that stays: "kept" or "gone"."""

    name: str
    label: str
    kept: object
    gone: object
    chosen: str
    asked: bool = False


@dataclass
class Plan:
    """`moves`: [(Relation, row)]; `joins`: Plans of rows that become one; `drops`: rows that nothing needs any more.

    `chosen`: {field: "kept" or "gone"} where both records hold a value. `apart`: of two rows that become one, the
    columns in which they differ because of what they hang from. `known`: {(model, key): row}, each row once.
    """

    kept: models.Model
    gone: models.Model
    chosen: dict = field(default_factory=dict)
    apart: tuple | None = None
    known: dict = field(default_factory=dict)
    moves: list = field(default_factory=list)
    joins: list = field(default_factory=list)
    drops: list = field(default_factory=list)
    refusals: list = field(default_factory=list)

    def __post_init__(self):
        self.model = type(self.kept)
        self.is_row = self.apart is not None
        self.lines = list(self._lines())
        self._refuse_what_is_not_one()
        for relation in relations(self.model):
            self._follow(relation)
        self._explain_no_more()

    # --- Fields -------------------------------------------------------------------------------------------
    def _lines(self):
        noun = noun_of(self.model)
        for column in fields(self.model):
            if column.name == aliases_of(self.model) or column.name in (self.apart or ()):
                continue
            sides = [getattr(record, column.attname) for record in (self.kept, self.gone)]
            empty = [value in (None, "") for value in sides]
            asked = not any(empty) and sides[0] != sides[1]
            chosen = "gone" if empty[0] and not empty[1] else "kept"
            if asked and noun is not None:
                chosen = self.chosen.get(column.name, "kept")
            yield Line(column.name, str(column.verbose_name), *sides, chosen, asked)

    @cached_property
    def differing(self):
        return [line for line in self.lines if line.asked]

    def values(self):
        """{column: value} that the record that stays takes over."""
        found = {line.name: line.gone for line in self.lines if line.chosen == "gone"}
        found = {self.model._meta.get_field(name).attname: value for name, value in found.items()}
        name = aliases_of(self.model)
        if name:
            found[name] = "\n".join(self._aliases(name))
        return {name: value for name, value in found.items() if getattr(self.kept, name) != value}

    def _aliases(self, name):
        """Every spelling of both, without those that are its names now."""
        noun = noun_of(self.model)
        spelled = noun.spellings if noun else ()
        names = {
            getattr(self, line.chosen).__dict__[line.name] for line in self.lines if line.name in spelled
        }
        texts = [*lines(getattr(self.kept, name)), *lines(getattr(self.gone, name))]
        texts += [getattr(record, spelling) for record in (self.gone, self.kept) for spelling in spelled]
        return [text for text in dict.fromkeys(texts) if text and text not in names]

    # --- Whether they can be one --------------------------------------------------------------------------
    def _refuse_what_is_not_one(self):
        both = (self.kept, self.gone)
        if self.is_row:
            names = [line.label for line in self.differing] + list(self._links_that_differ())
            states = {getattr(row, "publication", None) for row in both}
            if len(states) > 1:
                names.append(str(self.model._meta.get_field("publication").verbose_name))
            if names:
                sentence = _(
                    "Hai dòng trùng chỗ mà khác nhau ở: %(fields)s. Hãy sửa cho giống, hoặc bỏ một dòng."
                )
                self.refusals.append(MergeObstacle(both, sentence % {"fields": ", ".join(names)}))
            return
        if getattr(self.kept, "synthetic", False) != getattr(self.gone, "synthetic", False):
            self.refusals.append(MergeObstacle(both, _("Dữ liệu thử không gộp với hồ sơ thật.")))
        self.refusals += [MergeObstacle((record,), sentence) for record, sentence in self._waits()]
        if self._leads_to_the_other():
            sentence = _(
                "Một bản ghi dẫn tới chính bản ghi kia (cấp trên, nay là …): hai bản ghi không thể là một."
            )
            self.refusals.append(MergeObstacle(both, sentence))
        if Distinct.objects.between(*both).exists():
            sentence = _("Hai bản ghi này đã được ghi là không phải một. Hãy bỏ ghi nhận ấy trước.")
            self.refusals.append(MergeObstacle(both, sentence))

    def _links_that_differ(self):
        for link in self.model._meta.many_to_many:
            kept, gone = (
                set(getattr(row, link.name).values_list("pk", flat=True)) for row in (self.kept, self.gone)
            )
            if kept and gone and kept != gone:
                yield str(link.verbose_name)

    # --- Rows ---------------------------------------------------------------------------------------------
    def _follow(self, relation):
        rows = self._rows(relation, self.gone)
        if not rows:
            return
        if len(rows) > MOST:
            raise TooMany
        rivals = self._rivals(relation)
        for row in rows:
            twin = None
            for constraint, moving, standing in rivals:
                twin = twin or (row.pk in moving and standing.get(key_of(constraint, row, relation)))
            if not twin:
                self.moves.append((relation, row))
            elif not relation.is_kept:
                self.refusals.append(MergeObstacle((row, twin), _("Hai dòng trùng chỗ; hãy bỏ một dòng.")))
            else:
                join = Plan(twin, row, apart=(relation.column, relation.kind), known=self.known)
                self.joins.append(join)
                self.refusals += join.refusals

    def _waits(self):
        """Sentences about what is still to be done to one of the two."""
        for record in (self.kept, self.gone):
            if Scheduled.objects.of(record).exists():
                yield record, _("Đang hẹn giờ đăng. Hãy bỏ hẹn trước.")
            if Proposal.objects.of(self.model, record.pk).filter(state__in=UNDECIDED).exists():
                yield record, _("Còn đề nghị sửa chưa xét xong. Hãy xét trước.")

    def _leads_to_the_other(self):
        return any(
            relation.leads_to(one, other)
            for relation in relations(self.model)
            if relation.model is self.model
            for one, other in ((self.kept, self.gone), (self.gone, self.kept))
        )

    def _rows(self, relation, record):
        rows = named(relation.rows(record))
        if issubclass(relation.model, OfRecord) and not relation.kind:
            rows = rows.prefetch_related(with_their_records())  # which say more than what they share
        rows = list(rows[: MOST + 1])
        return [self.known.setdefault((relation.model, row.pk), row) for row in rows]

    def _rivals(self, relation):
        """[(constraint, keys of the rows that it holds for, {key: row that leads to what stays})] of the constraints
        that a move could break.
        """
        found = []
        for constraint in relation.model._meta.constraints:
            if not isinstance(constraint, UniqueConstraint) or relation.column not in constraint.fields:
                continue
            held = constraint.condition or Q()
            moving = set(relation.rows(self.gone).filter(held).values_list("pk", flat=True))
            standing = set(relation.rows(self.kept).filter(held).values_list("pk", flat=True))
            rows = [row for row in self._rows(relation, self.kept) if row.pk in standing]
            keys = ((key_of(constraint, row, relation), row) for row in rows)
            found.append((constraint, moving, {key: row for key, row in keys if key is not None}))
        return found

    def _explain_no_more(self):
        """A gap of a field that holds a value once both are one explains nothing."""
        held = {line.name for line in self.lines if getattr(line, line.chosen) not in (None, "")}
        blank = [(relation, row) for relation, row in self.moves if type(row) is Gap and relation.kind]
        self.drops += [row for _relation, row in blank if row.field in held]
        self.moves = [move for move in self.moves if move not in blank or move[1].field not in held]
        filled = {line.name for line in self.lines if line.chosen == "gone" and line.kept in (None, "")}
        if filled and issubclass(self.model, Record):
            kind = ContentType.objects.get_for_model(self.kept)
            rows = Gap.objects.filter(content_type=kind, object_id=self.kept.pk, field__in=filled)
            self.drops += [self.known.setdefault((Gap, row.pk), row) for row in rows]

    # --- Together -----------------------------------------------------------------------------------------
    def rows(self):
        """Every row that would change or go, joined ones' own rows too (a list)."""
        found = [row for _relation, row in self.moves] + list(self.drops)
        for join in self.joins:
            found += [join.kept, join.gone, *join.rows()]
        return found

    def marks(self):
        """Where somebody said that the one that goes is not another record."""
        if self.is_row:
            return []
        kind = ContentType.objects.get_for_model(self.model)
        of = Q(object_id=self.gone.pk) | Q(other_id=self.gone.pk)
        return list(Distinct.objects.filter(of, content_type=kind).order_by("pk"))

    def differing_citations(self):
        """[(citation, Line, value)] of the values that do not stay: what states one says so from now on."""
        found = []
        for line in self.differing if not self.is_row else ():
            side = "kept" if line.chosen == "gone" else "gone"
            record = getattr(self, side)
            if line.name not in record.FACTS:
                continue
            kind = ContentType.objects.get_for_model(record)
            rows = Citation.objects.filter(content_type=kind, object_id=record.pk)
            rows = [self.known.setdefault((Citation, row.pk), row) for row in rows]
            own = [row for row in rows if row.field == line.name]
            found += [(row, line, getattr(line, side)) for row in own or rows if row.field in ("", line.name)]
        return found


def fields(model):
    """The columns of a noun that people fill."""
    return [
        column
        for column in model._meta.concrete_fields
        if not (
            column.primary_key or column.generated or isinstance(column, DerivedMixin) or column.name in OWN
        )
    ]


def aliases_of(model):
    noun = noun_of(model)
    if noun is not None:
        return noun.aliases
    return "aliases" if any(column.name == "aliases" for column in model._meta.concrete_fields) else ""


def key_of(constraint, row, relation):
    """What may stand once beside the record that `relation` leads to; None of a row that the constraint lets be."""
    columns = [row._meta.get_field(name) for name in constraint.fields if name != relation.column]
    key = tuple(getattr(row, column.attname) for column in columns)
    return None if None in key else key


def oriented(one, other):
    """(kept, gone, whether they were swapped): what readers see is never merged into what they do not see."""
    if isinstance(one, Published) and other.is_published and not one.is_published:
        return other, one, True
    return one, other, False
