"""The parts of a conference's form in the order of its public page: groups of fields, and rows."""

from dataclasses import dataclass

from django.contrib.admin.helpers import Fieldset, InlineAdminFormSet
from django.utils.text import capfirst


@dataclass
class Part:
    """One part, `label` in the list of contents; `number` tells groups of fields apart."""

    label: str
    fieldset: Fieldset | None = None
    number: int = 0
    rows: InlineAdminFormSet | None = None

    @property
    def heading(self):
        """The id of its heading, as the stock templates give it."""
        return f"{self.rows.formset.prefix}-heading" if self.rows else f"fieldset-0-{self.number}-heading"


def in_order(fieldsets, inlines):
    """Every part: a fieldset of the class `sau-<related name>` stands after the inline of that name."""
    groups = [Part(each.name, each, number) for number, each in enumerate(fieldsets)]
    ordered = [part for part in groups if "sau-" not in part.fieldset.classes]
    for inline in inlines:
        ordered.append(Part(capfirst(inline.opts.verbose_name_plural), rows=inline))
        after = f"sau-{inline.formset.prefix}"
        ordered += [part for part in groups if part.fieldset.classes == after]
    return ordered
