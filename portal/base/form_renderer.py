"""The common widgets of forms as Django's templates draw them, in Python: an admin form holds some hundred, a template each."""

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape


class FormRenderer(DjangoTemplates):
    """Draws what `DRAWN` knows itself, and the rest by Django's templates."""

    def render(self, template_name, context, request=None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context) if draw else super().render(template_name, context, request)


def _attrs(attrs):
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context):
    widget = context["widget"]
    value = widget["value"]
    shown = "" if value is None else f' value="{escape(value)}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{shown}{_attrs(widget["attrs"])}>'


def _date(context):
    return f'<p class="date">{_input(context)}</p>'


def _textarea(context):
    widget = context["widget"]
    text = escape(widget["value"] or "")
    return f'<textarea name="{escape(widget["name"])}"{_attrs(widget["attrs"])}>\n{text}</textarea>'


def _select(context):
    widget = context["widget"]
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{escape(widget["name"])}"{_attrs(widget["attrs"])}>{groups}</select>'


def _group(name, options):
    drawn = "".join(
        f'<option value="{escape(option["value"])}"{_attrs(option["attrs"])}>{escape(option["label"])}</option>'
        for option in options
    )
    return f'<optgroup label="{escape(name)}">{drawn}</optgroup>' if name else drawn


def _label(context):
    tag, label = context["tag"], escape(context["label"])
    return f"<{tag}{_attrs(context['attrs'] or {})}>{label}</{tag}>" if context["use_tag"] else label


def _errors(context):
    errors = context["errors"]
    if not errors:
        return ""
    place = f' id="{escape(errors.field_id)}_error"' if errors.field_id else ""
    items = "".join(f"<li>{escape(error)}</li>" for error in errors)
    return f'<ul class="{escape(context["error_class"])}"{place}>{items}</ul>'


_WIDGETS, _ERRORS = "django/forms/widgets/{}.html", "django/forms/errors/list/{}.html"
DRAWN = {
    **dict.fromkeys(
        map(
            _WIDGETS.format, ("input", "text", "number", "hidden", "email", "url", "checkbox", "date", "time")
        ),
        _input,
    ),
    **dict.fromkeys(map(_ERRORS.format, ("default", "ul")), _errors),
    _WIDGETS.format("textarea"): _textarea,
    _WIDGETS.format("select"): _select,
    "admin/widgets/date.html": _date,
    "django/forms/label.html": _label,
}
