"""One import from the file to the undo: received, checked step by step, answered, confirmed, taken back.

Nothing is written to the record before the confirmation, and then all of it in one transaction.
"""

import time

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from portal.base.errors import Refusal
from portal.changes.apply import undo
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.history.reverters import register_reverter
from portal.editing.models.import_job import SheetImport, SheetRow
from portal.editing.publishing.companions import publish_with, tell
from portal.records import rights
from portal.records.citation_scope import cite_entered
from portal.records.loading.table import BadCell
from portal.records.models import Citation, Gap, Publication, Published, StaleRecord
from portal.records.moderation import publishers_only
from portal.records.natural_keys import table_of

from .cells import BadValue
from .columns import Columns
from .readers import read_table
from .validation import EVIDENCE, RELATION, Checker

Outcome, State = SheetRow.Outcome, SheetImport.State
TOGETHER = 100  # rows checked at once
STEP = 1.0  # seconds that one request checks for
KEPT_JOBS = 5  # unfinished imports that one person keeps


def receive(file, model, user, default_source=None):
    """The job of an uploaded file, its rows kept as texts. Raises Refusal, and keeps nothing."""
    rows = read_table(file)
    _line, header = next(rows, (1, []))
    try:
        columns = Columns(model).matching([str(heading) for heading in header])
    except BadCell as problem:
        raise Refusal(400, str(problem)) from problem
    with transaction.atomic():
        job = SheetImport.objects.create(
            noun=ContentType.objects.get_for_model(model),
            user=user,
            file_name=file.name[-200:],
            default_source=default_source,
            columns=[column and column.name for column in columns],
        )
        some = []
        for line, cells in rows:
            kept = [[str(cell)] if isinstance(cell, BadValue) else cell for cell in cells]
            some.append(SheetRow(job=job, line=line, cells=kept))
            if len(some) == 500:
                SheetRow.objects.bulk_create(some)
                some = []
        SheetRow.objects.bulk_create(some)
        if not job.rows.exists():
            raise Refusal(400, _("Bảng chỉ có dòng đầu, không có dòng nào để nhập."))
        _forget_old(user)
    cache.delete(_place(job))
    return job


def _forget_old(user):
    """Drops the rows of what is done and the oldest of what was never confirmed."""
    mine = SheetImport.objects.filter(user=user)
    SheetRow.objects.filter(job__in=mine.filter(state=State.DONE)).delete()
    left = mine.exclude(state=State.DONE).values_list("pk", flat=True)[KEPT_JOBS:]
    SheetImport.objects.filter(pk__in=list(left)).delete()


_WRITTEN = (
    "outcome", "identity", "label", "record", "version", "changes", "problem", "question", "asked", "options",
)  # fmt: skip


def step(job, model_admin, request, seconds=STEP):
    """Checks rows for about `seconds`; the job is READY when none is left. Returns whether it is."""
    ends = time.monotonic() + seconds
    checker = Checker(job, model_admin, request)
    while True:
        rows = list(job.rows.filter(outcome=Outcome.UNCHECKED)[:TOGETHER])
        if not rows:
            SheetImport.objects.filter(pk=job.pk, state=State.CHECKING).update(state=State.READY)
            job.refresh_from_db(fields=["state"])
            return True
        checker.check(rows)
        with transaction.atomic():
            SheetRow.objects.bulk_update(rows, _WRITTEN, batch_size=TOGETHER)
        if time.monotonic() > ends:
            return False


def counts(job):
    """{outcome: rows} of a job, every outcome named."""
    found = dict(job.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return {outcome.name.lower(): found.get(outcome.value, 0) for outcome in Outcome}


def questions(job):
    """[(question, text, options, lines)] that the job waits for."""
    found = {}
    for row in job.rows.filter(outcome=Outcome.ASKED):
        found.setdefault(row.question, (row.question, row.asked, row.options, []))[3].append(row.line)
    return list(found.values())


def answer(job, answers):
    """Notes `answers` ({question: chosen key}); the rows that asked are checked again."""
    job.answers |= answers
    job.state = State.CHECKING
    job.save(update_fields=["answers", "state"])
    job.rows.filter(question__in=answers, outcome=Outcome.ASKED).update(outcome=Outcome.UNCHECKED)


# --- Confirmed ----------------------------------------------------------------------------------------
class RowsOutdated(Exception):
    """Rows would no longer do what was shown: {line: sentence, "" where they are simply checked again}."""

    def __init__(self, lines):
        self.lines = lines
        super().__init__(len(lines))


def confirm(job, model_admin, request):
    """Brings all rows in, in one transaction and as one Changeset. Returns a sentence where nothing was saved because
    the record has moved on since the check; the rows concerned are then checked again. Raises Refusal.
    """
    try:
        with transaction.atomic():
            if not SheetImport.objects.filter(pk=job.pk, state=State.READY).update(state=State.DONE):
                raise Refusal(409, _("Lượt nhập này đã được xác nhận, hoặc còn đang kiểm."))
            if job.rows.filter(outcome__in=[Outcome.ASKED, Outcome.REFUSED]).exists():
                raise Refusal(409, _("Còn dòng bị từ chối hoặc chưa trả lời; chưa nhập dòng nào."))
            note = _("Nhập từ %(file)s") % {"file": job.file_name}
            check = publishers_only(request.user)
            with acting(request.user, kind=Changeset.Kind.IMPORT, note=note, check=check) as act:
                _bring_in(job, model_admin, request)
            job.state, job.act = State.DONE, act if act.pk else None
            job.save(update_fields=["state", "act"])
    except RowsOutdated as moved:
        _check_again(job, moved.lines)
        return _(
            "Chưa lưu gì: %(count)s dòng đã khác lúc kiểm. Xem lại các dòng này rồi xác nhận lần nữa."
        ) % {"count": len(moved.lines)}
    return ""


def take_back(job, user):
    """Undoes all that the import did. Raises Refusal where there is nothing to undo, Blocked (`history.undoing`)
    where it was changed since.
    """
    if job.act is None or job.act.is_reverted:
        raise Refusal(409, _("Lượt nhập này không có gì để hoàn tác."))
    model = job.noun.model_class()
    keys = list(job.act.changes.filter(content_type=job.noun).values_list("key", flat=True))
    with transaction.atomic():
        undo(job.act, user, check=publishers_only(user))
        after_save = table_of(model).after_save
        if after_save:
            after_save(list(model._default_manager.filter(pk__in=keys)))


def _revert(act, user, note):
    """The Changeset that undid `act` where it is an import, else None."""
    job = SheetImport.objects.filter(act=act).first()
    if job is None:
        return None
    take_back(job, user)
    return act.reverted_by.latest("pk")


register_reverter(_revert)


def _check_again(job, lines):
    for line, sentence in lines.items():
        rows = job.rows.filter(line=line)
        if sentence:
            rows.update(outcome=Outcome.REFUSED, problem=sentence)
        else:
            rows.update(outcome=Outcome.UNCHECKED)
    SheetImport.objects.filter(pk=job.pk).update(state=State.CHECKING)
    job.refresh_from_db()


def written(job):
    """How many rows of the import that is being confirmed are written so far."""
    return cache.get(_place(job), 0)


def _place(job):
    return f"sheet-import-{job.pk}"


def _bring_in(job, model_admin, request):
    """Saves what the rows do; raises RowsOutdated where that is no longer what was shown."""
    checker, saved, waiting = Checker(job, model_admin, request), {}, []
    put_on_page = []
    todo = list(job.rows.filter(outcome__in=[Outcome.ADDED, Outcome.CHANGED]))
    for start in range(0, len(todo), TOGETHER):
        cache.set(_place(job), start, 600)  # what a transaction has done so far nobody else can read
        rows = todo[start : start + TOGETHER]
        shown = {row.line: (row.outcome, row.record, row.version, row.changes) for row in rows}
        plans = checker.check(rows, validate=False)
        moved = [
            plan.row.line
            for plan in plans
            if shown[plan.row.line] != (plan.row.outcome, plan.row.record, plan.row.version, plan.row.changes)
        ]
        if moved:
            raise RowsOutdated(dict.fromkeys(moved, ""))
        before = _published(plans)
        _save(job, plans, model_admin, request)
        fresh = _published(plans) - before
        put_on_page += [plan.record for plan in plans if plan.record.pk in fresh]
        for plan in plans:
            saved[plan.row.line] = plan.record
            waiting += [plan] if plan.later else []
    for plan in waiting:
        for name, line in plan.later.items():
            setattr(plan.record, name, saved[line])
        _saved(plan.row.line, plan.record)
    if job.default_source_id and Columns(model_admin.model).cites:
        cite_entered([plan.record for plan in waiting], job.default_source)
    after_save = table_of(model_admin.model).after_save
    if after_save and saved:
        after_save(list(saved.values()))
    tell(request, publish_with(request.user, put_on_page))


def _published(plans):
    """The keys of the records of `plans` that are stored as published."""
    rows = type(plans[0].record)._base_manager.filter(pk__in=[plan.record.pk for plan in plans])
    is_head = issubclass(rows.model, Published)
    return (
        set(rows.filter(publication=Publication.PUBLISHED).values_list("pk", flat=True)) if is_head else set()
    )


def _save(job, plans, model_admin, request):
    citations, gaps = [], []
    for plan in plans:
        _saved(plan.row.line, plan.record)
        for name, chosen in plan.chosen.items():
            getattr(plan.record, name).set(chosen)
        if plan.sources is not None:
            citations += _sync(plan, "sources", plan.sources)
        if plan.gaps is not None:
            gaps += _sync(plan, "gaps", plan.gaps)
    Citation.objects.bulk_create(citations)
    Gap.objects.bulk_create(gaps)
    _log(plans, model_admin.model, request.user)
    if job.default_source_id and Columns(model_admin.model).cites:
        cite_entered([plan.record for plan in plans], job.default_source)
    if rights.asked_when_stored(model_admin.model):
        for plan in plans:
            if not rights.may(request.user, "change", plan.record):
                raise RowsOutdated({plan.row.line: _("Bản ghi này không thuộc phần của bạn.")})


def _saved(line, record):
    """Saves `record`; what the database refuses is said of its line."""
    try:
        record.clean()
        record.save()
    except StaleRecord:
        raise RowsOutdated({line: ""}) from None
    except IntegrityError as error:
        raise RowsOutdated(
            {line: _("Trùng với một dòng khác của bảng, hoặc trái một quy tắc của hồ sơ.")}
        ) from error
    except DatabaseError as error:
        raise RowsOutdated({line: _("Cơ sở dữ liệu không nhận dòng này.")}) from error


def _sync(plan, name, wanted):
    """Makes the citations or gaps of the plan's record equal to `wanted`; returns those to be created."""
    record = plan.record
    model, key_names, value_names = EVIDENCE[name]
    rows = [] if plan.row.outcome == Outcome.ADDED else getattr(record, RELATION[name]).all()
    standing = {tuple(getattr(row, key) for key in key_names): row for row in rows}
    for key, row in standing.items():
        values = dict(zip(value_names, wanted.get(key, ()), strict=False))
        if not values:
            row.delete()
        elif any(getattr(row, column) != value for column, value in values.items()):
            for column, value in values.items():
                setattr(row, column, value)
            row.save()
    kind = ContentType.objects.get_for_model(record)
    return [
        model(
            content_type=kind,
            object_id=record.pk,
            **dict(zip((*key_names, *value_names), (*key, *values), strict=True)),
        )
        for key, values in wanted.items()
        if key not in standing
    ]


def _log(plans, model, user):
    """The admin's own log of who entered what: drafts belong to those who entered them (`rights`)."""
    kind = ContentType.objects.get_for_model(model)
    said = _("Nhập từ bảng tính.")
    LogEntry.objects.bulk_create(
        LogEntry(
            user=user,
            content_type=kind,
            object_id=str(plan.record.pk),
            object_repr=str(plan.record)[:200],
            action_flag=ADDITION,
            change_message=said,
        )
        for plan in plans
        if plan.row.outcome == Outcome.ADDED
    )
