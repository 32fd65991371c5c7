"""The form of a whole record."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.editing.forms import RecordForm
from portal.editing.merge.candidates import ask_once
from portal.records.models import Source

#: Characters of a note of an act.
NOTE = 1000


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
    act_note = forms.CharField(
        required=False,
        max_length=NOTE,
        label=gettext_lazy("ghi chú cho người biên tập"),
        help_text=gettext_lazy("Vì sao sửa; hiện ở lịch sử của bản ghi. Gỡ khỏi trang thì bắt buộc."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    act_public_note = forms.CharField(
        required=False,
        max_length=NOTE,
        label=gettext_lazy("lời cho người đọc"),
        help_text=gettext_lazy(
            "Hiện ở “Lịch sử sửa” của trang công khai; khi gỡ thì hiện ở địa chỉ cũ. Để trống thì người đọc chỉ "
            "thấy ngày và mục đã sửa."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    #: Set by the admin where what was sent may not go on the page (`portal/editing/citations/publishing.py`).
    refusal = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and self.compared_with is not None:
            self.candidates = ask_once(self, self.compared_with)
        if self.refusal:
            sentence = _("Chưa đăng: %(count)s mục chưa có nguồn, kể ở đầu biểu mẫu.")
            field = "publication" if "publication" in self.fields else None
            self.add_error(field, sentence % {"count": self.refusal.count})
