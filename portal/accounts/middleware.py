"""Sends whoever must have a second factor, and has none, to where it is set up, before they see any work page."""

from django.shortcuts import redirect

from . import second_factor, sessions

#: What needs the second factor: the editors' desk, and opening accounts.
WORK = ("/admin/", "/tai-khoan/moi/")
WAY_OUT = "/admin/logout/"


def guard_work_pages(get_response):
    def middleware(request):
        if request.path_info.startswith(WORK) and request.user.is_authenticated:
            if sessions.SEEN in request.session:
                sessions.note_seen(request)
            if second_factor.is_missing(request.user) and request.path_info != WAY_OUT:
                return redirect("mfa_index")
        return get_response(request)

    return middleware
