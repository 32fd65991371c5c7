"""A citation as it is entered: by a source that is there, or by the address of one that is not there yet."""

from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.editing.forms import RowForm
from portal.records import rights
from portal.records.models import Citation, Source
from portal.records.source_lookup import source_at

#: The fields of a source that is not there yet, in the order of a form: {field of the form: field of Source}.
NEW = {
    "new_url": "url",
    "new_publisher": "publisher",
    "new_title": "title",
    "new_published_on": "published_on",
}


def new_field(name, widget=AdminTextInputWidget, **how):
    return Source._meta.get_field(NEW[name]).formfield(required=False, widget=widget, **how)


class CitationRow(RowForm):
    """`source`, or else `new_url`: the source at that address, or a draft made of the other three fields."""

    new_url = new_field(
        "new_url", AdminURLFieldWidget, label=gettext_lazy("Hoặc nguồn mới, từ địa chỉ"), assume_scheme="https",
        help_text=gettext_lazy("Địa chỉ đã có trong hồ sơ thì dẫn đúng nguồn ấy. Nguồn mới là bản nháp."),
    )  # fmt: skip
    new_publisher = new_field("new_publisher", label=gettext_lazy("Nơi đăng của nguồn mới"))
    new_title = new_field("new_title", label=gettext_lazy("Tên bài của nguồn mới"))
    new_published_on = new_field(
        "new_published_on", AdminDateWidget, label=gettext_lazy("Ngày đăng của nguồn mới")
    )

    def clean(self):
        cleaned = super().clean()
        if self.has_changed() and cleaned.get("basis") == Citation.Basis.INFERRED and not cleaned.get("note"):
            self.add_error("note", _("Suy ra thì ghi vì sao suy được như thế."))
        if cleaned.get("source") or self.errors.keys() & {"source", "new_url"}:
            return cleaned
        url = cleaned.get("new_url")
        if not url:
            self.add_error("source", _("Chọn nguồn, hoặc ghi địa chỉ của nguồn mới."))
        elif self.source_there:
            self.instance.source = cleaned["source"] = self.source_there
        elif not rights.permitted(self.user, "add", Source):
            self.add_error("new_url", _("Hồ sơ chưa có nguồn ở địa chỉ này, và bạn không được thêm nguồn."))
        elif not cleaned.get("new_publisher"):
            self.add_error("new_publisher", _("Hồ sơ chưa có nguồn ở địa chỉ này: hãy ghi nơi đăng."))
        else:
            self.check_new()
        return cleaned

    @property
    def source_there(self):
        """The source at the address that was sent, among those that the user sees."""
        seen = rights.filter_to_scope(self.user, Source.objects.all(), "view")
        return source_at(self.cleaned_data["new_url"], seen)

    def new_source(self):
        values = {column: self.cleaned_data.get(name) for name, column in NEW.items()}
        return Source(**{column: value for column, value in values.items() if value})

    def check_new(self):
        try:
            self.new_source().full_clean(exclude=["slug"])
        except ValidationError as error:
            named = {column: name for name, column in NEW.items()}
            for column, sentences in error.message_dict.items():
                for sentence in sentences:
                    self.add_error(named.get(column, "new_url"), sentence)

    def save(self, commit=True):
        """A new source is made only now: two rows with one address get one source, a refused form none."""
        if self.cleaned_data.get("new_url") and self.instance.source_id is None:
            source = self.source_there or self.new_source()
            if source._state.adding:
                source.save()
            self.instance.source = source
        return super().save(commit)
