"""Rows of a record's form: each a sentence that opens."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.admin import GenericStackedInline
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.editing.citations.entry import NEW, CitationRow
from portal.editing.forms import GenericRowFormSet, RowForm, RowFormSet
from portal.editing.scope import owns
from portal.records import rights
from portal.records.models import Citation, Gap

from .fields import RecordFields


class RecordRows(RecordFields):
    """Goes before an inline of records. Citations of a row stand on its own form, one link away.

    Rows that belong to provinces by themselves are open on any form they are seen on.
    """

    template = "admin/edit_inline/rows.html"
    form = RowForm
    formset = RowFormSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def sentence(self, row):
        """What a closed row says."""
        return str(row)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A row is narrow, and what it points at has a form of its own.
            field.widget.can_change_related = False
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        self.prepare(formset.form, request, obj)
        return formset

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and self.is_open(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_open(request, obj)

    def is_open(self, request, obj):
        return obj is None or rights.has_paths(self.model) or owns(request, obj)


class Row(RecordRows, admin.StackedInline):
    pass


class OfRecordInline(RecordRows, GenericStackedInline):
    """Citations or gaps of the record: of one of its facts, or of all of it."""

    formset = GenericRowFormSet
    show_change_link = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "field":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        columns = self.parent_model._meta
        names = [(name, columns.get_field(name).verbose_name) for name in self.parent_model.FACTS]
        return forms.ChoiceField(
            choices=[("", _("cả bản ghi")), *names], required=False, label=capfirst(db_field.verbose_name)
        )


class CitationInline(OfRecordInline):
    model = Citation
    form = CitationRow
    fields = ("field", "source", tuple(NEW), ("place", "anchor", "basis"), ("verbatim", "differs"), "note")
    joined = ("source",)


class GapInline(OfRecordInline):
    model = Gap
    fields = ("field", ("kind", "note"))
