"""A change of what readers see, by somebody who may not publish: an act that has not happened yet."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.changes.models import Changeset


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Proposal.State.WAITING)

    def of(self, model, key):
        return self.filter(of_noun=ContentType.objects.get_for_model(model), of_key=key)


class Proposal(models.Model):
    """What one save would have changed of the record (`of_noun`, `of_key`) and of the rows that hang from it.

    `rows`: as `proposals.rows` writes them. `form`: the record on whose form it was typed, as [noun, key].
    `left`: the names of what was not taken when the rest was.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ duyệt")
        RETURNED = "returned", _("được trả lại")
        ACCEPTED = "accepted", _("đã nhận")
        REJECTED = "rejected", _("bị từ chối")
        TAKEN_BACK = "taken_back", _("đã rút")

    of_noun = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("loại bản ghi"))
    of_key = models.BigIntegerField()
    name = models.CharField(_("bản ghi"), max_length=300, help_text="Kept when the record goes.")
    form = models.JSONField()
    rows = models.JSONField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người đề nghị"),
    )
    who = models.CharField(_("người đề nghị"), max_length=200, help_text="Kept when the account goes.")
    sent_at = models.DateTimeField(_("gửi lúc"), default=timezone.now)
    note = models.TextField(_("vì sao"), blank=True)
    public_note = models.TextField(_("lời cho người đọc"), blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.CharField(_("người xét"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("xét lúc"), null=True)
    answer = models.TextField(_("lời của người duyệt"), blank=True)
    left = models.JSONField(default=list)
    act = models.OneToOneField(Changeset, models.PROTECT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        app_label = "records"
        default_permissions = ("view",)
        permissions = [("publish_proposal", "Duyệt đề nghị sửa")]
        verbose_name = _("đề nghị sửa")
        verbose_name_plural = _("đề nghị sửa")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["of_noun", "of_key", "state"], name="proposal_of_record"),
            models.Index(fields=["state", "-sent_at"], name="proposal_waiting"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        """Whether it may still come to something."""
        return self.state in (self.State.WAITING, self.State.RETURNED)


class ProposedFile(models.Model):
    """A file that was sent with a proposal: kept until that is taken or goes."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        app_label = "records"
        default_permissions = ()
        verbose_name = _("tệp của đề nghị")
        verbose_name_plural = _("tệp của đề nghị")
        ordering = ["pk"]

    def __str__(self):
        return str(self.file)
