"""{% task_rows tasks columns %}: the rows of a list of tasks."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.language import lang_attribute
from portal.base.text import number
from portal.records.templatetags.evidence import blank, marks

from .places import place_links

register = template.Library()

#: {key of a column: the classes of its cells}
CELLS = {
    "ma_so": "code brief",
    "ten": "named",
    "cap": "brief",
    "linh_vuc": "short brief",
    "noi": "brief",
    "thoi_gian": "number brief",
    "kinh_phi": "number amount brief",
    "trang_thai": "brief",
}


@register.simple_tag(takes_context=True)
def task_rows(context, tasks, columns):
    """The rows of `tasks` under `columns`, written in one piece: as nodes of a template, fifty take half of the page."""
    labels = {column.key: column.label for column in columns}
    # The name of a row needs no label where a narrow screen shows each cell on a line of its own.
    starts = [
        format_html('<td data-label="{}" class="{}">', labels[key], classes)
        if key != "ten"
        else format_html('<td class="{}">', classes)
        for key, classes in CELLS.items()
    ]
    synthetic = format_html(' <em class="synthetic">{}</em>', _("dữ liệu thử"))
    marked, language = lang_attribute("vi"), get_language()
    rows = []
    for task in tasks:
        name = format_html('<a class="title" href="{}"{}>{}</a>', task.get_absolute_url(), marked, task.title)
        cells = (
            task.code or blank(context, task, "code", brief=True),
            name + marks(context, task, "title") + (synthetic if task.synthetic else SafeString()),
            task.get_level_display(),
            format_html("<span{}>{}</span>", marked, task.field) if task.field else "",
            place_links(task.listed_places),
            task.years_in_words,
            blank(context, task, "budget", brief=True)
            if task.budget is None
            else number(task.budget, language),
            task.get_status_display(),
        )
        written = (
            f"{start}{conditional_escape(cell)}</td>" for start, cell in zip(starts, cells, strict=True)
        )
        rows.append(f"<tr>{''.join(written)}</tr>")
    return mark_safe("".join(rows))
