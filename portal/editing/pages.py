"""Pages of our own among those of a ModelAdmin."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import path

from portal.base.db import is_key
from portal.changes.form_token import name_in_hand

from .bad_request import CLIENT_ERRORS, guarded, refuse_bad_page
from .sent_before import once


def admin_path(model_admin, route, view, name, broken=CLIENT_ERRORS):
    """The URLPattern of `view(model_admin, request, **kwargs)` among the pages of `model_admin`, named
    `<app>_<model>_<name>`: for those signed in, and guarded. A number that no key can be is not found; what was sent
    before leads to what that made.
    """

    def answer(request, **kwargs):
        return guarded(partial(answered, **kwargs), request, broken=broken)

    def answered(request, **kwargs):
        if not all(is_key(str(number)) for number in kwargs.values() if isinstance(number, int)):
            raise Http404
        return once(partial(view, model_admin), request, **kwargs)

    opts = model_admin.opts
    return path(
        route, model_admin.admin_site.admin_view(answer), name=f"{opts.app_label}_{opts.model_name}_{name}"
    )


def page_of(model_admin, request, template, title, status=200, **context):
    """The page `admin/<template>.html`, which hangs from the list of `model_admin` (`opts`)."""
    site = model_admin.admin_site.each_context(request)
    context = {**site, "opts": model_admin.opts, "title": title, "sending": name_in_hand(), **context}
    return render(request, f"admin/{template}.html", context, status=status)


def paged(request, rows, size):
    """The page of `rows` that is asked for (?p=)."""
    refuse_bad_page(request)
    return Paginator(rows, size).get_page(request.GET.get("p", "1"))
