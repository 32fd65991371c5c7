"""What a form or a list of the admin shows besides its fields or rows.

A panel is a function that returns variables of the template as a dict, empty where it has nothing to show. Those of a
list are `panel(model_admin, request)`; those of a form `panel(model_admin, request, obj)`, with `obj` None where it
adds; those of FORM_READERS also get the form and its InlineAdminFormSets.
"""

from functools import partial

from django.utils.functional import SimpleLazyObject

from portal.records.models import Publication, withdrawal_of

from .citations import box
from .conflicts import compare, presence
from .form_parts import WHOLE, parts_of
from .import_export import pages as import_export
from .merge import pages as merge
from .proposals import forms as proposals
from .publishing import preview, scheduling
from .scope import owns, show_locked


def notes(model_admin, request, obj, form, formsets):
    """{"notes": the fields of what is noted of this change}, for who may save the form."""
    if "act_note" not in form.fields:
        return {}
    allowed = (
        model_admin.has_change_permission(request, obj) if obj else model_admin.has_add_permission(request)
    )
    return {"notes": [form[name] for name in ("act_note", "act_public_note")]} if allowed else {}


def history_panel(model_admin, request, obj):
    """{"has_history": whether its history is for whoever asks}: the page asks the same (scope.of_its_editors)."""
    return {"has_history": obj is not None and owns(request, obj)}


def withdrawal_panel(model_admin, request, obj):
    """{"withdrawal": the Changeset that took the record off the page}."""
    withdrawn = getattr(obj, "publication", None) == Publication.WITHDRAWN
    return {"withdrawal": withdrawal_of(obj)} if withdrawn else {}


#: Of every form of the admin, those of users and groups too.
GUARDED_FORM = (presence.panel, history_panel)
FORM = (
    *GUARDED_FORM,
    scheduling.panel,
    withdrawal_panel,
    preview.panel,
    merge.form_panel,
    proposals.panel,
)
GUARDED_FORM_READERS = (compare.token_panel,)
FORM_READERS = (*GUARDED_FORM_READERS, box.panel, notes)
LIST = (merge.list_panel, import_export.list_context)


def of_form(model_admin, request, context, obj):
    """Adds to `context`, that of the stock template, what the panels of the form show."""
    show_locked(context["adminform"])
    form, formsets = context["adminform"].form, context["inline_admin_formsets"]
    for panel in model_admin.form_panels:
        context |= panel(model_admin, request, obj)
    for panel in model_admin.form_readers:
        context |= panel(model_admin, request, obj, form, formsets)
    if context.get("proposing", {}).get("waits"):  # which asks why itself
        context["notes"] = [note for note in context.get("notes", ()) if note.name != "act_note"]
    # Asked for by the template, so that it can tell what was locked on the way there.
    context["parts"] = SimpleLazyObject(partial(parts_of, context, obj is None, WHOLE in request.GET))
