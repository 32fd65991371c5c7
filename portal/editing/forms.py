"""The forms of rows, and what they share with those of records: untouched rows cost nothing, rows that are twice are
named, states guarded; an autocomplete asks the database once for a whole form, and knows which day it is about.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import CheckConstraint, Q, Value
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.base.text import visible
from portal.records import rights
from portal.records.admin_urls import form_of
from portal.records.models import Publication
from portal.records.models.state import GUARDED


# --- Choices ------------------------------------------------------------------------------------------
def choice_label(record):
    """A record as a picker shows it: by its `choice_label()`, where its name in words does not tell it apart."""
    return record.choice_label() if hasattr(record, "choice_label") else str(record)


class Known:
    """An autocomplete that shows its chosen records from `known` ({key as text: record}) without asking.

    `asked` goes with every question it sends, e.g. {"day": "2024-10-10"}. Copies share both: Django
    copies a form's widgets once a row.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.asked = {}, {}

    def get_url(self):
        url = super().get_url()
        return f"{url}?{urlencode(self.asked)}" if self.asked else url

    def optgroups(self, name, value, attr=None):
        chosen = [str(key) for key in value if key not in (None, "")]
        if not all(key in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options = blank + [(key, choice_label(self.known[key])) for key in chosen]
        rows = [
            self.create_option(name, key, label, key in chosen, index)
            for index, (key, label) in enumerate(options)
        ]
        return [(None, rows, 0)]


class SelectOne(Known, AutocompleteSelect):
    pass


class SelectSeveral(Known, AutocompleteSelectMultiple):
    def build_attrs(self, *args, **kwargs):
        """Each choice has a cross of its own; one for all would stand in the list and be no item of it."""
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}


class HeldChoiceField(forms.ModelChoiceField):
    """A foreign key of a record; `held`, what it points at already, is taken without asking."""

    held = None

    def to_python(self, value):
        if self.held is not None and str(value) == str(self.held.pk):
            return self.held
        return super().to_python(value)


def autocomplete_of(field):
    """The autocomplete inside a form field's widget, or None."""
    widget = getattr(field.widget, "widget", field.widget)
    return widget if isinstance(widget, Known) else None


# --- Forms --------------------------------------------------------------------------------------------
class RecordForm(forms.ModelForm):
    """Knows what its record points at, which states its user may choose (`may_publish`), and what is theirs.

    A form that is locked takes nothing of its record.
    """

    #: Set by the admin on the form class it makes for a request.
    may_publish = False
    user = None
    locked = False

    #: What a form takes beside the fields of its record.
    BESIDE = ("default_source", "act_note", "act_public_note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.locked:
            self.lock()
        self.learn_choices()
        if self.is_bound and self.instance.pk and self.user and rights.scope(self.user):
            self.keep_choices()
        if "publication" in self.fields and not self.may_publish:
            self.guard_publication()

    def learn_choices(self):
        """Gives each field the records that the instance already holds in memory."""
        held = self.instance._state.fields_cache
        fetched = getattr(self.instance, "_prefetched_objects_cache", {})
        for name, field in self.fields.items():
            if isinstance(field, HeldChoiceField):
                field.held = held.get(name)
            select = autocomplete_of(field)
            if select is None:
                continue
            chosen = fetched.get(name) or [held.get(name)]
            select.known.update({str(record.pk): record for record in chosen if record is not None})

    def lock(self, keep=()):
        """Takes out all fields of the record but those named in `keep`, and refuses a submission that holds one."""
        self.locked = True
        names = self.base_fields.keys() - {*self.BESIDE, *keep}
        for name in [name for name in self.fields if name in names]:
            if self.add_prefix(name) in self.data or self.add_prefix(name) in self.files:
                raise PermissionDenied
            del self.fields[name]

    def keep_choices(self):
        """Lets stand what the record already points at, though its user would not be offered that."""
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField) or name in self.declared_fields:
                continue
            several = isinstance(field, forms.ModelMultipleChoiceField)
            held = (
                getattr(self.instance, name).values("pk")
                if several
                else [getattr(self.instance, f"{name}_id")]
            )
            offered = Q(pk__in=field.queryset.order_by().values("pk"))
            field.queryset = field.queryset.model._default_manager.filter(offered | Q(pk__in=held))

    def _post_clean(self):
        if self.locked:
            return
        super()._post_clean()
        self.lead_to_the_first()
        self.lead_to_the_fields()
        if self.errors or self.user is None or rights.asked_when_stored(type(self.instance)):
            return
        chosen = {
            field.name: self.cleaned_data[field.name]
            for field in self.instance._meta.many_to_many
            if field.name in self.cleaned_data
        }
        if not rights.allows(self.user, self.instance, chosen):
            self.add_error(
                None,
                _(
                    "Phải là của tỉnh bạn, hoặc của đơn vị đã nhập vào tỉnh bạn; việc đăng cai do nơi giữ hội nghị ghi."
                ),
            )

    def lead_to_the_first(self):
        """What two records may not share is refused at its last field, with a link to the one that has it."""
        said = self.errors.get(forms.forms.NON_FIELD_ERRORS, [])
        for constraint in self.instance._meta.total_unique_constraints:
            message = constraint.get_violation_error_message()
            field = next((name for name in reversed(constraint.fields) if name in self.fields), None)
            if field is None or message not in said:
                continue
            values = {name: getattr(self.instance, name) for name in constraint.fields}
            rows = type(self.instance)._default_manager.filter(**values).exclude(pk=self.instance.pk)
            first = rights.filter_to_scope(self.user, rows, "view").first() if self.user else None
            self.unsay(message)
            if first is not None:
                message = format_html('{} <a href="{}">{}</a>', message, form_of(first), first)
            self.add_error(field, message)

    def lead_to_the_fields(self):
        """A condition of the table that does not hold is said at the last of its fields on the form."""
        said = self.errors.get(forms.forms.NON_FIELD_ERRORS, [])
        broken = [
            constraint
            for constraint in self.instance._meta.constraints
            if isinstance(constraint, CheckConstraint)
            and constraint.get_violation_error_message() in said
            and not Q(constraint.condition).check(
                self.instance._get_field_expression_map(self.instance._meta)
            )
        ]
        for constraint in broken:
            names = constraint.condition.referenced_base_fields
            field = next((name for name in reversed(self.fields) if name in names), None)
            if field is not None:
                self.unsay(constraint.get_violation_error_message())
                self.add_error(field, constraint.get_violation_error_message())

    def unsay(self, message):
        """Takes a sentence back that was said of the form as a whole."""
        said = self.errors.get(forms.forms.NON_FIELD_ERRORS)
        if said is not None:
            said.data = [error for error in said.data if error.message != message]
            if not said.data:
                del self._errors[forms.forms.NON_FIELD_ERRORS]

    def clean_publication(self):
        """Whoever takes a record off the page says why; a row says it on the form that it stands on."""
        state, before = self.cleaned_data["publication"], self.initial.get("publication")
        if before == Publication.PUBLISHED != state and not visible(self.data.get("act_note", "")).strip():
            raise ValidationError(
                _("Gỡ khỏi trang phải có lý do: ghi ở ô “ghi chú cho người biên tập”, cuối biểu mẫu.")
            )
        return state

    def guard_publication(self):
        field = self.fields["publication"]
        if self.instance.publication in GUARDED:
            field.disabled = True
        else:
            field.choices = [choice for choice in Publication.choices if choice[0] not in GUARDED]


class RowForm(RecordForm):
    """One row of a record's form. A row that stands and was not touched is not checked again."""

    def full_clean(self):
        if self.is_bound and self.instance.pk and not self.has_changed():
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
            return
        super().full_clean()


class NoTwins:
    """A formset that names two rows of one submission that the database would refuse together.

    `compared`: the same formset as it was compared with what was shown, whose rows need not be read again.
    """

    def __init__(self, *args, compared=None, **kwargs):
        self.compared = compared
        super().__init__(*args, **kwargs)

    def get_queryset(self):
        return super().get_queryset() if self.compared is None else self.compared.get_queryset()

    @cached_property
    def empty_form(self):
        """Made once: a page asks for it six times."""
        return super().empty_form

    def clean(self):
        super().clean()
        rows = [
            form
            for form in self.forms
            if not form.errors and form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        for constraint in self.model._meta.constraints:
            names = getattr(constraint, "fields", ())
            if names:
                self.refuse_twins(constraint, names, rows)

    def refuse_twins(self, constraint, names, rows):
        seen = {}
        for form in rows:
            key = tuple(self.value(form.instance, name) for name in names)
            if None in key:
                continue
            twin = seen.setdefault(key, form)
            if twin is form or not self.holds_for(constraint, (twin, form)):
                continue
            raise ValidationError(
                _("Hai dòng trùng nhau: %(why)s") % {"why": constraint.get_violation_error_message()}
            )

    def value(self, row, name):
        column = self.model._meta.get_field(name)
        return "parent" if name in self.of_parent else getattr(row, column.attname)

    @property
    def of_parent(self):
        """The columns that are the same in every row: those that point at the record of the form."""
        return {self.fk.name} if hasattr(self, "fk") else {self.ct_field.name, self.ct_fk_field.name}

    def holds_for(self, constraint, forms):
        if constraint.condition is None:
            return True
        columns = [column for column in self.model._meta.concrete_fields if not column.primary_key]
        against = [
            {column.name: Value(getattr(form.instance, column.attname), column) for column in columns}
            for form in forms
        ]
        return all(constraint.condition.check(values) for values in against)


class RowFormSet(NoTwins, BaseInlineFormSet):
    """Rows that its user may not change are locked."""

    @cached_property
    def theirs(self):
        """The keys of the rows that the user may change, None for all."""
        user = self.form.user
        if user is None or rights.scope(user) is None or self.instance.pk is None:
            return None
        rows = self.model._default_manager.filter(**{self.fk.name: self.instance})
        return set(rights.filter_to_scope(user, rows, "change").values_list("pk", flat=True))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.theirs is None or not form.instance.pk or form.instance.pk in self.theirs:
            return
        form.lock(
            keep={self.fk.name}
        )  # hidden in each row, and the same in all: the page shows it as it shows the key
        removal = form.fields.get(DELETION_FIELD_NAME)
        if removal is not None:
            if form.data.get(form.add_prefix(DELETION_FIELD_NAME)):
                raise PermissionDenied
            removal.disabled, removal.label, removal.widget = True, "", forms.HiddenInput()


class GenericRowFormSet(NoTwins, BaseGenericInlineFormSet):
    pass
