"""The desk above the list of models, and its queues as a filter of the lists."""

from collections import defaultdict

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.base.text import date
from portal.editing import dashboard
from portal.records import rights
from portal.records.admin_urls import admin_page


class WorkQueueFilter(SimpleListFilter):
    title = gettext_lazy("việc đang chờ")
    parameter_name = "viec"

    def lookups(self, request, model_admin):
        self.queues = {
            queue.key: queue
            for queue in dashboard.declared(dashboard.WorkQueue)
            if queue.concerns(request.user, model_admin.model)
        }
        return [(key, queue.title) for key, queue in self.queues.items()]

    def has_output(self):
        return bool(self.queues)

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.queues:
            raise IncorrectLookupParameters
        waiting = self.queues[self.value()].waiting(request.user, queryset.model)
        return queryset.filter(pk__in=waiting.order_by().values("pk"))


# --- The first page -----------------------------------------------------------------------------------
def desk_of(request, site):
    """What the first page shows: {greeting, role, shortcuts, queues, clear, sections, tables}.

    Each queue that concerns whoever asks is {title, key, count, act, lines, lists}; `clear` are the titles of
    those where nothing waits. Two questions a queue, one for each noun that its lines name, one for all counts.
    """
    user = request.user
    shown, clear, wanted = [], [], defaultdict(set)
    for queue in dashboard.declared(dashboard.WorkQueue):
        models = [
            model for model in queue.nouns() if site.is_registered(model) and queue.concerns(user, model)
        ]
        if not models:
            continue
        counts = dashboard.counted(queue, user, models)
        if not counts:
            clear.append(queue.title)
            continue
        few = dashboard.first_few(queue, user, list(counts))
        for model, key, _when in few:
            wanted[queue.read, model].add(key)
        shown.append((queue, counts, few))
    held = {asked: asked[0](asked[1]).in_bulk(keys) for asked, keys in wanted.items()}
    queues = [_shown(*queue, held) for queue in shown]
    sections = with_counts(request, site, sections_of(request, site))
    return {
        "greeting": greeting(user, queues),
        "role": role_of(user),
        "shortcuts": [*oldest_of(queues), *shortcuts_of(request, site)],
        "queues": queues,
        "clear": clear,
        "sections": [each for each in sections if not each["folded"]],
        "tables": [each for each in sections if each["folded"]],
    }


def _shown(queue, counts, few, held):
    found = [(model, held[queue.read, model].get(key), when) for model, key, when in few]
    return {
        "key": queue.key,
        "title": queue.title,
        "act": queue.act,
        "oldest_first": queue.oldest_first,
        "count": sum(counts.values()),
        "lines": [
            {
                "record": record,
                "url": admin_page(model, "change", record.pk),
                "said": queue.said(record),
                "when": when,
            }
            for model, record, when in found
            if record is not None
        ],
        "lists": [
            {
                "noun": model._meta.verbose_name_plural,
                "count": rows,
                "url": f"{admin_page(model, 'changelist')}?{WorkQueueFilter.parameter_name}={queue.key}",
            }
            for model, rows in counts.items()
        ],
    }


def greeting(user, queues):
    name = user.get_full_name() or user.get_username()
    if not queues:
        return _("Chào %(name)s.") % {"name": name}
    sentence = ngettext(
        "Chào %(name)s. %(count)s nhóm việc đang chờ bạn.",
        "Chào %(name)s. %(count)s nhóm việc đang chờ bạn.",
        len(queues),
    )
    return sentence % {"name": name, "count": len(queues)}


def role_of(user):
    """What whoever is signed in does here, in one sentence; "" for who has no part of their own."""
    if rights.scope(user) is not None:
        return _("Biên tập của tỉnh: bạn ghi phần của tỉnh mình, người duyệt đăng.")
    if any(rights.permitted(user, "publish", model) for model in dashboard.published_nouns()):
        return _("Duyệt và đăng: việc chờ lâu nhất đứng trước.")
    if any(rights.permitted(user, "change", model) for model in dashboard.published_nouns()):
        return _("Biên tập của Bộ: bạn ghi, người duyệt đăng.")
    return ""


def oldest_of(queues):
    """The shortcut to what has waited longest for a decision; none where nothing waits."""
    waiting = [line for queue in queues if queue["oldest_first"] for line in queue["lines"]]
    waiting.sort(key=lambda line: (line["when"] is None, line["when"] and line["when"].timestamp()))
    return [
        {"title": _("Duyệt việc cũ nhất"), "url": line["url"], "says": in_few_words(line)}
        for line in waiting[:1]
    ]


def in_few_words(line):
    if line["when"] is None:
        return str(line["record"])
    told = {"record": line["record"], "day": date(localtime(line["when"]))}
    return _("%(record)s, chờ từ %(day)s") % told


def shortcuts_of(request, site):
    found = [(one, one.address(request, site)) for one in dashboard.declared(dashboard.Shortcut)]
    return [{"title": one.title, "url": url, "says": one.says} for one, url in found if url]


def sections_of(request, site):
    """The models that whoever asks may see, in the order of the house: Sections as apps of the stock list
    ({name, app_label, models …}); each model has its line (`says`) and, where it is `added` by itself, its
    `add_url`. What no app gave a place stands in the last Section.
    """
    known = {
        entry["model"]: entry for app in site._build_app_dict(request).values() for entry in app["models"]
    }
    found = []
    for section in dashboard.declared(dashboard.Section):
        entries = [
            {
                **entry,
                "says": one.says,
                "noun": one.model._meta.verbose_name,
                "add_url": entry["add_url"] if one.added else None,
            }
            for one in section.lists
            if (entry := known.pop(one.model, None))
        ]
        found.append(
            {
                "name": section.title,
                "app_label": f"nhom-{section.rank}",
                "app_url": f"{reverse('admin:index')}#nhom-{section.rank}",
                "has_module_perms": True,
                "folded": section.folded,
                "models": entries,
            }
        )
    found[-1]["models"] += [{**entry, "says": ""} for entry in known.values()]
    return [section for section in found if section["models"]]


def with_counts(request, site, sections):
    """`sections` with the `count` of each model, as its list counts for whoever asks: one question for all."""
    models = [entry["model"] for section in sections for entry in section["models"]]
    counts = dashboard.counted_rows(
        {model: site._registry[model].get_queryset(request).select_related(None) for model in models}
    )
    for section in sections:
        for entry in section["models"]:
            entry["count"] = counts.get(entry["model"], 0)
    return sections
