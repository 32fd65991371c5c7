"""One lượt sửa, and the rows that it changed."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """All that one form, action, import or command changed together. Every history row hangs from one.

    It is saved at its end, when something was changed; until then, and when nothing was, it has no key.
    """

    class Kind(models.TextChoices):
        FORM = "form", _("biểu mẫu")
        ACTION = "action", _("thao tác trên danh sách")
        IMPORT = "import", _("nhập bảng tính")
        MERGE = "merge", _("gộp bản ghi")
        RESTORE = "restore", _("khôi phục")
        DELETION = "deletion", _("xóa")
        PROPOSAL = "proposal", _("đề nghị được nhận")
        COMMAND = "command", _("lệnh máy chủ")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("người sửa")
    )
    who = models.CharField(_("tên người sửa"), max_length=200, help_text="Kept when the account goes.")
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    kind = models.CharField(_("cách sửa"), max_length=8, choices=Kind, default=Kind.COMMAND)
    note = models.TextField(_("ghi chú cho người biên tập"), blank=True)
    public_note = models.TextField(_("lời cho người đọc"), blank=True)
    undone_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="undoes", verbose_name=_("đã được hoàn tác bởi")
    )

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("lượt sửa")
        verbose_name_plural = _("lượt sửa")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {timezone.localtime(self.at):%d/%m/%Y %H:%M}"

    def save(self, *args, **kwargs):
        if self.user and not self.who:
            self.who = self.user.get_full_name() or self.user.get_username()
        super().save(*args, **kwargs)


class Change(models.Model):
    """A row (`noun`, `key`) that an act added, changed or deleted.

    It stands once for each record (`of_noun`, `of_key`) whose history shows it: for itself, and for
    each that it hangs from. `public`: readers saw that record, and the row, before the act and after it.
    """

    class Kind(models.TextChoices):
        ADDED = "+", _("thêm")
        CHANGED = "~", _("sửa")
        DELETED = "-", _("xóa")

    act = models.ForeignKey(Act, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=1, choices=Kind)
    noun = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    key = models.BigIntegerField()
    of_noun = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    of_key = models.BigIntegerField()
    public = models.BooleanField()

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("dòng đã đổi")
        verbose_name_plural = _("dòng đã đổi")
        ordering = ["pk"]
        indexes = [models.Index(fields=["of_noun", "of_key", "act"], name="change_of_record")]

    def __str__(self):
        return f"{self.kind} {self.noun_id}:{self.key}"

    @property
    def is_own(self):
        """Whether it stands for the row itself, not for what that hangs from."""
        return (self.noun_id, self.key) == (self.of_noun_id, self.of_key)
