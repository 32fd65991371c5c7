"""What one row of a file does, and whether it may: each check raises ValidationError. `resource` is the SheetResource at the row."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.changes.states import instance_state
from portal.records import rights
from portal.records.models import Publication, Published
from portal.records.models.state import GUARDED
from portal.records.moderation import may_write
from portal.records.uncited import publishing_obstacles


class RowOutcome(models.TextChoices):
    """What a row of a sheet does."""

    ADDED = "them", gettext_lazy("thêm")
    CHANGED = "sua", gettext_lazy("sửa")
    SAME = "giu", gettext_lazy("không đổi")
    REFUSED = "loi", gettext_lazy("bị từ chối")


@dataclass
class SheetRow:
    """What one row of a file does, as its sender is shown it; the import compares it with what it does.

    `changes` is [(heading, before, after)]; `record` and `version` those of the stored record.
    """

    line: int
    outcome: str = ""
    label: str = ""
    record: int | None = None
    version: int | None = None
    changes: list = field(default_factory=list)
    problem: str = ""

    @property
    def outcome_label(self):
        return RowOutcome(self.outcome).label


@dataclass
class RowPlan:
    """What a row does to `record` (in hand, with its values): `touched` fields differ, `chosen` are its links,
    `evidence` {"sources" or "gaps": what shall be there}, `unsaved` the fields that name a new row of the same file.
    `stored_publication` and `is_live` (readers see it) are of the record as it is stored.
    """

    row: SheetRow
    record: object = None
    is_new: bool = False
    is_live: bool = False
    stored_publication: str | None = None
    cited: set = field(default_factory=set)
    touched: set = field(default_factory=set)
    chosen: dict = field(default_factory=dict)
    evidence: dict = field(default_factory=dict)
    unsaved: set = field(default_factory=set)

    @property
    def goes_on_the_page(self):
        return "publication" in self.touched and self.record.publication == Publication.PUBLISHED


def parents_first(model, key, columns, lines):
    """`lines` ([(line number, [text of each cell])]) with those before others that these name as a record of `model`.

    `key`: the names of its natural key. `columns`: that of each cell, None where a cell belongs to none.
    """
    places = {column.name: place for place, column in enumerate(columns) if column}
    own = [
        place
        for place, column in enumerate(columns)
        if column and column.field and column.field.related_model is model and not column.many
    ]
    if not own or any(name not in places for name in key):
        return lines

    def text(cells, place):
        return cells[place] if place < len(cells) else ""

    keys = ["/".join(text(cells, places[name]) for name in key) for _line, cells in lines]
    by_key = {key: place for place, key in enumerate(keys) if key}
    graph = TopologicalSorter()
    for place, (_line, cells) in enumerate(lines):
        graph.add(place, *(by_key[text(cells, at)] for at in own if text(cells, at) in by_key))
    try:
        return [lines[place] for place in graph.static_order()]
    except CycleError:
        return lines


def full_clean(resource, plan):
    """Django asks the database about each relation, unique value and constraint of a row. What the sheet knows by
    now is not asked again: relations were just found, and most values are nobody's.
    """
    record = plan.record
    touched = [resource.fields[name].field for name in plan.touched]
    found = {
        field.name for field in touched if field.many_to_one and getattr(record, field.attname) is not None
    }
    is_unique = not any(resource.is_taken(plan, (name,)) for name in resource.unique)
    try:
        record.full_clean(plan.unsaved | found, validate_unique=not is_unique, validate_constraints=False)
        check_constraints(resource, plan)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        problems = []
        for name, texts in error.message_dict.items():
            column = resource.fields.get(name) if name != NON_FIELD_ERRORS else None
            problems += [f"{column.label}: {text}" if column else text for text in texts]
        raise ValidationError(problems) from error


def check_constraints(resource, plan):
    for constraint in resource.model._meta.constraints:
        passed = None
        if isinstance(constraint, models.CheckConstraint):
            names = sorted(constraint.condition.referenced_base_fields)
            passed = (constraint.name, *(getattr(plan.record, name) for name in names))
            if passed in resource.passed:
                continue
        elif constraint.fields and not resource.is_taken(plan, constraint.fields):
            continue
        constraint.validate(resource.model, plan.record, exclude=plan.unsaved)
        resource.passed.add(passed)


def check_version(resource, plan):
    written = resource.cells.get("version")
    if not plan.is_new and written and written != str(plan.row.version):
        raise ValidationError(
            _(
                "Bản ghi đã được sửa sau khi xuất bảng này. Muốn ghi đè thì để trống ô “phiên bản”; muốn giữ hồ "
                "sơ đang có thì bỏ dòng này, hoặc xuất lại bảng."
            )
        )


def check_rights(resource, plan):
    record, new = plan.record, plan.is_new
    fixed = set(resource.admin.get_readonly_fields(resource.request, None if new else record)) & plan.touched
    if fixed:
        labels = ", ".join(resource.fields[name].label for name in sorted(fixed))
        raise ValidationError(_("Mục này do hồ sơ tự ghi, không nhập được: %(names)s.") % {"names": labels})
    if not is_theirs(resource, plan):
        raise ValidationError(_("Bản ghi này không thuộc phần của bạn."))
    if plan.is_live or not may_write(
        resource.user, [(resource.model, record.pk, None, instance_state(record))]
    ):
        raise ValidationError(
            _("Đang trên trang: người duyệt nhập, hoặc bạn sửa trên biểu mẫu để gửi đề nghị.")
        )
    if "publication" in plan.touched:
        check_publication(resource, plan)


def is_theirs(resource, plan):
    if not plan.is_new:
        return (
            resource.admin.has_change_permission(resource.request, plan.record)
            and rights.may(resource.user, "change", plan.record)
            and rights.allows(resource.user, plan.record, chosen=plan.chosen)
        )
    return resource.admin.has_add_permission(resource.request) and (
        rights.asked_when_stored(resource.model)
        or rights.allows(resource.user, plan.record, chosen=plan.chosen)
    )


def check_publication(resource, plan):
    if issubclass(resource.model, Published):
        if rights.may(resource.user, "publish", plan.record):
            if plan.stored_publication == Publication.PUBLISHED:
                raise ValidationError(_("Gỡ khỏi trang phải kèm lý do: làm ở danh sách hoặc ở biểu mẫu."))
        elif {plan.stored_publication, plan.record.publication} & set(GUARDED):
            raise ValidationError(_("Chỉ người duyệt mới đăng và gỡ được; để “bản nháp” hoặc “chờ duyệt”."))
    if plan.goes_on_the_page and not plan.is_new:
        check_rows_shown_with(resource, plan)


def check_rows_shown_with(resource, plan):
    """Refuses what goes on the page with rows that lack a source: a sheet of the record cannot give them one."""
    lacking = [one for one in publishing_obstacles(plan.record) if type(one.record) is not resource.model]
    if lacking:
        rows = dict.fromkeys(f"{one.record._meta.verbose_name}: {one.record}" for one in lacking)
        sentence = _("Chưa đăng được, vì có dòng đi kèm chưa có nguồn: %(rows)s.")
        raise ValidationError(sentence % {"rows": "; ".join(rows)[:400]})


def check_sources(resource, plan):
    """Refuses a row that leaves a fact without a source: the default source carries what the row enters or
    changes, a citation of the whole record that is there already only the rest.
    """
    if not resource.cites:
        return
    record, wanted, stored = plan.record, plan.evidence.get("sources"), {}
    if wanted is not None and not plan.is_new:
        stored = resource.fields["sources"].widget.of(record.citations.all())
    if any(not key[0] and stored.get(key) != values for key, values in (wanted or {}).items()):
        return  # a citation of the whole record, made by this row
    after = plan.cited if wanted is None else {name for name, _source, _place in wanted}
    changed = {*record.FACTS} if plan.is_new else plan.touched
    facts = {*record.facts(), *(name for name in plan.unsaved if name in record.FACTS)}
    asked = record.FACTS if plan.is_new or plan.goes_on_the_page else changed
    lacking = [
        resource.fields[name].label if name in resource.fields else name
        for name in record.FACTS
        if name in facts
        and name not in after
        and (name in asked or {name, ""} & plan.cited)
        and not (resource.default_source if name in changed else "" in after)
    ]
    if lacking:
        sentence = _(
            "Chưa có nguồn cho: %(facts)s. Ghi vào cột “các nguồn” (tên mục = nguồn), hoặc chọn nguồn mặc định "
            "khi gửi tệp: nó dẫn cho những mục mà dòng thêm hay đổi."
        )
        raise ValidationError(sentence % {"facts": ", ".join(lacking)})
