"""{% task_rows tasks columns %}, {% chart_rows chart total %}: the rows of a list of tasks and of its charts."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.html import bar, fill, fill_each, synthetic
from portal.base.language import lang_attribute, stays_vietnamese
from portal.base.text import money, number
from portal.records.templatetags.evidence import blank, marks, source_word

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


@register.simple_tag(takes_context=True)
def task_lines(context, tasks):
    """A list of few tasks: the title of each, and what tells it from the others."""
    vi = lang_attribute("vi")
    rows = (
        (task.get_absolute_url(), vi, task.title, synthetic(task), _in_brief(context, task)) for task in tasks
    )
    return fill_each("", '<li><a href="{}"{}>{}</a>{} <small class="post">{}</small></li>', rows)


def _in_brief(context, task):
    """The code, level, years, budget and status of a task, as far as known."""
    budget = "" if task.budget is None else money(task.budget, get_language())
    parts = (
        (code_of(task) if task.code else "", source_word(context, task, "code")),
        (task.get_level_display(), source_word(context, task, "level")),
        (task.years_in_words, source_word(context, task, "start_year", "end_year")),
        (budget, source_word(context, task, "budget")),
        (task.status_in_words, source_word(context, task, "status")),
    )
    where = source_word(context, task, "area") if context["evidence"].lacks_source(task, "area") else ""
    parts += ((_("nơi thực hiện") if where else "", where),)
    return fill_each(" · ", "{}{}", (part for part in parts if part[0]))


@register.simple_tag
def columns_that_say_something(tasks, columns):
    """Those of `columns` that stand in the table; the field of research only where a source gives it for one of `tasks`."""
    return [
        column
        for column in columns
        if column.key in CELLS and (column.key != "linh_vuc" or any(task.field_id for task in tasks))
    ]


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
    marked, language, with_field = lang_attribute("vi"), get_language(), "linh_vuc" in labels
    rows = []
    for task in tasks:

        def cell(words, *names, task=task):
            """What a cell says, marked where it is only implied or has no source, or why the first of `names` is blank."""
            return (
                fill("{}{}", words, source_word(context, task, *names))
                if words
                else blank(context, task, names[0], brief=True)
            )

        name = fill('<a class="title" href="{}"{}>{}</a>', task.get_absolute_url(), marked, task.title)
        area = fill("<span{}>{}</span>", marked, task.area) if task.area else ""
        cells = (
            cell(code_of(task) if task.code else "", "code"),
            name + marks(context, task, "title") + synthetic(task) + _led_by(context, task),
            cell(task.get_level_display(), "level"),
            *(
                [fill("<span{}>{}</span>{}", marked, task.field, source_word(context, task, "field"))]
                if with_field and task.field
                else [""] * with_field
            ),
            cell(place_links(task.listed_places) or area, "area"),
            cell(task.years_in_words, "start_year", "end_year"),
            cell("" if task.budget is None else number(task.budget, language), "budget")
            + _disputed(context, task, "budget"),
            cell(task.status_in_words, "status"),
        )
        written = fill_each("", "{}{}</td>", zip(starts, cells, strict=True))
        rows.append(f"<tr>{written}</tr>")
    return SafeString("".join(rows))


@register.simple_tag
def chart_rows(chart, total):
    """The rows of a Chart: with how many state no budget, where some of `total` do not."""
    language, rows = get_language(), []
    unknown, none = (
        fill('<span class="gap">{}</span>', words) for words in (_("hồ sơ chưa ghi"), _("chưa có"))
    )
    for row in chart.rows:
        name = row.name
        marked = lang_attribute("vi") if getattr(name, "name", "") and not name.name_en else ""
        local = getattr(name, "local_name", name)
        amount = (
            fill("{}{}", money(row.budget, language), bar(row.budget, chart.dearest))
            if row.budgeted
            else none
        )
        rows.append(
            (
                fill('<a href="?{}"{}>{}</a>', row.query, marked, local) if row.query else unknown,
                number(row.tasks, language),
                bar(row.tasks, chart.most),
                amount,
                fill("<td>{}</td>", number(row.unbudgeted, language)) if total.unbudgeted else "",
            )
        )
    return fill_each("", '<tr><th scope="row">{}</th><td>{}{}</td><td>{}</td>{}</tr>', rows)


def _disputed(context, task, name):
    """The words behind a value of which some source gives another; which, the page of the task tells."""
    if any(citation.differs for citation in context["evidence"].citations(task, name)):
        return fill(' <small class="aside">{}</small>', _("có nguồn nêu khác"))
    return SafeString()


def _led_by(context, task):
    """The line under the name of a task: its kind, programme, lead body and leader, as far as sources tell."""
    kind, programme, body = task.kind, task.programme, task.lead_body
    told = (
        ("kind", "", kind, kind and kind.local_name),
        ("programme", "", programme, programme and programme.short_name),
        ("lead_body", _("chủ trì:") + " ", body, body and body.local_name),
        ("principal_investigator", _("chủ nhiệm:") + " ", None, task.principal_investigator),
    )
    parts = (
        (
            label,
            "" if record and not stays_vietnamese(record, "name") else lang_attribute("vi"),
            words,
            source_word(context, task, name),
        )
        for name, label, record, words in told
        if words
    )
    line = fill_each(" · ", "{}<span{}>{}</span>{}", parts)
    return fill('<small class="post">{}</small>', line) if line else line
