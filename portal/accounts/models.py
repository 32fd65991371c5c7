"""An invitation to work here."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

HOLDS = timedelta(days=7)
SALT = "portal.accounts.invitation"


def nonce():
    return get_random_string(22)


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Those whose link still opens an account."""
        return self.filter(accepted_at=None, revoked_at=None, created_at__gt=timezone.now() - HOLDS)


class Invitation(models.Model):
    """Opens one account for `email`, once, within seven days, with the roles in `groups`.

    The link is not kept: it is `nonce` signed with SECRET_KEY, so a copy of the database opens nothing.
    """

    email = models.EmailField(_("thư điện tử"), max_length=150)
    groups = models.ManyToManyField(Group, verbose_name=_("vai trò"), related_name="+")
    province = models.ForeignKey(
        settings.INVITED_FOR_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("tỉnh, thành phố"),
        related_name="+",
    )
    nonce = models.CharField(max_length=22, default=nonce, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("người mời"),
        related_name="+",
    )
    created_at = models.DateTimeField(_("mời lúc"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời mời")
        verbose_name_plural = _("lời mời")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.email

    @property
    def token(self):
        return signing.Signer(salt=SALT, sep=".").sign(self.nonce)

    @classmethod
    def of(cls, token):
        """The invitation that `token` was made for, whatever became of it; None when it was made for none."""
        try:
            found = signing.Signer(salt=SALT, sep=".").unsign(token)
        except signing.BadSignature:
            return None
        return cls.objects.filter(nonce=found).first()

    @property
    def expires_at(self):
        return self.created_at + HOLDS

    @property
    def is_pending(self):
        return not self.accepted_at and not self.revoked_at and timezone.now() < self.expires_at
