"""A new record that looks like one there is: its form asks once, and takes yes for an answer."""

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from .candidates import candidates
from .presentation import form_of

#: The box that says that it is another all the same.
ANOTHER = "ban_ghi_khac"


class AsksOnce:
    """Goes before a ModelForm. `twins_in`: the rows (a QuerySet) that its user sees; None where nothing is asked."""

    twins_in = None
    twins = ()

    def _post_clean(self):
        super()._post_clean()
        if self.errors or self.twins_in is None:
            return
        self.twins = candidates(self.instance, self.twins_in)
        if self.twins and ANOTHER not in self.data:
            self.add_error(None, ValidationError(question(self.twins), code="twins"))


def question(twins):
    """What is there, with links, and the box to tick: it stands within the form, as its errors do."""
    there = format_html_join(
        "; ",
        '<a href="{}" target="_blank">{}</a> ({})',
        ((form_of(other), str(other), reason.label) for reason, other in twins),
    )
    return format_html(
        '{} {}. <label><input type="checkbox" name="{}"> {}</label>',
        _("Có thể đã có:"),
        there,
        ANOTHER,
        _("Vẫn lưu: đây là bản ghi khác."),
    )
