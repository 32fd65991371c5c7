"""The form of the page: its lines, and what stands around them."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

from portal.base.encodings import foreign_text
from portal.records.models import Source

from . import parser
from .matching import Match

PREFIX = "dong"


class LineForm(forms.Form):
    """One line as typed. `seen` is the mark of what the page has said about it (`Match.fingerprint`)."""

    name = forms.CharField(label=gettext_lazy("họ và tên"), max_length=160, required=False)
    post = forms.CharField(label=gettext_lazy("chức vụ hôm đó"), max_length=300, required=False)
    place = forms.CharField(label=gettext_lazy("cơ quan, tỉnh"), max_length=200, required=False)
    role = forms.CharField(label=gettext_lazy("vai trò"), max_length=60, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in parser.COLUMNS:
            self.fields[name].widget.attrs |= {"aria-label": self.fields[name].label, "autocomplete": "off"}

    def clean(self):
        """Refuses a cell that is no Unicode Vietnamese."""
        for name in parser.COLUMNS:
            if found := foreign_text(self.cleaned_data.get(name, "")):
                self.add_error(name, found.refusal)
        return super().clean()

    @property
    def is_empty(self):
        return not any((self[name].value() or "").strip() for name in parser.COLUMNS)


@dataclass
class ParticipantRow:
    """A line of the page: its form, the `cells` and answers sent of it, and what it means (None: nothing is typed)."""

    form: LineForm
    cells: dict
    found: Match | None = None

    @property
    def name(self):
        return self.form.prefix

    @property
    def shown(self):
        return bool(self.found) and self.form["seen"].value() == self.found.fingerprint


class ParticipantsForm(forms.Form):
    """What stands around the lines."""

    default_source = forms.ModelChoiceField(
        Source.objects.none(),
        required=False,
        label=gettext_lazy("Nguồn mặc định"),
        help_text=gettext_lazy("Dẫn cho mọi điều vừa thêm: dòng người dự, người, cơ quan, chức vụ mới."),
    )
    block = forms.CharField(
        required=False,
        max_length=20_000,
        label=gettext_lazy("Dán cả danh sách"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Mỗi dòng một người: họ tên; chức vụ; cơ quan, tỉnh; vai trò. Các ô cách nhau bằng dấu chấm phẩy hoặc tab."
        ),
    )


def row_of(number, cells):
    """The ParticipantRow of `cells` {name: text} at `number`."""
    prefix = f"{PREFIX}-{number}"
    form = LineForm({f"{prefix}-{name}": text for name, text in cells.items()}, prefix=prefix)
    return ParticipantRow(form, cells)


def cells_of(post, number):
    """{name: text} of all that was sent of the line at `number`: its cells, and the answers to its questions."""
    start = f"{PREFIX}-{number}-"
    return {name.removeprefix(start): text for name, text in post.items() if name.startswith(start)}
