"""The pages of an account that allauth has no page for."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.base.errors import Refusal
from portal.changes.form_token import made_before, note_made

from . import invitations, roles, second_factor, sessions, throttle
from .forms import AcceptForm, InvitationForm
from .models import Invitation

LINK = "accounts_invitation"
PAST = 50  # invitations that are over, on the page


def no_sign_up(request):
    raise Refusal(403, _("Trang này không tự lập tài khoản. Hãy xin người quản trị một lời mời."))


@require_safe
@login_required
def overview(request):
    return render(request, "accounts/overview.html", {"roles": _roles_of(request.user)})


def _roles_of(person):
    return [roles.words_of(group.name) for group in person.groups.order_by("name")]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_list(request):
    """Where I am signed in. A form ends one (`phien`, its key) or, without that, all but this one."""
    mine = sessions.of(request.user)
    here = request.session.session_key
    if request.method == "POST":
        others = [session for session in mine if session.session_key != here]
        asked = request.POST.get("phien")
        ended = [session for session in others if asked is None or str(session.pk) == asked]
        sessions.end(ended)
        messages.success(request, _("Đã kết thúc %(number)d phiên.") % {"number": len(ended)})
        return redirect("usersessions_list")
    rows = [(session, sessions.words_of(session.user_agent), session.session_key == here) for session in mine]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


# --- Inviting -------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("auth.add_user", raise_exception=True)
def invite(request):
    form = InvitationForm(
        request.POST or None, inviter=request.user, instance=Invitation(invited_by=request.user)
    )
    invitation = None
    if request.method == "POST":
        with transaction.atomic():
            if made_before(request, Invitation):  # by the first of two clicks
                return redirect("invite")
            if form.is_valid():
                invitation = form.save()
                note_made(request, invitation)
    if invitation:
        if settings.SENDS_MAIL and invitations.mail(invitation, request):
            messages.success(request, _("Đã gửi thư mời tới %(email)s.") % {"email": invitation.email})
        elif settings.SENDS_MAIL:
            messages.error(
                request, _("Không gửi được thư. Hãy sao chép liên kết ở dưới và gửi bằng cách khác.")
            )
        else:
            messages.success(
                request, _("Đã lập lời mời. Hãy sao chép liên kết ở dưới và gửi cho người được mời.")
            )
        return redirect("invite")
    known = Invitation.objects.select_related("invited_by", "province").prefetch_related("groups")
    pending = known.pending()
    return render(
        request,
        "accounts/invite.html",
        {
            "form": form,
            "pending": [_row(invitation, request) for invitation in pending],
            "past": [
                _row(invitation, request) for invitation in known.exclude(pk__in=pending.values("pk"))[:PAST]
            ],
            "sends_mail": settings.SENDS_MAIL,
        },
    )


def _row(invitation, request):
    """With its link for the inviter alone: it opens whatever that person may give, which others may not."""
    own = invitation.invited_by_id == request.user.pk
    return {
        "invitation": invitation,
        "roles": [roles.words_of(group.name) for group in invitation.groups.all()],
        "link": invitations.link_of(invitation, request) if own and invitation.is_pending else "",
    }


@require_http_methods(["POST"])
@login_required
@permission_required("auth.add_user", raise_exception=True)
def revoke(request, pk):
    invitation = get_object_or_404(Invitation, pk=pk)
    if Invitation.objects.pending().filter(pk=pk).update(revoked_at=timezone.now()):
        messages.success(request, _("Đã thu hồi lời mời %(email)s.") % {"email": invitation.email})
    else:
        messages.error(request, _("Lời mời này không còn chờ nữa."))
    return redirect("invite")


@require_safe
def invitation(request, token):
    """Takes the link out of the address at once, so that no page, referrer or later log line carries it.

    Says nothing about the link here: whatever it is worth is said on the next page.
    """
    request.session[LINK] = token
    response = redirect("invitation-accept")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request):
    if request.user.is_authenticated:
        raise Refusal(409, _("Bạn đang đăng nhập. Hãy đăng xuất rồi mở lại liên kết mời."))
    found = _invitation_in(request)
    form = AcceptForm(_as_user(found), request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = invitations.accept(found, form.cleaned_data["name"], form.cleaned_data["new_password1"])
        del request.session[LINK]
        person.backend = settings.AUTHENTICATION_BACKENDS[-1]
        needs = second_factor.required_of(person)
        login = Login(user=person, redirect_url=reverse("mfa_index" if needs else "admin:index"))
        return perform_password_login(request, {"username": person.username}, login)
    page = {"form": form, "invitation": found, "roles": _row(found, request)["roles"]}
    return render(request, "accounts/accept.html", page)


def _invitation_in(request):
    """The pending invitation of the link that was opened; a link that opens nothing counts as a wrong try."""
    token = request.session.get(LINK, "")
    try:
        return invitations.pending_of(token)
    except Refusal as refusal:
        if refusal.status == 404 and token:
            throttle.spend(request, throttle.LINK)
            del request.session[LINK]
        raise


def _as_user(invitation):
    """Somebody to compare the password with."""
    return User(username=invitation.email, email=invitation.email)
