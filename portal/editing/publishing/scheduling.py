"""Publishing at a day and hour: chosen on a page of the record, done by `manage.py publish_due`."""

import datetime

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.forms.utils import from_current_timezone
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.db import lock
from portal.base.values import AnyDayField, HourField
from portal.changes.apply import apply, tracked
from portal.changes.form_token import Ticket, note_made, noted, read, salt_of
from portal.changes.models import Change, Changeset
from portal.changes.recorder import acting
from portal.editing.models import Scheduled
from portal.editing.pages import admin_path, page_of, show_first
from portal.records.admin_urls import admin_page
from portal.records.models import Publication, Published, StaleRecord
from portal.records.models.state import UNPUBLISHED
from portal.records.sourcing import ReasonRequired

from . import companions
from .companions import publishing_refusal

AHEAD = datetime.timedelta(days=366)


# --- When the hour comes ------------------------------------------------------------------------------
def schedule(record, user, moment):
    """The Scheduled by which `record` is published at `moment`; the one that stands is moved. It changes nothing but the
    state of publication, whatever else is saved meanwhile.
    """
    before = {"publication": record.publication, "links": {}}
    with transaction.atomic():
        row, made = Scheduled.objects.update_or_create(
            subject_type=ContentType.objects.get_for_model(record),
            subject_key=record.pk,
            state=Changeset.State.SCHEDULED,
            defaults={
                "apply_at": moment,
                "user": user,
                "who": user.get_full_name() or user.get_username(),
                "title": str(record)[:300],
                "kind": Changeset.Kind.COMMAND,
                "answer": "",
            },
        )
        if made:
            row.write([(type(record), record.pk, before, {**before, "publication": Publication.PUBLISHED})])
    return row


def publish_due(now):
    """Publishes what is due at `now`, each record in an act of whoever scheduled it: ([records], [refused rows]).

    Run twice at once, each record is published by one of the two; run again, there is nothing left to do.
    """
    done, refused = [], []
    due = Scheduled.objects.filter(apply_at__lte=now)
    for key in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # On SQLite the transaction itself lets nobody else write.
                row = due.select_for_update(of=("self",)).filter(pk=key).first()
                record = row and row.record
                if row is None or record is None or record.is_published:
                    due.filter(pk=key).delete()
                    continue
                row.answer = publishing_refusal(row.user, record)
                if row.answer:
                    row.save(update_fields=["answer"])
                    refused.append(row)
                    continue
                with acting(row.user, Changeset.Kind.COMMAND, _("Đăng theo hẹn lúc %(at)s") % {"at": row}):
                    apply(tracked(Change.everything.filter(changeset=row)))
                    record.refresh_from_db()
                    companions.publish_with(row.user, [record])
                row.delete()
        except ReasonRequired as required:  # a source that stays a draft is none for readers
            due.filter(pk=key).update(answer=required.sentence)
            refused += due.filter(pk=key)
            continue
        except StaleRecord:
            continue  # somebody saved it this moment; the next run takes it
        done.append(record)
    return done, refused


# --- The page of a record -----------------------------------------------------------------------------
class ScheduleForm(forms.Form):
    """A day and an hour where the site is. `now` is when it is asked."""

    day = AnyDayField(
        label=gettext_lazy("ngày"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    hour = HourField(
        label=gettext_lazy("giờ"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def __init__(self, *args, now, **kwargs):
        self.now = now
        super().__init__(*args, **kwargs)

    def clean(self):
        """Sets `at`. An hour that the clock leaves out or has twice is refused by from_current_timezone()."""
        found = super().clean()
        if self.errors:
            return found
        last = timezone.localtime(self.now + AHEAD).date()
        if found["day"] > last:
            raise ValidationError(_("Chỉ hẹn được trong vòng một năm tới."))
        if found["day"] < timezone.localtime(self.now).date():
            raise ValidationError(_("Giờ hẹn đã qua."))
        found["at"] = from_current_timezone(datetime.datetime.combine(found["day"], found["hour"]))
        if found["at"] <= self.now:
            raise ValidationError(_("Giờ hẹn đã qua."))
        return found


def urls(model_admin):
    if not issubclass(model_admin.model, Published):
        return []
    return [admin_path(model_admin, "<int:key>/schedule/", schedule_page, "schedule")]


@transaction.atomic
def schedule_page(model_admin, request, key):
    """Sets, moves or drops the hour of a record that is not on the page, from a page that showed the hour as it is."""
    if not model_admin.has_publish_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        lock(model_admin.model, [str(key)])
    record = model_admin.get_object(request, str(key))
    if record is None or (record.publication not in UNPUBLISHED and request.method != "POST"):
        raise Http404
    form_url = admin_page(type(record), "change", key)
    if record.publication not in UNPUBLISHED:
        sentence = _("Không hẹn giờ nữa: bản ghi nay ở trạng thái “%(state)s”.")
        state = record.get_publication_display()
        model_admin.message_user(request, sentence % {"state": state}, messages.WARNING)
        return HttpResponseRedirect(form_url)
    held, now = Scheduled.objects.of(type(record), record.pk).first(), timezone.now()
    local = timezone.localtime(held.apply_at) if held else None
    form = ScheduleForm(initial={"day": local.date(), "hour": local.time()} if local else {}, now=now)
    is_old, salt, shown = False, salt_of(record, "schedule"), {"hour": {"": [str(held and held.apply_at)]}}
    if request.method == "POST":
        form = form if "drop" in request.POST else ScheduleForm(request.POST, now=now)
        if not form.is_bound or form.is_valid():
            wanted, first = form.cleaned_data["at"] if form.is_bound else None, noted(request)
            if first and wanted == (held and held.apply_at):
                return show_first(request, form_url)
            opened = read(request, salt)
            is_old = bool(first) or opened is None or opened.rows != shown
            if not is_old:
                _set_hour(model_admin, request, record, held, wanted)
                return HttpResponseRedirect(form_url)
    context = {"record": record, "form": form, "held": held, "form_url": form_url, "is_old": is_old}
    context |= {"refusal": publishing_refusal(request.user, record), "opened": Ticket(shown).signed(salt)}
    status, title = 409 if is_old else 400 if form.errors else 200, _("Hẹn giờ đăng")
    return page_of(model_admin, request, "publishing/schedule", title, status, **context)


def _set_hour(model_admin, request, record, held, wanted):
    """Sets the hour of `record` to `wanted`, or drops the one that is `held` (None: there is none)."""
    if wanted:
        held = schedule(record, request.user, wanted)
        model_admin.message_user(request, _("Sẽ đăng lúc %(at)s.") % {"at": held})
    note_made(request, held or record)
    if not wanted:
        Scheduled.objects.of(type(record), record.pk).delete()
        model_admin.message_user(request, _("Đã bỏ hẹn giờ đăng."))


def panel(model_admin, request, obj):
    """{"scheduled": the hour of an unpublished record, "schedule": the page that sets it}."""
    if getattr(obj, "publication", None) not in UNPUBLISHED:
        return {}
    found = {"scheduled": Scheduled.objects.of(type(obj), obj.pk).first()}
    if model_admin.has_publish_permission(request):
        found["schedule"] = admin_page(type(obj), "schedule", obj.pk)
    return found


# --- The desk and the lists ---------------------------------------------------------------------------
def scheduled(user, model):
    """The records of `model` that wait for their hour."""
    due = Scheduled.objects.of_model(model).values("subject_key")
    return model._base_manager.exclude(publication=Publication.PUBLISHED).filter(pk__in=due)


def due_at(model):
    """The hour of a record of `model`, in a query of those."""
    return Subquery(_of_each(model).values("apply_at")[:1])


def with_hour(rows):
    """`rows` (a QuerySet of one noun), each with its `due_at` and why it was `refused`."""
    return rows.annotate(
        due_at=due_at(rows.model), refused=Subquery(_of_each(rows.model).values("answer")[:1])
    )


def _of_each(model):
    return Scheduled.objects.of_model(model).filter(subject_key=OuterRef("pk"))


def hour_in_words(record):
    """What the desk says of a row of `with_hour()`."""
    if record.refused:
        return _("không đăng được: %(why)s") % {"why": record.refused}
    return f"{timezone.localtime(record.due_at):%d/%m/%Y %H:%M}"
