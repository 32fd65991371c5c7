"""The field of a form that takes a file, and the control that shows what is there already.

Without a script: choose a file, save. What was good stays with the form when something else in it was wrong.
"""

from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .kinds import ENDINGS
from .models import StoredFile
from .uploads import take

#: What the names of the control's parts end in: the hash of a file sent before, "use it again", "leave it off".
KEPT, AGAIN, OFF = "-giu", "-dung-lai", "-bo"


@dataclass
class Sent:
    """What the control sent."""

    upload: UploadedFile | None
    kept: str
    again: bool
    off: bool


class StoredFileInput(forms.Widget):
    """A file input, with the file that is there, its picture, and the boxes that go with it.

    Set by the form: `there`, the file of the record; `preview`, the address of its picture; `stored`, a file that
    this form sent and that is good; `twin`, whether another record has it.
    """

    template_name = "files/input.html"
    needs_multipart_form = True
    there, preview, stored, twin = None, "", None, False

    class Media:
        js = ["js/focus.js"]

    def value_from_datadict(self, data, files, name):
        return Sent(
            files.get(name),
            data.get(name + KEPT, ""),
            bool(data.get(name + AGAIN)),
            bool(data.get(name + OFF)),
        )

    def value_omitted_from_data(self, data, files, name):
        return name not in files and not any(name + part in data for part in (KEPT, AGAIN, OFF))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "there": self.there,
            "preview": self.preview,
            "stored": self.stored,
            "twin": self.twin,
            "kept_name": name + KEPT,
            "again_name": name + AGAIN,
            "off_name": name + OFF,
            "again_label": _("dùng lại tệp đã có"),
            "off_label": _("bỏ tệp khỏi bản ghi"),
            "accept": ",".join(sorted(set().union(*ENDINGS.values()))),
        }
        return context


class StoredFileField(forms.Field):
    """A StoredFile or None. What it means to have it is the form's to say.

    `cleaned_data` of the form also gets "<name>_again": whether the user said to use a file that is there.
    """

    widget = StoredFileInput

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "required": False,
                "label": _("Tệp"),
                "help_text": _(
                    "Ảnh: JPEG, PNG, WebP. Tài liệu: PDF, DOCX, XLSX, ODT. Tối đa 15 MB. Nơi chụp và thông tin máy "
                    "ghi trong ảnh được bỏ đi."
                ),
                **kwargs,
            }
        )

    def has_changed(self, initial, data):
        return bool(data and (data.upload or data.kept or data.off))

    def clean_sent(self, sent, initial):
        """The StoredFile that `sent` leads to; raises ValidationError."""
        if sent.upload:
            self.widget.stored = take(sent.upload)
        elif sent.kept:
            self.widget.stored = StoredFile.objects.filter(sha256=sent.kept[:64]).first()
        return self.widget.stored or (None if sent.off else initial)

    def _clean_bound_field(self, bound):
        sent = bound.data
        bound.form.cleaned_data[f"{bound.name}_again"] = sent.again
        return self.clean_sent(sent, bound.initial)
