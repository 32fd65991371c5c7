"""The picture of a province."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.language import site_name
from portal.base.text import date
from portal.records.models import RecordMoved, find_or_moved
from portal.sharing.cards import Card, answer, card_of
from provinces.models import Province


@card_of.register
def province_card_of(province: Province):
    facts = []
    if province.began:
        facts.append(_("từ %(day)s") % {"day": date(province.began, get_language())})
    if province.ended:
        facts.append(_("đến hết %(day)s") % {"day": date(province.last_day, get_language())})
    return Card(
        address=reverse("province-card", args=[province.slug]),
        sign=province.local_name,
        weight="light" if province.ended else "solid",
        title=_("Hội nghị giao ban KH&CN vùng: đăng cai, tham dự, kiến nghị, số liệu"),
        facts=(capfirst(province.get_kind_display()), *facts),
        site=site_name(),
    )


@require_safe
def province_card(request, slug):
    try:
        return answer(card_of(find_or_moved(Province.objects.all(), slug)))
    except RecordMoved as moved:
        return redirect("province-card", moved.record.slug, permanent=True)
