"""A spreadsheet on its way in: what was sent, what each row would do, what was answered and done."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SheetImport(models.Model):
    """One file that somebody sent for one noun. `columns` are the names under its header, None for a blank one.

    `answers` is {question: chosen key}. `act` is the one change that it made, once it is done.
    """

    #: Recorded where a merger of sources moves it.
    RECORDED_COLUMNS = ("default_source_id",)

    class State(models.TextChoices):
        CHECKING = "kiem", _("đang kiểm")
        READY = "cho", _("chờ xác nhận")
        DONE = "xong", _("đã nhập")

    noun = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField(default=timezone.now)
    default_source = models.ForeignKey("records.Source", models.SET_NULL, null=True, related_name="+")
    columns = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=4, choices=State, default=State.CHECKING)
    act = models.ForeignKey("changes.Changeset", models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("lượt nhập bảng tính")
        verbose_name_plural = _("lượt nhập bảng tính")
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name


class SheetRow(models.Model):
    """One row of the file, and what it would do. `cells` are texts; [sentence] where a cell holds no plain value.

    `changes` is [[heading, before, after]]; `version` that of the record when this was found out.
    """

    class Outcome(models.TextChoices):
        UNCHECKED = "", _("chưa kiểm")
        ADDED = "them", _("thêm")
        CHANGED = "sua", _("sửa")
        SAME = "giu", _("không đổi")
        ASKED = "hoi", _("cần trả lời")
        REFUSED = "loi", _("bị từ chối")

    job = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    outcome = models.CharField(max_length=4, choices=Outcome, default="")
    identity = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=300, blank=True)
    record = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    question = models.CharField(max_length=400, blank=True)
    asked = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=list)

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("dòng của bảng tính")
        verbose_name_plural = _("dòng của bảng tính")
        ordering = ["line"]
        indexes = [
            models.Index(fields=["job", "outcome", "line"], name="sheet_row_of_job"),
            models.Index(fields=["job", "identity"], name="sheet_row_of_record"),
        ]

    def __str__(self):
        return f"{self.job}: {self.line}"
