"""The desk above the list of models, and its piles as a filter of the lists."""

from collections import defaultdict

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext_lazy as _

from .. import desk
from ..desk_addresses import admin_page


class PileFilter(SimpleListFilter):
    title = _("việc đang chờ")
    parameter_name = "viec"

    def lookups(self, request, model_admin):
        self.piles = {
            pile.key: pile for pile in desk.piles() if pile.concerns(request.user, model_admin.model)
        }
        return [(key, pile.title) for key, pile in self.piles.items()]

    def has_output(self):
        return bool(self.piles)

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.piles:
            raise IncorrectLookupParameters
        waiting = self.piles[self.value()].waiting(request.user, queryset.model)
        return queryset.filter(pk__in=waiting.order_by().values("pk"))


class OnDesk:
    """Goes before ModelAdmin: the list may be asked for one pile of the desk."""

    def get_list_filter(self, request):
        return [PileFilter, *super().get_list_filter(request)]


def desk_of(user, site):
    """{piles, clear}: each pile that concerns `user` as {title, key, count, lines, lists}, and the titles of
    those where nothing waits. Two questions a pile, and one for each noun that its lines name.
    """
    shown, clear, wanted = [], [], defaultdict(set)
    for pile in desk.piles():
        models = [model for model in pile.nouns() if site.is_registered(model) and pile.concerns(user, model)]
        if not models:
            continue
        counts = desk.counted(pile, user, models)
        if not counts:
            clear.append(pile.title)
            continue
        newest = desk.newest(pile, user, list(counts))
        for model, key in newest:
            wanted[pile.read, model].add(key)
        shown.append((pile, counts, newest))
    held = {asked: asked[0](asked[1]).in_bulk(keys) for asked, keys in wanted.items()}
    return {"piles": [_shown(*pile, held) for pile in shown], "clear": clear}


def _shown(pile, counts, newest, held):
    found = [(model, held[pile.read, model].get(key)) for model, key in newest]
    return {
        "key": pile.key,
        "title": pile.title,
        "count": sum(counts.values()),
        "lines": [
            {"record": record, "url": admin_page(model, "change", record.pk), "said": pile.said(record)}
            for model, record in found
            if record is not None
        ],
        "lists": [
            {
                "noun": model._meta.verbose_name_plural,
                "count": rows,
                "url": f"{admin_page(model, 'changelist')}?{PileFilter.parameter_name}={pile.key}",
            }
            for model, rows in counts.items()
        ],
    }
