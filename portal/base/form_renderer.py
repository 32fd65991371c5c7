"""The common widgets of forms as Django's templates draw them, in Python: an admin form holds some hundred, a template each."""

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.html import conditional_escape as escape
from django.utils.translation import gettext as words_of_django


class FormRenderer(DjangoTemplates):
    """Draws what `DRAWN` knows itself, and the rest by Django's templates."""

    def render(self, template_name, context, request=None) -> str:
        draw = DRAWN.get(template_name)
        drawn = draw(context) if draw else None
        return super().render(template_name, context, request) if drawn is None else drawn


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


def _related(context):
    """A choice of records with the links that change and add one; None where there are others."""
    if context["can_delete_related"] or context["can_view_related"]:
        return None
    of = "" if context["model_has_limit_choices_to"] else f'data-model-ref="{escape(context["model_name"])}"'
    links, named = "", {"model": context["model"]}
    if context["can_change_related"] and not context["is_hidden"]:
        address = (
            f'data-href-template="{context["change_related_template_url"]}?{escape(context["url_params"])}"'
        )
        links += _link(context, "change", address, words_of_django("Change selected %(model)s") % named)
    if context["can_add_related"] and not context["is_hidden"]:
        address = f'href="{context["add_related_url"]}?{escape(context["url_params"])}"'
        links += _link(context, "add", address, words_of_django("Add another %(model)s") % named)
    return f'<div class="related-widget-wrapper" {of}>{context["rendered_widget"]}{links}</div>'


def _link(context, verb, address, title):
    icon = static(f"admin/img/icon-{verb}link.svg")
    return (
        f'<a class="related-widget-wrapper-link {verb}-related" id="{verb}_id_{escape(context["name"])}" {address}'
        f' data-popup="yes" title="{escape(title)}"><img src="{icon}" alt="" width="24" height="24"></a>'
    )


_WIDGETS, _ERRORS = "django/forms/widgets/{}.html", "django/forms/errors/list/{}.html"
DRAWN = {
    **dict.fromkeys(
        map(_WIDGETS.format, ("input", "text", "hidden", "email", "url", "checkbox", "date", "time")),
        _input,
    ),
    **dict.fromkeys(map(_ERRORS.format, ("default", "ul")), _errors),
    _WIDGETS.format("textarea"): _textarea,
    _WIDGETS.format("select"): _select,
    "admin/widgets/date.html": _date,
    "admin/widgets/related_widget_wrapper.html": _related,
    "django/forms/label.html": _label,
}
