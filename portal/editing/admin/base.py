"""The admin of every record: autocomplete everywhere, search without marks, the default source."""

from copy import copy
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.admin import GenericStackedInline
from django.db import models
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.base.text import search_words
from portal.changes.models import Changeset
from portal.changes.recorder import acting
from portal.editing.bad_request import BadRequestMixin
from portal.editing.citations import Sourced, chosen_source
from portal.editing.citations.entry import NEW, CitationRow
from portal.editing.forms import GenericRowFormSet, RowForm, RowFormSet
from portal.editing.history.admin import WithHistory
from portal.editing.import_export.admin import Sheets
from portal.editing.merge.admin import Merges
from portal.editing.proposals.files import files_in
from portal.editing.proposals.mixin import Proposes
from portal.editing.publishing.preview import Previewed
from portal.editing.scope import ScopedAdmin, ScopedRow
from portal.editing.widgets import SelectOne, SelectSeveral, autocomplete_of
from portal.records import rights
from portal.records.models import Citation, Gap, Published, Source
from portal.records.moderation import publishers_only
from portal.records.naming import named_first
from portal.search.index.indexing import batched
from portal.search.query.matching import holding, kind_of

from .dashboard import OnDesk
from .panels import parts_of
from .record_form import HeadForm

#: The largest number of each column type on PostgreSQL; SQLite would take more.
LARGEST = {models.PositiveSmallIntegerField: 32_767, models.PositiveIntegerField: 2_147_483_647}


class Fields:
    """Goes before ModelAdmin and the inlines: how the fields of a record are shown and searched."""

    #: Foreign keys that the texts of a row read; joined in every query of it.
    joined = ()
    #: Many-to-many fields that the form shows.
    fetched = ()
    #: Foreign keys with so few choices that a plain select shows them.
    plain = ()

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.joined).prefetch_related(*self.fetched)

    def get_autocomplete_fields(self, request):
        """Every field that points at a noun with a search box."""
        nouns = self.admin_site._registry
        return [
            field.name
            for field in [*self.opts.fields, *self.opts.many_to_many]
            if field.is_relation
            and field.name not in self.plain
            and getattr(nouns.get(field.related_model), "search_fields", None)
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.SlugField) and db_field.blank:
            kwargs["help_text"] = _(
                "Để trống: làm từ tên, không dấu (đ thành d). Đổi thì địa chỉ cũ vẫn dẫn tới đây."
            )
        if type(db_field) in LARGEST:
            kwargs["max_value"] = LARGEST[type(db_field)]
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if isinstance(db_field, models.TextField):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A slip on a row of a long form must not lead to the deletion of a province.
            field.widget.can_delete_related = field.widget.can_view_related = False
            if not field.widget.can_add_related and autocomplete_of(field):
                missed = db_field.remote_field.model
                asked = {
                    "trang": request.path,
                    "muc": _("thêm %(noun)s") % {"noun": missed._meta.verbose_name},
                }
                field.help_text = format_html(
                    '{} {} <a href="{}?{}" target="_blank">{}</a>.',
                    field.help_text,
                    who_adds(missed),
                    reverse("report"),
                    urlencode(asked),
                    _("Gửi đề nghị thêm"),
                ).strip()
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SelectOne(db_field, self.admin_site, using=kwargs.get("using")))
        kwargs["queryset"] = self.choices(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SelectSeveral(db_field, self.admin_site, using=kwargs.get("using")))
        kwargs["queryset"] = self.choices(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choices(self, db_field, request, kwargs):
        """The records that whoever asks may choose: those they see."""
        rows = kwargs.get("queryset")
        if rows is None:
            rows = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        return rights.filter_to_scope(request.user, rows, "view")

    def prepare(self, form_class, request, obj):
        """Tells the form class of this request who uses it, and its autocompletes which day it is about."""
        form_class.user = request.user
        form_class.may_publish = may_publish(request.user, self.model)
        about = self.about(obj)
        for field in form_class.base_fields.values():
            select = autocomplete_of(field)
            if select is not None:
                select.asked = about
        return form_class

    def about(self, obj):
        """What autocompletes on the form of `obj` (None: a new one) must know, as query parameters."""
        return {}


class AsRows(ScopedRow, Fields):
    """An inline of records, each a sentence that opens. Citations of a row stand on its own form, one
    link away.
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
            field.widget.can_change_related = (
                False  # a row is narrow, and what it points at has a form of its own
            )
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        self.prepare(formset.form, request, obj)
        return formset


class Row(AsRows, admin.StackedInline):
    pass


class OfRecordInline(AsRows, GenericStackedInline):
    """Citations or gaps of the record: of one of its facts, or of all of it."""

    formset = GenericRowFormSet
    show_change_link = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "field":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        columns = self.parent_model._meta
        names = [(name, columns.get_field(name).verbose_name) for name in self.parent_model.FACTS]
        return forms.ChoiceField(
            choices=[("", _("cả bản ghi")), *names], required=False, label=db_field.verbose_name
        )


class CitationInline(OfRecordInline):
    model = Citation
    form = CitationRow
    fields = ("field", "source", tuple(NEW), ("place", "anchor", "basis"), ("verbatim", "differs"), "note")
    joined = ("source",)


class GapInline(OfRecordInline):
    model = Gap
    fields = ("field", ("kind", "note"))


class Recorded:
    """Goes before ModelAdmin: all that one form or action changes is one Changeset, and is indexed together."""

    def changelist_view(self, request, *args, **kwargs):
        deleting = request.POST.get("action") == "delete_selected"
        kind = Changeset.Kind.DELETION if deleting else Changeset.Kind.ACTION
        return self.recorded(request, kind, super().changelist_view, *args, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        return self.recorded(request, Changeset.Kind.FORM, super().changeform_view, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self.recorded(request, Changeset.Kind.DELETION, super().delete_view, *args, **kwargs)

    def recorded(self, request, kind, view, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with batched() as changes, acting(request.user, kind, check=publishers_only(request.user, files_in)):
            response = view(request, *args, **kwargs)
        self.tell(request, changes)
        return response

    def tell(self, request, changes):
        """What must be run for the index to follow."""
        if changes.behind:
            sentence = _(
                "Nhiều bản ghi chứa từ vừa đổi: hãy chạy manage.py rebuild_search để tìm được chúng."
            )
            self.message_user(request, sentence, messages.WARNING)


class PlainAdmin(
    Proposes,
    Sheets,
    Merges,
    OnDesk,
    BadRequestMixin,
    ScopedAdmin,
    WithHistory,
    Previewed,
    Recorded,
    Fields,
    admin.ModelAdmin,
):
    """The admin of a list that states no facts. `search_fields` are lookups of folded text."""

    list_per_page = 50

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # Asked for by the template: what is locked is told to `adminform` only on the way there.
        context["parts"] = SimpleLazyObject(partial(parts_of, context, add))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_search_results(self, request, queryset, search_term):
        """The rows that the term finds, drafts too; those named so first, unless the list is asked for another order.

        Of a model that is not indexed, those that hold every word in one of `search_fields`.
        """
        if not search_words(search_term):
            return (queryset.none() if search_term.strip() else queryset), False
        if kind_of(self.model):
            found = queryset.search(search_term, drafts=True)
        else:
            found = queryset.filter(holding(search_term, self.get_search_fields(request)))
        return (found if ORDER_VAR in request.GET else named_first(found, search_term)), False

    def view_on_site(self, obj):
        """The public page of a record that a reader may see, as stored: the form may hold a broken slug."""
        if not hasattr(obj, "get_absolute_url"):
            return None
        stored = type(obj).objects.published().select_related(*self.joined).filter(pk=obj.pk).first()
        return stored and stored.get_absolute_url()


class RecordAdmin(Sourced, PlainAdmin):
    """The admin of a noun: its facts, its rows, its citations and gaps, and one default source."""

    form = HeadForm
    #: Inlines of its own rows; those of citations and gaps come after them.
    rows = ()

    def get_inlines(self, request, obj):
        return [*self.rows, CitationInline, GapInline]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change, **kwargs)
        field = form_class.base_fields.get("default_source")
        if field is not None:
            # The class of all requests holds the same field.
            field = form_class.base_fields["default_source"] = copy(field)
            field.queryset = rights.filter_to_scope(request.user, Source.objects.all(), "view")
            field.widget = SelectOne(Citation._meta.get_field("source"), self.admin_site)
            field.widget.choices = field.choices
            if source := chosen_source(request, field.queryset):
                field.initial = source.pk
                field.widget.known[str(source.pk)] = str(source)
        return self.prepare(form_class, request, obj)

    def get_fieldsets(self, request, obj=None):
        fieldsets = self.fieldsets
        if not fieldsets:
            names = [name for name in self.get_fields(request, obj) if name not in HeadForm.BESIDE]
            fieldsets = [(None, {"fields": names})]
        if not self.has_change_permission(request, obj):
            return fieldsets
        return [(_("Nguồn mặc định"), {"fields": ["default_source"]}), *fieldsets]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if self.has_change_permission(request, obj) if change else self.has_add_permission(request):
            context["notes"] = [form[name] for name in ("act_note", "act_public_note")]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        with acting() as act:  # the one of this form
            act.note = form.cleaned_data.get("act_note", "")
            act.public_note = form.cleaned_data.get("act_public_note", "")
        super().save_related(request, form, formsets, change)


def who_adds(model):
    """The sentence for somebody who misses a record of `model` and may not add one."""
    return _("Chỉ người duyệt thêm được %(noun)s.") % {"noun": model._meta.verbose_name}


def may_publish(user, model):
    """Whether `user` may put records of `model` on the page and take them off it."""
    if not issubclass(model, Published):
        return False
    return user.has_perm(f"{model._meta.app_label}.publish_{model._meta.model_name}")
