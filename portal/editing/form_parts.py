"""The parts of a form, groups of fields and rows, each of which folds.

A part is open where something in it waits to be seen: a mistake, a value without a source, a row that is not stored
yet; and where it is the first, or holds nothing. What is closed is sent all the same.
"""

from dataclasses import dataclass, field

from django.contrib.admin.helpers import Fieldset, InlineAdminFormSet
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.forms.models import model_to_dict
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from portal.editing.conflicts.submission import row_key

from .forms import autocomplete_of

#: Of the groups of fields, so many are always open: the default source, and what the record is.
FIRST = 2
EMPTY = (None, "", False, [])


@dataclass
class Part:
    """One part; `number` tells groups of fields apart. `label` is None where a group has no name: it does not fold.

    `count`: its rows, or its fields that hold something (on a form that adds: something else than their default).
    `wrong`, `lacks`: mistakes, and values without a source. `lacking`: the prefixes of its rows that have such values.
    `sent`: {prefix: hidden controls} of its rows that are sent as their values.
    """

    label: str | None
    fieldset: Fieldset | None = None
    number: int = 0
    rows: InlineAdminFormSet | None = None
    count: int = 0
    wrong: int = 0
    lacks: int = 0
    lacking: set = field(default_factory=set)
    sent: dict = field(default_factory=dict)
    is_open: bool = True
    is_sourced: bool = False

    @property
    def heading(self):
        """The id of its heading, as the stock templates give it."""
        return f"{self.rows.formset.prefix}-heading" if self.rows else f"fieldset-0-{self.number}-heading"


def parts_of(context, adding, whole=False):
    """[Part] of the form of `context`, in order: a fieldset of the class `sau-<related name>` stands after the inline
    of that name. `whole`: no row is sent as its values.
    """
    stored = None if whole else context.get("stored")
    sourcing = context.get("sourcing")
    lacking = sourcing.lacking if sourcing else []
    sourced = bool(sourcing and sourcing.stands)
    groups = [
        _of_fields(each, number, lacking, adding, sourced) for number, each in enumerate(context["adminform"])
    ]
    ordered = [part for part in groups if "sau-" not in part.fieldset.classes]
    for inline in context["inline_admin_formsets"]:
        ordered.append(_of_rows(inline, lacking, adding, sourced))
        if stored:
            ordered[-1].sent = sent_values(inline, stored)
        after = f"sau-{inline.formset.prefix}"
        ordered += [part for part in groups if part.fieldset.classes == after]
    return ordered


def _of_fields(fieldset, number, lacking, adding, sourced):
    form, names, label = fieldset.form, flatten(fieldset.fields), fieldset.name
    fieldset.name = None  # the part says it
    defaults = model_to_dict(form._meta.model()) if adding else {}
    values = {name: _value(form, name) for name in names}
    bare = {href.partition("#id_")[2] for one in lacking if one.is_own for _label, href in one.fields}
    part = Part(
        label,
        fieldset,
        number,
        count=sum(
            value not in EMPTY and str(value) != str(defaults.get(name)) for name, value in values.items()
        ),
        wrong=sum(name in form.errors for name in names),
        lacks=len(bare & set(names)),
    )
    facts = set(getattr(form._meta.model, "FACTS", ()))
    part.is_sourced = sourced and bool(part.count and facts & form.fields.keys() & set(names))
    part.is_open = bool(adding or number < FIRST or part.wrong or part.lacks)
    return part


def _value(form, name):
    """What the form has in a field; where it only shows it, what its record has."""
    if name in form.fields:
        return form[name].value()
    column = {column.name: column for column in form.instance._meta.concrete_fields}.get(name)
    return column.value_from_object(form.instance) if column else None


def _of_rows(inline, lacking, adding, sourced):
    formset = inline.formset
    bare = {one.href[1:]: len(one.fields) for one in lacking if one.href.startswith("#")}
    here = {form.prefix for form in formset.initial_forms} & bare.keys()
    part = Part(
        capfirst(inline.opts.verbose_name_plural),
        rows=inline,
        count=len(formset.forms),
        wrong=sum(map(len, formset.errors)) + len(formset.non_form_errors()),
        lacks=sum(bare[prefix] for prefix in here),
        lacking=here,
    )
    part.is_sourced = sourced and bool(part.count and getattr(formset.model, "FACTS", ()))
    part.is_open = bool(adding or part.wrong or part.lacks or formset.extra_forms or not part.count)
    return part


# --- Rows that are stored, sent as their values alone -------------------------------------------------
#: What an address asks for a form with every field of every row: ?mo=het
WHOLE = "mo"


def sent_values(rows, stored):
    """{prefix: the hidden controls} of those rows of `rows` (an InlineAdminFormSet) whose fields are all those of its
    empty row. `stored`: the FormParts of the form.
    """
    if not rows.has_add_permission or rows.formset.is_multipart():
        return {}  # the page has no empty row, or a file shows more than a value
    prefix, fk = rows.formset.prefix, getattr(rows.formset, "fk", None)
    names = set(flatten_fieldsets(rows.fieldsets)) - {fk and fk.name}
    found = {}
    for form in rows.formset.initial_forms:
        row = stored.rows.get(row_key(prefix, form.instance.pk))
        if row is not None and row.fields.keys() == names and not _was_typed_in(form):
            found[form.prefix] = _controls(form.prefix, row)
    return found


def _was_typed_in(form):
    return form.is_bound and bool(form.errors or form.has_changed())


def _controls(prefix, row):
    """The values of a StoredRow as hidden controls, each with what an autocomplete shows for it."""
    controls = []
    for name, texts in row.values.items():
        labels = _labels(row.fields.get(name), name, texts)
        for text in texts:
            label = format_html(' data-label="{}"', labels[text]) if text in labels else ""
            controls.append((prefix, name, text, label))
    return format_html_join("", '<input type="hidden" name="{}-{}" value="{}"{}>', controls)


def _labels(field, name, texts):
    """{key as text: label} of what is chosen in an autocomplete; {} of any other field."""
    select = field and autocomplete_of(field)
    if not select:
        return {}
    groups = select.optgroups(name, texts)
    return {str(option["value"]): option["label"] for _group, options, _at in groups for option in options}
