"""{% task_rows tasks columns %}: the rows of a list of tasks."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.html import fill, fill_each
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


@register.simple_tag
def code_of(task):
    """The code of a task, marked as Vietnamese where it has letters that no other language has."""
    is_plain = task.code.isascii()
    return fill("{}", task.code) if is_plain else fill("<span{}>{}</span>", lang_attribute("vi"), task.code)


@register.simple_tag
def columns_that_say_something(tasks, columns):
    """`columns` without the field of research where no source gives it for any of `tasks`."""
    return [column for column in columns if column.key != "linh_vuc" or any(task.field_id for task in tasks)]


@register.simple_tag(takes_context=True)
def task_rows(context, tasks, columns):
    """The rows of `tasks` under `columns`, written in one piece: as nodes of a template, fifty take half of the page."""
    labels = {column.key: column.label for column in columns}
    # The name of a row needs no label where a narrow screen shows each cell on a line of its own.
    starts = [
        fill('<td data-label="{}" class="{}">', labels[key], classes)
        if key != "ten"
        else fill('<td class="{}">', classes)
        for key, classes in CELLS.items()
        if key in labels
    ]
    synthetic = fill(' <em class="synthetic">{}</em>', _("dữ liệu thử"))
    marked, language, with_field = lang_attribute("vi"), get_language(), "linh_vuc" in labels
    rows = []
    for task in tasks:
        name = fill('<a class="title" href="{}"{}>{}</a>', task.get_absolute_url(), marked, task.title)
        cells = (
            code_of(task) if task.code else blank(context, task, "code", brief=True),
            name + marks(context, task, "title") + (synthetic if task.synthetic else SafeString()),
            task.get_level_display(),
            *([fill("<span{}>{}</span>", marked, task.field) if task.field else ""] if with_field else ()),
            place_links(task.listed_places)
            or (
                fill("<span{}>{}</span>", marked, task.area)
                if task.area
                else blank(context, task, "area", True)
            ),
            task.years_in_words or blank(context, task, "start_year", brief=True),
            blank(context, task, "budget", brief=True)
            if task.budget is None
            else number(task.budget, language),
            task.get_status_display() or blank(context, task, "status", brief=True),
        )
        written = fill_each("", "{}{}</td>", zip(starts, cells, strict=True))
        rows.append(f"<tr>{written}</tr>")
    return SafeString("".join(rows))
