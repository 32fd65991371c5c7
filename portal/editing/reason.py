"""The way past a refusal for want of a source: whoever may publish says why, and sends the same thing again."""

from django import forms
from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.values import SeenTextField
from portal.records.admin_urls import form_of


class ReasonForm(forms.Form):
    """Why a record goes on the page though it lacks sources. The name begins as those do that are no field."""

    _unsourced = SeenTextField(
        label=gettext_lazy("đăng dù thiếu nguồn: lý do"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    @property
    def reason(self):
        """What was written, "" when nothing was, or nothing that can be kept."""
        return self.cleaned_data["_unsourced"] if self.is_valid() else ""


def reason_in(request):
    """The reason that `request` brings, "" where it brings none."""
    return ReasonForm(request.POST).reason if request.method == "POST" else ""


def ask_again(request, required):
    """The page that names what lacks a source (`required`: ReasonRequired) and sends the same again with a reason."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "_unsourced")
        for value in values
    ]
    facts = [(one.record, one.label, form_of(one.record)) for one in required.obstacles]
    context = {
        **admin.site.each_context(request),
        "title": _("Đăng dù thiếu nguồn?"),
        "facts": facts,
        "again": again,
        "reason": ReasonForm(),
        "sentence": required.sentence,
    }
    return render(request, "admin/sourcing/reason.html", context, status=required.status)
