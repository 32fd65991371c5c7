"""Nothing goes on the page with a fact that no citation carries, unless a publisher says why."""

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.changes.recorder import current_recorder
from portal.editing.conflicts.deletion import fingerprint
from portal.editing.conflicts.form_token import OPENED
from portal.records.admin_urls import form_of
from portal.records.citation_scope import narrow_now
from portal.records.models import Publication
from portal.records.uncited import publishing_obstacles

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


class UncitedRefusal(Exception):
    """What a form puts on the page lacks sources: `lacking` [MissingCitation], `form` the ReasonForm as sent."""

    def __init__(self, lacking, form):
        self.lacking, self.form, self.count = lacking, form, count_of(lacking)
        super().__init__(self.count)


def note_reason(reason):
    """Adds `reason` to the note of the Changeset in hand."""
    changeset = current_recorder().act
    changeset.note = "\n".join(filter(None, [changeset.note, ANYWAY + reason]))


def refuse_uncited(request, form, formsets):
    """The records of the form, its rows among them, that it just saved onto the page; raises UncitedRefusal where one
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
        note_reason(asked.reason)
    else:
        raise UncitedRefusal(lacking_of(obstacles, form.instance, formsets), asked)
    return moved


def _goes_on_the_page(form):
    changed = "publication" in form.changed_data
    return changed and getattr(form.instance, "publication", "") == Publication.PUBLISHED


def ask_for_reason(model_admin, request, rows, obstacles, asked):
    """The page that asks why `rows` go on the page though they lack sources."""
    sentence = _("Chưa đăng %(count)s bản ghi vì có mục chưa có nguồn.")
    model_admin.message_user(request, sentence % {"count": len(rows)}, messages.WARNING)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Đăng dù thiếu nguồn?"),
        "opts": model_admin.opts,
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
