"""Nothing goes on the page with a fact that no citation carries, unless a publisher says why."""

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.changes.recorder import acting
from portal.editing.conflicts.deletion import fingerprint
from portal.editing.conflicts.form_token import OPENED
from portal.records.admin_urls import form_of
from portal.records.citation_scope import narrow_now
from portal.records.models import Publication
from portal.records.uncited import obstacles_of, publishing_obstacles

from .uncited import count_of, lacking_of

#: What the note of an Changeset that went past the refusal begins with; the history and the form show it.
ANYWAY = "Đăng dù thiếu nguồn: "


class ReasonForm(forms.Form):
    """Why a record goes on the page though it lacks sources. The name begins as those do that are no field."""

    _unsourced = forms.CharField(
        label=gettext_lazy("đăng dù thiếu nguồn: lý do"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    @property
    def reason(self):
        """What was written, "" when nothing was, or nothing that can be kept."""
        return self.cleaned_data["_unsourced"] if self.is_valid() else ""


class UnsourcedRefusal(Exception):
    """What a form puts on the page lacks sources: `lacking` [MissingCitation], `form` the ReasonForm as sent."""

    def __init__(self, lacking, form):
        self.lacking, self.form, self.count = lacking, form, count_of(lacking)
        super().__init__(self.count)


def note(reason):
    """Keeps `reason` with the act in hand."""
    with acting() as act:
        act.note = "\n".join(filter(None, [act.note, ANYWAY + reason]))


def refuse_unsourced(request, form, formsets):
    """The records of the form, its rows among them, that it just saved onto the page; raises UnsourcedRefusal where one
    lacks sources.
    """
    sent = [form, *(row for formset in formsets for row in formset.forms)]
    moved = [each.instance for each in sent if each.instance.pk and _goes_on_the_page(each)]
    if moved:
        narrow_now()
    obstacles = [one for record in moved for one in publishing_obstacles(record)]
    if not obstacles:
        return moved
    asked = ReasonForm(request.POST)
    if asked.reason:
        note(asked.reason)
    else:
        raise UnsourcedRefusal(lacking_of(obstacles, form.instance, formsets), asked)
    return moved


def _goes_on_the_page(form):
    changed = "publication" in form.changed_data
    return changed and getattr(form.instance, "publication", "") == Publication.PUBLISHED


class PublishesSourced:
    """Goes before PublishedAdmin's `move`: the list action that puts records on the page."""

    def publish_sourced(self, request, queryset, allowed):
        """Publishes what is sourced, and shows the page that asks for a reason for the rest, if any is left."""
        rows = list(self.movable(request, queryset, allowed))
        obstacles = obstacles_of(rows)
        lacking = [row for row in rows if obstacles[row.pk]]
        asked = ReasonForm(request.POST)
        if lacking and asked.reason:
            note(asked.reason)
            lacking = []
        sourced = queryset.exclude(pk__in=[row.pk for row in lacking])
        if not lacking or sourced.exists():
            self.move(request, sourced, allowed, Publication.PUBLISHED)
        return self.ask_for_reason(request, lacking, obstacles, asked) if lacking else None

    def ask_for_reason(self, request, rows, obstacles, asked):
        sentence = _("Chưa đăng %(count)s bản ghi vì có mục chưa có nguồn.")
        self.message_user(request, sentence % {"count": len(rows)}, messages.WARNING)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Đăng dù thiếu nguồn?"),
            "opts": self.opts,
            "rows": [
                (
                    row,
                    f"{OPENED}-{row.pk}",
                    fingerprint(row),
                    lacking_of(obstacles[row.pk], row, page=form_of(row)),
                )
                for row in rows
            ],
            "reason": asked if "_unsourced" in request.POST else ReasonForm(),
        }
        return render(request, "admin/sourcing/refused.html", context)
