"""A sheet between its check and its confirmation, and the confirmation: one Changeset, or nothing.

What was read of the file is stored in the cache, which all workers share, under its sender; it goes when the sheet is
imported or dropped, at the latest after a working day.
"""

from dataclasses import dataclass
from time import sleep
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils.translation import gettext as _

from portal.base.db import lock
from portal.base.errors import Refusal
from portal.changes.form_token import FormIdentity, keep_identity, last_sending
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.publishing.companions import publish_with, tell
from portal.records import rights
from portal.records.citation_scope import cite_entered
from portal.records.loading.table import BadCell
from portal.records.models import Publication, Source
from portal.records.moderation import publishers_only

from .columns import heading_reader
from .readers import read_table
from .resource import SheetResource
from .row_checks import RowOutcome

LIFETIME = 12 * 60 * 60  # seconds: a working day
WRITING = 60  # seconds that the writing of a sheet may take: 5,000 rows take less than 30


@dataclass
class CheckedSheet:
    """`header` and `lines` ([(line number, [text])]) of a file, and `rows` ([SheetRow]): what they would do;
    `notes`: what the reader says of the file."""

    key: str
    model: str
    file_name: str
    header: list
    lines: list
    source_key: int | None = None
    rows: list = ()
    notes: list = ()

    def count(self, outcome):
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def default_source(self):
        return Source.objects.filter(pk=self.source_key).first()

    @property
    def writes(self):
        return self.count(RowOutcome.ADDED) + self.count(RowOutcome.CHANGED)


def receive(file, model_admin, request, default_source=None):
    """The CheckedSheet of an uploaded file. Raises Refusal, and stores nothing."""
    resource = SheetResource(model_admin, request, default_source)
    table = read_table(file, heading_reader(resource.fields.values()))
    if not table.lines:
        raise Refusal(400, _("Bảng chỉ có dòng tên cột, không có dòng nào để nhập."))
    label, source_key = model_admin.model._meta.label, getattr(default_source, "pk", None)
    header = [*map(str, table.header)]
    sheet = CheckedSheet(
        str(uuid4()), label, file.name[-200:], header, table.lines, source_key, notes=table.notes
    )
    try:
        sheet.rows = resource.check(header, table.lines)
    except BadCell as problem:
        raise Refusal(400, str(problem)) from problem
    store(sheet, request.user)
    return sheet


def stored(model, user, key):
    """The CheckedSheet of `user` under `key`. Raises Refusal."""
    sheet = cache.get(_place(user, key))
    if sheet is None or sheet.model != model._meta.label:
        raise Refusal(404, _("Không có bảng này, hoặc đã quá hạn: hãy gửi lại tệp."))
    return sheet


def store(sheet, user):
    cache.set(_place(user, sheet.key), sheet, LIFETIME)


def identity_of_sheet(key):
    """The FormIdentity of the page of the check, which has one sheet."""
    return FormIdentity(str(key))


def drop(sheet, user):
    cache.delete(_place(user, sheet.key))


def wait_while_written(user, key):
    """Returns when nobody writes the rows of the sheet (any more), or after WRITING seconds."""
    for _try in range(5 * WRITING):
        if not cache.get(_mark_of_writing(user, key)):
            return
        sleep(0.2)


def _place(user, key):
    return f"checked-sheet-{user.pk}-{key}"


def _mark_of_writing(user, key):
    return f"{_place(user, key)}-writing"


# --- Confirmed ----------------------------------------------------------------------------------------
class SheetBeingWritten(Exception):
    """Another request writes the sheet, or just wrote it."""


class RowsOutdated(Exception):
    """Rows would no longer do what was shown. `rows`: what all of them would do now."""

    def __init__(self, rows):
        self.rows = rows
        super().__init__(len(rows))


def confirm(sheet, model_admin, request):
    """(Changeset or None, 0) once all rows are in; (None, how many rows do not do what was shown) where nothing was
    written; `sheet` then has what they would do now. Raises Refusal, SheetBeingWritten.
    """
    if sheet.count(RowOutcome.REFUSED):
        raise Refusal(409, _("Còn dòng bị từ chối; chưa nhập dòng nào."))
    user, writing = request.user, _mark_of_writing(request.user, sheet.key)
    if not cache.add(writing, True, WRITING):
        raise SheetBeingWritten
    note = _("Nhập từ %(file)s") % {"file": sheet.file_name}
    try:
        with acting(user, kind=Changeset.Kind.IMPORT, note=note, check=publishers_only(user)) as changeset:
            lock(
                get_user_model(), [str(user.pk)]
            )  # of two requests at once, which a cache may let through, one writes
            if last_sending(request, identity_of_sheet(sheet.key)):
                raise SheetBeingWritten
            keep_identity(changeset, identity_of_sheet(sheet.key))
            outcome = _write(sheet, model_admin, request)
        drop(sheet, user)
    except RowsOutdated as outdated:
        moved = sum(old != new for old, new in zip(sheet.rows, outdated.rows, strict=True))
        sheet.rows = outdated.rows
        store(sheet, user)
        return None, moved
    finally:
        cache.delete(writing)
    tell(request, outcome)
    return (changeset if changeset.pk else None), 0


def _write(sheet, model_admin, request):
    """Writes all rows; what was published with them. Raises RowsOutdated where one does not do what was shown."""
    resource = SheetResource(model_admin, request, sheet.default_source)
    rows = resource.write(sheet.header, sheet.lines)
    if rows == sheet.rows:
        plans = [
            plan for plan in resource.plans if plan.row.outcome in (RowOutcome.ADDED, RowOutcome.CHANGED)
        ]
        if resource.default_source and resource.cites:
            cite_entered([plan.record for plan in plans], resource.default_source)
        _refuse_others(plans, model_admin.model, request.user)
    if rows != sheet.rows:
        raise RowsOutdated(rows)
    fresh = [
        plan.record
        for plan in plans
        if plan.goes_on_the_page and plan.stored_publication != Publication.PUBLISHED
    ]
    return publish_with(request.user, fresh)


def _refuse_others(plans, model, user):
    """Refuses rows of which only stored rows tell that they are not the user's."""
    if rights.asked_when_stored(model):
        for plan in plans:
            if not rights.may(user, "change", plan.record):
                plan.row.outcome, plan.row.problem = (
                    RowOutcome.REFUSED,
                    _("Bản ghi này không thuộc phần của bạn."),
                )
