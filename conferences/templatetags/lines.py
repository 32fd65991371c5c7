"""{% figure_lines %}, {% asked_lines %}, {% people_lines %}, {% replies %}: the rows of a conference, each kind written in
one piece: as nodes of a template they take half of the page. {% figure_rows %}, {% asked_rows %}: those of tables.
"""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.html import fill, fill_each, own_address, synthetic
from portal.base.language import lang_attribute, local_text, stays_vietnamese
from portal.base.text import date, number
from portal.records.templatetags.evidence import (
    blank,
    blank_alike,
    marks,
    other_values,
    row_marks,
    source_word,
    unsourced,
)

from .people import parties, party_of

register = template.Library()

ARROW = SafeString('<svg viewBox="0 0 20 10" aria-hidden="true"><path d="M0 5H18M14 1L18 5L14 9"/></svg>')
NONE = SafeString("")


@register.simple_tag(takes_context=True)
def figure_lines(context, figures):
    """The figures of one conference, a line each."""
    return SafeString("".join(_figure_line(context, figure) for figure in figures))


def _figure_line(context, figure):
    said, counted, told, fields, scope, period, speakers = _figure_words(context, figure)
    return fill(
        '<li id="so-lieu-{}"><b class="value">{}</b><div><p>{}{} <span class="what">{}{}</span></p>'
        '<p class="meta">{} · {} · {}</p>{}{}{}</div></li>',
        figure.pk,
        said,
        counted,
        told,
        figure.indicator.local_name,
        fields,
        scope,
        period,
        speakers,
        _aside(figure.no_value_reason),
        _aside(figure.note),
        other_values(context, figure, "low"),
    )


@register.simple_tag(takes_context=True)
def figure_rows(context, figures, with_conference=True, full=False):
    """The rows of a table of figures. `full`: each also as its source prints it."""
    brief = '<td data-label="{}" class="brief"{}>'
    printed = fill(brief, _("Như nguồn in"), lang_attribute("vi"))
    what = fill('<td data-label="{}" class="whole">', _("Chỉ tiêu"))
    labels = (_("Phạm vi"), _("Thời gian"), _("Người nêu"), _("Hội nghị"))
    where, when, who, at = (fill(brief, label, "") for label in labels)
    rows = []
    for figure in figures:
        said, counted, told, fields, scope, period, speakers = _figure_words(context, figure)
        rows.append(
            fill(
                '<tr id="so-lieu-{}"><td class="number value">{}</td><td>{}{}</td>{}'
                "{}{}{}{}{}{}</td>{}{}</td>{}{}</td>{}{}</td>{}</tr>",
                figure.pk,
                said,
                counted,
                told,
                fill("{}{}</td>", printed, figure.as_printed) if full else NONE,
                what,
                figure.indicator.local_name,
                fields,
                _small(figure.no_value_reason),
                _small(figure.note),
                other_values(context, figure, "low"),
                where,
                scope,
                when,
                period,
                who,
                speakers,
                fill("{}{}</td>", at, _link(figure, _conference_of(figure))) if with_conference else NONE,
            )
        )
    return SafeString("".join(rows))


def _small(text):
    return fill(' <small class="aside"{}>{}</small>', lang_attribute("vi"), text) if text else NONE


def _conference_of(row):
    return f"{row.conference.series.local_name}, {row.conference.ordinal_or_year}"


def _figure_words(context, figure):
    """(the value, its unit, their letters, its fields, its scope, its period, who stated it) of a figure: HTML."""
    vi, value, unit = lang_attribute("vi"), figure.value, figure.local_unit
    letters = row_marks(context, figure, "low by_official")
    scope = NONE
    if figure.scope_province:
        scope = _link(figure.scope_province, figure.scope_province.local_name, vi)
    elif figure.scope_series:
        scope = _link(figure.scope_series, figure.scope_series.local_name)
    if figure.scope_text:
        between = ", " if figure.scope != figure.Scope.OTHER else ""
        scope += fill("{}<span{}>{}</span>", between, vi, figure.scope_text)
    period = blank(context, figure, "period", True)
    if figure.period:
        period = _tagged("span", figure.period, vi) + source_word(context, figure, "period")
    speakers = parties(figure.speakers, _("chưa rõ người phát biểu"))
    return (
        value or _tagged("span", figure.as_printed, SafeString(f' class="gap"{vi}')),
        _tagged("span", unit, vi if unit == figure.unit else "") if value else NONE,
        letters + marks(context, figure, "low") + unsourced(context, figure, "low by_official period"),
        fill(" <small{}>({})</small>", vi, figure.fields) if figure.fields else NONE,
        scope,
        period,
        speakers + marks(context, figure, "by_official") if figure.by_official_id else speakers,
    )


@register.simple_tag(takes_context=True)
def asked_lines(context, rows, prefix=""):
    """The recommendations of one conference: each a sentence, then who asks whom, and its state. `prefix`: of their ids."""
    no_due = blank_alike(context, rows, "due")
    note = fill('<p class="note">{} {}.</p>', _("Hạn của mọi điều:"), no_due) if no_due else NONE
    lines = SafeString("".join(_asked_line(context, row, prefix, not no_due) for row in rows))
    return fill('{}<ol class="asks">{}</ol>', note, lines)


def _asked_line(context, row, prefix, with_due):
    earlier, later = row.earlier, row.later
    before = fill(" <small>{} {}</small>", _("tiếp nối"), _to_asked(earlier)) if earlier else NONE
    return fill(
        '<li id="{}kien-nghi-{}"><b class="no">{}</b><div><p>{}{}{}</p><p class="meta"><b>{}</b> · {} '
        '<span class="arrow"><span class="visually-hidden">{}</span>{}</span> {}{} {}{}{}</p>{}</div></li>',
        prefix,
        row.number,
        row.number,
        _tagged(
            "span", local_text(row, "text"), lang_attribute("vi") if stays_vietnamese(row, "text") else ""
        ),
        marks(context, row, "text"),
        before,
        row.get_kind_display(),
        party_of(context, row, "by_official", row.speakers),
        _("gửi tới"),
        ARROW,
        party_of(context, row, "to_body", row.addressees),
        fill(" · {} {}", _("hạn"), _due(context, row)) if with_due else NONE,
        _tagged("span", row.get_state_display(), SafeString(f' class="state state-{row.state}"'))
        + (marks(context, row, "state") if "state" in row.facts() else NONE),
        fill(" <small{}>{}</small>", lang_attribute("vi"), row.reason) if row.reason else NONE,
        fill(" {}", _to_asked(later)) if later else NONE,
        replies(context, row),
    )


@register.simple_tag(takes_context=True)
def asked_rows(context, rows):
    """The rows of a table of recommendations."""
    named = (
        _("Hội nghị"),
        _("Năm"),
        _("Số"),
        _("Loại"),
        _("Nội dung"),
        _("Bên nêu"),
        _("Nơi nhận"),
        _("Hạn"),
    )
    classes = ("brief", "number brief", "number brief", "brief", "whole", "brief", "brief", "brief")
    starts = [fill('<td data-label="{}" class="{}">', *start) for start in zip(named, classes, strict=True)]
    starts.append(fill('<td data-label="{}">', _("Trạng thái")))
    vi = lang_attribute("vi")
    written = []
    for row in rows:
        conference, earlier, later = row.conference, row.earlier, row.later
        text = _link(row, local_text(row, "text"), vi if stays_vietnamese(row, "text") else "")
        cells = (
            _link(conference, _conference_of(row)) + synthetic(conference),
            conference.year or "",
            row.number,
            row.get_kind_display(),
            text
            + marks(context, row, "text")
            + unsourced(context, row, "text")
            + (fill(" <small>{} {}</small>", _("tiếp nối"), _to_asked(earlier)) if earlier else NONE),
            party_of(context, row, "by_official", row.speakers),
            party_of(context, row, "to_body", row.addressees),
            _due(context, row),
            fill(
                '<span class="state state-{}">{}</span>{}{}{}',
                row.state,
                row.get_state_display(),
                fill(" <small{}>{}</small>", vi, row.reason) if row.reason else NONE,
                fill(" {}", _to_asked(later)) if later else NONE,
                replies(context, row),
            ),
        )
        written.append(f"<tr>{fill_each('', '{}{}</td>', zip(starts, cells, strict=True))}</tr>")
    return SafeString("".join(written))


def _due(context, row):
    if not row.due:
        return blank(context, row, "due", True)
    overdue = fill(" <strong>{}</strong>", _("đã quá")) if row.is_overdue() else NONE
    return fill("{}{}", date(row.due, get_language()), overdue)


def _to_asked(row):
    """The way to another recommendation, called by its conference and number."""
    return _link(row, f"{row.conference.ordinal_or_year}, {row.number}")


@register.simple_tag(takes_context=True)
def replies(context, row):
    """What was answered to a recommendation, oldest first."""
    if not row.published_replies:
        return NONE
    lines = ((_reply(reply), marks(context, reply, "state")) for reply in row.published_replies)
    return fill('<ul class="replies">{}</ul>', fill_each("", "<li>{}{}</li>", lines))


def _reply(reply):
    return fill(
        "{}{}{}{}",
        f"{date(reply.day, get_language())}: " if reply.day else "",
        fill("{}, ", _link(reply.by, reply.by.local_name)) if reply.by else NONE,
        reply.get_state_display(),
        fill(". <span{}>{}</span>", lang_attribute("vi"), reply.note) if reply.note else NONE,
    )


@register.simple_tag(takes_context=True)
def people_lines(context, appearances):
    """The people at a conference in printed order, with their posts and roles."""
    rows = (
        (
            f"nguoi-du-{row.official.slug}",
            row.official.get_absolute_url(),
            lang_attribute("vi"),
            row.official.name,
            marks(context, row, ""),
            other_values(context, row, "official"),
            post_held(context, row),
            row.get_role_display(),
            own_address(f"nguoi-du-{row.official.slug}"),
        )
        for row in appearances
    )
    return fill_each(
        "",
        '<li id="{}"><a class="title" href="{}"{}>{}</a>{}{} {} <small class="role">· {}</small>{}</li>',
        rows,
    )


@register.simple_tag(takes_context=True)
def point_lines(context, statement):
    """The points of a statement, each with its address; the letters of their sources behind the last."""
    points = [
        (f"{statement.anchor}-{number}", point) for number, point in enumerate(statement.point_lines, 1)
    ]
    letters = [NONE] * (len(points) - 1) + [marks(context, statement, "points")]
    rows = (
        (anchor, point, sources, own_address(anchor))
        for (anchor, point), sources in zip(points, letters, strict=False)
    )
    return fill_each("", '<li id="{}">\n{}{}{}\n</li>', rows)


@register.simple_tag(takes_context=True)
def party_lines(context, rows, window):
    """The bodies, provinces and delegations at a conference; provinces under their names in `window`."""
    vi = lang_attribute("vi")
    lines = []
    for row in rows:
        named = NONE
        if row.body:
            named = _link(row.body, row.body.local_name, vi if stays_vietnamese(row.body, "name") else "")
        elif row.province:
            named = _link(row.province, row.province.name_in(window), vi)
        anchor = f"thanh-phan-{row.pk}"
        lines.append(
            (
                anchor,
                named,
                ": " if named and row.printed_otherwise else "",
                fill("<span{}>{}</span>", vi, row.printed_otherwise) if row.printed_otherwise else NONE,
                fill(
                    " <small>{}</small>",
                    _("số lượng: %(number)s") % {"number": number(row.count, get_language())},
                )
                if row.count
                else NONE,
                fill(" <small>({})</small>", row.get_capacity_display())
                if row.capacity == "khach" and row.province
                else NONE,
                marks(context, row, ""),
                own_address(anchor),
            )
        )
    return fill_each("", '<li id="{}">\n{}{}{}{}{}{}{}\n</li>', lines)


@register.simple_tag(takes_context=True)
def post_held(context, row):
    """The post of an appearance as its source prints it, and its bodies; English pages say it in English."""
    printed, vi = row.post_as_printed or blank(context, row, "post_as_printed", True), lang_attribute("vi")
    vi = vi if row.post_as_printed else ""
    if row.post_in_english:
        posts = fill_each("; ", "{}", ((_link(post.body, post.local_name),) for post in row.posts_held))
        return fill("{} <small{}>{}</small>", posts, vi, printed)
    printed = _tagged("span", printed, vi) if row.post_as_printed else printed
    bodies = fill_each(", ", "{}", ((_link(post.body, post.body.local_name),) for post in row.posts_held))
    return fill("{} <small>({})</small>", printed, bodies) if row.posts_held else printed


def _aside(text):
    return _tagged("p", text, SafeString(f' class="meta"{lang_attribute("vi")}')) if text else NONE


def _link(record, words, attribute=""):
    return fill('<a href="{}"{}>{}</a>', record.get_absolute_url(), attribute, words)


def _tagged(tag, text, attribute=""):
    return fill("<{}{}>{}</{}>", tag, attribute, text, tag)
