"""How the fields of a record are shown and searched: on its own form (`HeadForm`), and as rows of another's, each a
sentence that opens.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.admin import GenericStackedInline
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.values import NUMBER_FIELDS, SeenTextField
from portal.editing.citations import chosen_source
from portal.editing.citations.entry import NEW, CitationRow
from portal.editing.forms import (
    GenericRowFormSet,
    HeldChoiceField,
    RecordForm,
    RowForm,
    RowFormSet,
    SelectOne,
    SelectSeveral,
    autocomplete_of,
)
from portal.editing.merge.candidates import ask_once
from portal.editing.scope import owns
from portal.records import rights
from portal.records.models import Citation, Gap, Published, Source
from portal.records.models.record import TextModel

#: The largest number of each column type on PostgreSQL; SQLite would take more.
LARGEST = {models.PositiveSmallIntegerField: 32_767, models.PositiveIntegerField: 2_147_483_647}
#: Characters of a note of an act.
NOTE = 1000


class RecordFields:
    """Goes before ModelAdmin and the inlines: autocomplete everywhere, and what its user may see of a record."""

    #: Foreign keys that the texts of a row read; joined in every query of it.
    joined = ()
    #: Many-to-many fields that the form shows.
    fetched = ()
    #: Foreign keys with so few choices that a plain select shows them: {name: choices(obj of the form), a QuerySet}.
    plain = {}
    #: Help texts in place of those of the columns: {name: text}.
    help_texts = {}
    formfield_overrides = NUMBER_FIELDS

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related(*self.joined).prefetch_related(*self.fetched)
        return rights.filter_to_scope(request.user, rows, "view")

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
        if db_field.name in self.help_texts:
            kwargs["help_text"] = self.help_texts[db_field.name]
        is_text = (
            isinstance(db_field, models.CharField | models.TextField) and type(db_field) not in NUMBER_FIELDS
        )
        if is_text and not db_field.choices and not issubclass(db_field.model, TextModel):
            kwargs.setdefault("form_class", SeenTextField)  # a TextModel reads its texts by itself
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
                tell_who_adds(field, db_field.remote_field.model, request)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SelectOne(db_field, self.admin_site, using=kwargs.get("using")))
        kwargs["queryset"] = self.choices(db_field, request, kwargs)
        kwargs.setdefault("form_class", HeldChoiceField)
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
        """Tells the form class of this request who uses it, and its selects which day it is about."""
        form_class.user = request.user
        form_class.may_publish = may_publish(request.user, self.model)
        about = self.about(obj)
        for name, field in form_class.base_fields.items():
            if name in self.plain:
                # Read once for the whole form; a field would ask again for each row.
                rows = field.queryset = self.plain[name](obj)
                field.choices = [("", field.empty_label or ""), *((row.pk, str(row)) for row in rows)]
            select = autocomplete_of(field)
            if select is not None:
                select.asked = about
        return form_class

    def about(self, obj):
        """What autocompletes on the form of `obj` (None: a new one) must know, as query parameters."""
        return {}


class HeadForm(RecordForm):
    """The form of a whole record, with the source of what it enters, and what is noted of this change.

    `compared_with`: the rows (a QuerySet) among which a new record may have a duplicate; None: nothing is asked.
    `candidates`: what it was found to resemble.
    """

    compared_with = None
    candidates = ()

    default_source = forms.ModelChoiceField(
        Source.objects,
        required=False,
        label=gettext_lazy("Nguồn mặc định"),
        help_text=gettext_lazy(
            "Khi lưu, từng mục và từng dòng vừa nhập hay vừa sửa trong lần lưu ấy dẫn nguồn này, trừ mục được "
            "thêm dẫn chứng riêng. Mục không sửa thì không đổi."
        ),
    )
    act_note = SeenTextField(
        required=False,
        max_length=NOTE,
        label=gettext_lazy("ghi chú cho người biên tập"),
        help_text=gettext_lazy("Vì sao sửa; hiện ở lịch sử của bản ghi. Gỡ khỏi trang thì bắt buộc."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    act_public_note = SeenTextField(
        required=False,
        max_length=NOTE,
        label=gettext_lazy("lời cho người đọc"),
        help_text=gettext_lazy(
            "Hiện ở “Lịch sử sửa” của trang công khai; khi gỡ thì hiện ở địa chỉ cũ. Để trống thì người đọc chỉ "
            "thấy ngày và mục đã sửa."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    #: The address of what this form saved before, where it is sent again with something else.
    sent_before = ""
    #: Set by the admin where what was sent may not go on the page (`portal/editing/citations/saving.py`).
    refusal = None

    def _post_clean(self):
        super()._post_clean()
        if self.sent_before:
            sentence = _(
                "Biểu mẫu này đã được gửi và lưu thành {}. Muốn thêm một bản ghi khác thì lưu lần nữa; muốn sửa thì mở bản đã lưu."
            )
            link = format_html('<a href="{}">{}</a>', self.sent_before, _("bản ghi này"))
            self.add_error(None, format_html(sentence, link))
        if not self.errors and self.compared_with is not None:
            self.candidates = ask_once(self, self.compared_with)
        if self.refusal:
            sentence = _("Chưa đăng: %(count)s mục chưa có nguồn, kể ở đầu biểu mẫu.")
            field = "publication" if "publication" in self.fields else None
            self.add_error(field, sentence % {"count": self.refusal.count})


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

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **kwargs, required=False)


class GapInline(OfRecordInline):
    model = Gap
    fields = ("field", ("kind", "note"))


def offer_sources(field, request, site, default=lambda sources: None):
    """Offers in `field` the sources that whoever asks sees: first the one that the address names, or `default(sources)`."""
    field.queryset = rights.filter_to_scope(request.user, Source.objects.all(), "view")
    field.widget = SelectOne(Citation._meta.get_field("source"), site)
    field.widget.choices = field.choices
    if source := chosen_source(request, field.queryset) or default(field.queryset):
        field.initial = source.pk
        field.widget.known[str(source.pk)] = source


def tell_who_adds(field, model, request):
    """Says beneath an autocomplete who adds what is missed there, for who may not."""
    asked = {"trang": request.path, "muc": _("thêm %(noun)s") % {"noun": model._meta.verbose_name}}
    field.help_text = format_html(
        '{} {} <a href="{}?{}" target="_blank">{}</a>.',
        field.help_text,
        who_adds(model),
        reverse("report"),
        urlencode(asked),
        _("Gửi đề nghị thêm"),
    ).strip()


def who_adds(model):
    """The sentence for somebody who misses a record of `model` and may not add one."""
    return _("Chỉ người duyệt thêm được %(noun)s.") % {"noun": model._meta.verbose_name}


def may_publish(user, model):
    """Whether `user` may put records of `model` on the page and take them off it."""
    return issubclass(model, Published) and rights.permitted(user, "publish", model)
