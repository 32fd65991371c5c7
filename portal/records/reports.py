"""A reader's report: which record, and which place in a source, it is about; the form; how many one sender may send."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Case, Q, Value, When
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.language import Label
from portal.base.values import AddressField, EmailTextField, PathTextField, SeenTextField
from portal.base.visitor import is_told_apart, network
from portal.changes.form_token import NO_FORM

from .models import Citation, Record, Report, Sender, Slugged, Source, citable_models

OF_ONE = 5  # reports an hour from one network address
OF_ALL = 100  # reports an hour altogether
LONGEST = 300  # letters of a path
OFFERED = 60  # facts offered of one place in a source; those of the page come first


class ReportForm(forms.Form):
    """The words of the fields are those of the address: /bao-loi/?trang=…&muc=…

    With a Place (`bai`, `cho`), `muc` is one of the facts that stand there and the report is tied to its record.
    """

    trang = PathTextField(label=_("Trang"), max_length=LONGEST, required=False)
    muc = SeenTextField(
        label=_("Điều nào trên trang"),
        max_length=120,
        required=False,
        help_text=_("Ví dụ: ngày họp, kiến nghị số 2. Để trống nếu là cả trang."),
    )
    noi_dung = SeenTextField(
        label=_("Điều gì chưa đúng"),
        max_length=4_000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    nguon = AddressField(
        label=_("Địa chỉ nguồn nói khác (nếu có)"), max_length=600, required=False, assume_scheme="https"
    )
    ten = SeenTextField(
        label=_("Tên bạn (không bắt buộc)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    thu = EmailTextField(
        label=_("Thư điện tử (không bắt buộc)"),
        max_length=254,
        required=False,
        help_text=_("Chỉ để hỏi lại bạn; không hiện trên trang, trang này không gửi thư."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    bai = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    cho = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    #: Nobody sees it. What fills in every field, fills it in.
    trang_web = SeenTextField(
        label=_("Để trống ô này"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    #: Field of the form -> column of the report.
    COLUMNS = {
        "trang": "page",
        "muc": "fact",
        "noi_dung": "text",
        "nguon": "source_url",
        "ten": "name",
        "thu": "email",
    }

    def __init__(self, *args, record=None, place=None, identity=NO_FORM, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.record, self.place = record, place
        self.form_id = f"{identity.form_id}.{identity.mark}" if identity.form_id else None
        if record:
            self.fields["trang"].widget = forms.HiddenInput()
        if place:
            facts = place.choices(record)
            if len(facts) > 1:
                facts.insert(0, ("", _("chọn một điều, hoặc nói rõ ở ô dưới")))
            self.fields["muc"] = forms.ChoiceField(
                label=self.fields["muc"].label, choices=facts, required=False
            )
        else:
            self.fields["muc"].widget.attrs["list"] = "cac-muc"

    @property
    def facts(self) -> list[tuple[str, Label]]:
        """[(name, words)] of what the record states, offered as the reader types."""
        if self.record is None:
            return []
        return [(name, self.record._meta.get_field(name).verbose_name) for name in self.record.FACTS]

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("trang_web"))

    def clean_muc(self) -> str:
        """The name of the field where the reader took one of the words offered; the place, where none of its facts."""
        written = self.cleaned_data["muc"].strip()
        if self.place:
            return self.citation.field if self.citation else self.place.name[:120]
        return next((name for name, words in self.facts if written == str(words)), written)

    @property
    def citation(self) -> Citation | None:
        """The citation of the fact that the reader chose, or None."""
        chosen = self.data.get("muc")
        return next((row for row in self.place.citations if str(row.pk) == chosen), None)

    @property
    def sent_before(self) -> Report | None:
        """The report that the same form sent before with the same words."""
        return Report.objects.filter(form_id=self.form_id).first() if self.form_id else None

    def save(self) -> Report | None:
        """Writes the report, once of two that are sent together, and returns it."""
        chosen = self.citation if self.place else None
        said = {column: self.cleaned_data[field] for field, column in self.COLUMNS.items()}
        with suppress(IntegrityError), transaction.atomic():
            return Report.objects.create(
                record=chosen.record if chosen else self.record, form_id=self.form_id, **said
            )
        return self.sent_before


# --- What it is about ---------------------------------------------------------------------------------
def record_at(path) -> Any:
    """The record whose page a reader sees at `path` of this site, or None.

    What is not published is found no more than what does not exist.
    """
    bare = path.partition("#")[0].partition("?")[0]
    if len(path) > LONGEST or "\0" in path or not bare.startswith("/") or bare.startswith("//"):
        return None
    english = bare == "/en" or bare.startswith("/en/")
    with translation.override("en" if english else "vi"):
        try:
            match = resolve(bare)
        except Resolver404:
            return None
    model = models_by_page().get(match.url_name or "")
    if model is None:
        return None
    asked = {name if name == "slug" else f"{name}__slug": slug for name, slug in match.kwargs.items()}
    return model.objects.published().in_context().filter(**asked).first()


def models_by_page() -> dict[str, Any]:
    """Every noun with a page of its own, by the name of its address (which is the model's name)."""
    return {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, Record) and issubclass(model, Slugged) and hasattr(model, "get_absolute_url")
    }


@dataclass
class Place:
    """A line in a page's list of sources: one place in a source (`words`, "" for all of it), and the facts that
    the record takes from there."""

    source: Source
    words: str
    citations: list[Citation]

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.source.publisher, self.words) if part)

    def choices(self, record) -> list[tuple[str, str]]:
        """[(key, words)] of the facts, as seen from the page of `record`."""
        return [(str(citation.pk), self.choice(citation, record)) for citation in self.citations]

    @staticmethod
    def choice(citation, record):
        own = citation.record == record
        name = citation.field_label or (gettext("cả bản ghi") if own else citation.record_label)
        return str(name) if own else f"{name}: {citation.record}"


def place_at(record, slug, words) -> Place | None:
    """The Place `words` of the source `slug` on the page of `record` (or of none), or None."""
    if not slug or "\0" in slug + words:
        return None
    source = Source.objects.published().filter(slug=slug).first()
    if source is None:
        return None
    near = Case(When(speaks_of(record), then=Value(0)), default=Value(1)) if record else Value(0)
    found = Citation.objects.published().filter(source=source, place=words).with_records()
    citations = list(found.order_by(near, "pk")[:OFFERED])
    return Place(source, words, citations) if citations else None


def speaks_of(record) -> Q:
    """The condition that a citation is of `record` or of a row that names it."""
    speaks = Q(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)
    for model in citable_models():
        kind = ContentType.objects.get_for_model(model)
        for field in model._meta.fields:
            if field.related_model is type(record):
                rows = model.objects.filter(**{field.name: record.pk})
                speaks |= Q(content_type=kind, object_id__in=rows.values("pk"))
    return speaks


# --- How many -----------------------------------------------------------------------------------------
def may_send(request) -> bool:
    """Notes that this sender sends a report. False, and nothing noted, when too many were sent this hour."""
    Sender.objects.old().delete()
    sender = Sender.objects.create(mark=mark_of(request))
    # Counted after it is written, so that many at once are never more than the limit.
    recent = Sender.objects.since(Sender.KEPT)
    of_one = recent.filter(mark=sender.mark).count() if is_told_apart(request) else 0
    if of_one <= OF_ONE and recent.count() <= OF_ALL:
        return True
    sender.delete()
    return False


def forget_old() -> None:
    """Takes away the marks of senders that have outlived their hour."""
    if Sender.objects.old().exists():
        Sender.objects.old().delete()


def mark_of(request) -> str:
    """The hash under which a sender is counted: of the network address, with the secret key."""
    return salted_hmac("portal.records.reports", network(request), algorithm="sha256").hexdigest()[:40]
