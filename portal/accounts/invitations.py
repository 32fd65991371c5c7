"""Inviting somebody, and what happens when they come."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import Refusal

from .models import Invitation

_places = _assign = None


def limited_to(places, assign):
    """Declares what an invitation may be limited to: `places()` are the choices (a QuerySet), `assign(user, place)`
    lets somebody work for one of them.
    """
    global _places, _assign
    _places, _assign = places, assign


def places():
    """What an invitation may be limited to (a QuerySet)."""
    return _places()


def link_of(invitation, request):
    base = settings.SITE_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    return base + reverse("invitation", args=[invitation.token])


def mail(invitation, request):
    """Sends the link; False when the letter could not be handed over."""
    words = {
        "link": link_of(invitation, request),
        "invitation": invitation,
        "site_name": settings.SITE_NAME,
        "inviter": invitation.invited_by.get_full_name() or invitation.invited_by.get_username(),
    }
    try:
        send_mail(
            _("Lời mời biên tập: %(site)s") % {"site": settings.SITE_NAME},
            render_to_string("accounts/email/invitation.txt", words),
            None,
            [invitation.email],
        )
    except OSError:
        return False
    return True


def pending_of(token):
    """The invitation behind a link; raises Refusal with the reason when it opens nothing."""
    invitation = Invitation.of(token)
    if invitation is None:
        raise Refusal(404, _("Liên kết mời không đúng. Hãy sao chép trọn liên kết, hoặc xin liên kết mới."))
    if invitation.accepted_at:
        raise Refusal(410, _("Liên kết mời này đã được dùng. Hãy đăng nhập bằng tài khoản đã lập."))
    if invitation.revoked_at:
        raise Refusal(410, _("Lời mời này đã bị thu hồi. Hãy hỏi người đã mời."))
    if not invitation.is_pending:
        raise Refusal(410, _("Lời mời này đã quá bảy ngày. Hãy xin liên kết mới."))
    return invitation


@transaction.atomic
def accept(invitation, name, password):
    """The new account, a member of staff in the roles of the invitation. Raises Refusal when somebody was faster."""
    now = timezone.now()
    if not Invitation.objects.pending().filter(pk=invitation.pk).update(accepted_at=now):
        raise Refusal(410, _("Liên kết mời này đã được dùng. Hãy đăng nhập bằng tài khoản đã lập."))
    if User.objects.filter(username__iexact=invitation.email).exists():
        raise Refusal(409, _("Địa chỉ này đã có tài khoản."))
    person = User.objects.create_user(
        invitation.email, invitation.email, password, first_name=name, is_staff=True
    )
    person.groups.set(invitation.groups.all())
    if invitation.province:
        _assign(person, invitation.province)
    return person
