"""What readers say is wrong, and how often one of them may say so."""

import datetime
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.db import DerivedTextField
from portal.base.language import Label
from portal.base.text import fold
from portal.changes.models import PUBLIC, Changeset, renew_mark

from .record import of_published_record, with_their_records


class ReportQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that nobody has settled yet."""
        return self.filter(state__in=(Report.State.NEW, Report.State.SEEN))

    def answered(self, record) -> Self:
        """Those about `record` that were settled, the newest first."""
        kind = ContentType.objects.get_for_model(record)
        settled = (Report.State.FIXED, Report.State.LEFT)
        return self.filter(content_type=kind, object_id=record.pk, state__in=settled)

    def led_to_corrections(self) -> Self:
        """Those that editors acted upon, with the records, which a reader may still see; the newest first."""
        fixed = self.filter(state=Report.State.FIXED).select_related("changeset")
        kinds = set(fixed.order_by().values_list("content_type", flat=True).distinct())
        return fixed.filter(of_published_record(kinds)).prefetch_related(with_their_records())


class Report(models.Model):
    """A reader's report about a page, or about one fact on it.

    `page` is the path as it was sent. `record` is what a reader then saw there; none when the path
    led to nothing that is published. `fact` is the name of a field, or words of the reader.
    """

    #: Recorded where a merger moves it; what the reader wrote, and who it was, is in no ledger.
    RECORDED_COLUMNS = ("content_type_id", "object_id")

    #: Beside the columns that say what became of it, nothing of a report is shown to readers.
    class State(models.TextChoices):
        NEW = "moi", _("mới")
        SEEN = "dang-xem", _("đang xem")
        FIXED = "da-sua", _("đã sửa")
        LEFT = "khong-sua", _("không sửa")

    page = models.CharField(_("trang"), max_length=300, blank=True)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("loại bản ghi")
    )
    object_id = models.BigIntegerField(null=True, blank=True, editable=False)
    record = GenericForeignKey("content_type", "object_id")
    fact = models.CharField(_("mục"), max_length=120, blank=True)
    text = models.TextField(_("điều chưa đúng"), max_length=4_000)
    source_url = models.URLField(_("nguồn nói khác"), max_length=600, blank=True)
    name = models.CharField(_("tên người báo"), max_length=120, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), default=timezone.now, editable=False)
    state = models.CharField(_("tình trạng"), max_length=9, choices=State, default=State.NEW)
    answer = models.TextField(
        _("trả lời cho người đọc"),
        max_length=1_000,
        blank=True,
        help_text=_("Hiện trên trang của báo lỗi này."),
    )
    changeset = models.ForeignKey(
        Changeset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sửa ở lượt")
    )
    settled_at = models.DateTimeField(_("xử lý xong lúc"), null=True, editable=False)
    note = models.TextField(_("ghi chú của biên tập"), blank=True)
    search_text = DerivedTextField()
    form_id = models.CharField(  # noqa: DJ001 (each once, and old ones have none)
        max_length=40,
        null=True,
        unique=True,
        editable=False,
        help_text="Which showing of the form, and what it held.",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo lỗi")
        verbose_name_plural = _("báo lỗi của người đọc")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state", "-sent_at", "-id"], name="report_list")]

    def __str__(self):
        return f"{self.page or _('không rõ trang')}: {self.text[:60]}"

    def save(self, *args, **kwargs) -> None:
        """What editors make of a report is told on its page; who sent a settled one is no longer kept."""
        told = not self._state.adding or self.is_settled
        if not self.is_settled:
            self.settled_at = None
        else:
            self.settled_at = self.settled_at or timezone.now()
            self.name = self.email = ""
        super().save(*args, **kwargs)
        if told:
            renew_mark(PUBLIC)

    def clean(self) -> None:
        if self.state == Report.State.FIXED and not (self.changeset_id or self.answer.strip()):
            raise ValidationError(
                {"state": _("“Đã sửa” cần lượt sửa, hoặc lời trả lời nói vì sao không có lượt nào.")}
            )

    def receipt_url(self) -> str:
        """The address of the page that says what became of it."""
        return reverse("report-receipt", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        return self.state in (Report.State.FIXED, Report.State.LEFT)

    def derive_search_text(self) -> str:
        return fold(" ".join((self.page, self.fact, self.text, self.name, self.note)))

    @property
    def record_model(self) -> Any:
        """The model of the record, from the cache of content types; None without a record."""
        return self.content_type_id and ContentType.objects.get_for_id(self.content_type_id).model_class()

    @property
    def field_label(self) -> Label:
        """The name of the fact in words, or "" where the reader named no field."""
        if self.record_model and self.fact in self.record_model.FACTS:
            try:
                return self.record_model._meta.get_field(self.fact).verbose_name
            except FieldDoesNotExist:
                pass
        return ""

    @property
    def fact_label(self) -> Label:
        """The fact in words: the name of the field where it is one, else what the reader wrote."""
        return self.field_label or self.fact


class SenderQuerySet(models.QuerySet):
    def since(self, age) -> Self:
        return self.filter(sent_at__gt=timezone.now() - age)

    def old(self) -> Self:
        return self.filter(sent_at__lte=timezone.now() - Sender.KEPT)


class Sender(models.Model):
    """That somebody sent a report: a hash of the network address, kept for an hour and no longer.

    Not tied to the report: who wrote what cannot be told from it.
    """

    KEPT = datetime.timedelta(hours=1)

    mark = models.CharField(max_length=40)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SenderQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("lượt báo lỗi")
        verbose_name_plural = _("lượt báo lỗi")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["mark", "sent_at"], name="sender_in_an_hour")]

    def __str__(self):
        return self.mark
