"""Publishing at a day and hour: chosen on a page of the record, done by `manage.py publish_due`."""

import datetime

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.forms.utils import from_current_timezone
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.bad_request import guarded
from portal.editing.models import Scheduled
from portal.records.models import Publication, StaleRecord
from portal.records.models.state import UNPUBLISHED

from . import companions
from .checks import publishing_refusal

AHEAD = datetime.timedelta(days=366)


# --- When the hour comes ------------------------------------------------------------------------------
def publish_due(now):
    """Publishes what is due at `now`, each record in an act of whoever scheduled it: ([records], [refused rows]).

    Run twice at once, each record is published by one of the two; run again, there is nothing left to do.
    """
    done, refused = [], []
    for key in list(Scheduled.objects.filter(at__lte=now).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # On SQLite the transaction itself lets nobody else write.
                row = Scheduled.objects.select_for_update(of=("self",)).filter(pk=key, at__lte=now).first()
                record = row and row.record
                if row is None or record is None or record.is_published:
                    Scheduled.objects.filter(pk=key, at__lte=now).delete()
                    continue
                row.refused = publishing_refusal(row.user, record)
                if row.refused:
                    row.save(update_fields=["refused"])
                    refused.append(row)
                    continue
                with acting(row.user, Changeset.Kind.COMMAND, _("Đăng theo hẹn lúc %(at)s") % {"at": row}):
                    record.publication = Publication.PUBLISHED
                    record.save()
                    companions.publish_with(row.user, [record])
                row.delete()
        except StaleRecord:
            continue  # somebody saved it this moment; the next run takes it
        done.append(record)
    return done, refused


# --- The page of a record -----------------------------------------------------------------------------
class ScheduleForm(forms.Form):
    """A day and an hour where the site is. `now` is when it is asked."""

    day = forms.DateField(
        label=gettext_lazy("ngày"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    hour = forms.TimeField(
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


class Scheduling:
    """Goes before the ModelAdmin of a noun that is published by itself."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_schedule"
        view = self.admin_site.admin_view(self.schedule_view)
        return [path("<int:key>/schedule/", view, name=name), *super().get_urls()]

    def schedule_view(self, request, key):
        return guarded(self._schedule, request, key)

    def _schedule(self, request, key):
        if not self.has_publish_permission(request):
            raise PermissionDenied
        record = self.get_object(request, str(key)) if key < 2**63 else None
        if record is None or record.publication not in UNPUBLISHED:
            raise Http404
        held = Scheduled.objects.of(record).select_related("user").first()
        form_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])
        now, status = timezone.now(), 200
        if "drop" in request.POST:
            Scheduled.objects.of(record).delete()
            self.message_user(request, _("Đã bỏ hẹn giờ đăng."))
            return HttpResponseRedirect(form_url)
        if request.method == "POST":
            form, status = ScheduleForm(request.POST, now=now), 400
            if form.is_valid():
                row, _made = Scheduled.objects.update_or_create(
                    content_type=ContentType.objects.get_for_model(record),
                    object_id=record.pk,
                    defaults={"at": form.cleaned_data["at"], "user": request.user, "refused": ""},
                )
                self.message_user(request, _("Sẽ đăng lúc %(at)s.") % {"at": row})
                return HttpResponseRedirect(form_url)
        else:
            local = timezone.localtime(held.at) if held else None
            initial = {"day": local.date(), "hour": local.time()} if local else {}
            form = ScheduleForm(initial=initial, now=now)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hẹn giờ đăng"),
            "opts": self.opts,
            "record": record,
            "form": form,
            "held": held,
            "form_url": form_url,
            "refusal": publishing_refusal(request.user, record),
        }
        return render(request, "admin/publishing/schedule.html", context, status=status)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and obj.publication in UNPUBLISHED:
            context["scheduled"] = Scheduled.objects.of(obj).select_related("user").first()
            if self.has_publish_permission(request):
                noun = f"{self.opts.app_label}_{self.opts.model_name}"
                context["schedule"] = reverse(f"admin:{noun}_schedule", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)


# --- The desk and the lists ---------------------------------------------------------------------------
def scheduled(user, model):
    """The records of `model` that wait for their hour."""
    due = Scheduled.objects.of_noun(model).values("object_id")
    return model._base_manager.exclude(publication=Publication.PUBLISHED).filter(pk__in=due)


def with_hour(rows):
    """`rows` (a QuerySet of one noun), each with its `due_at` and why it was `refused`."""
    mine = Scheduled.objects.of_noun(rows.model).filter(object_id=OuterRef("pk"))
    return rows.annotate(due_at=Subquery(mine.values("at")[:1]), refused=Subquery(mine.values("refused")[:1]))


def hour_in_words(record):
    """What the desk says of a row of `with_hour()`."""
    if record.refused:
        return _("không đăng được: %(why)s") % {"why": record.refused}
    return f"{timezone.localtime(record.due_at):%d/%m/%Y %H:%M}"
