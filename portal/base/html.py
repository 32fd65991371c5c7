"""HTML written in Python, for what a page holds a thousand of: as Django's `format_html`, at half of its cost."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def fill(pattern: str, *parts: Any) -> SafeString:
    """`pattern`, which is HTML, with `parts` in the places of its {}: those that are no HTML are escaped."""
    return SafeString(
        pattern.format(*[part if type(part) is SafeString else _escaped(part) for part in parts])
    )


def _escaped(part):
    return part.__html__() if hasattr(part, "__html__") else escape(str(part))


def fill_each(between: str, pattern: str, rows: Iterable[Iterable[Any]]) -> SafeString:
    """`pattern` filled with the parts of each of `rows`, and `between`, which is HTML too, between them."""
    return SafeString(between.join([fill(pattern, *parts) for parts in rows]))


def synthetic(record: Any) -> SafeString:
    """The word behind the name of a record that a machine made; nothing behind a real one."""
    return fill(' <em class="synthetic">{}</em>', _("dữ liệu thử")) if record.synthetic else SafeString()


def own_address(name: str) -> SafeString:
    """The link beside a line to the line itself, `name` its id; `static/js/folds.js` copies its address."""
    return fill(
        '<a class="own-address" href="#{}" aria-label="{}" data-done="{}">#</a><small role="status"></small>',
        name,
        _("Địa chỉ của dòng này"),
        _("đã chép địa chỉ"),
    )


def bar(amount: Any, longest: Any) -> SafeString:
    """A bar as long as its share of `longest`, nothing where there is nothing; beside it stands its number, which the
    bar does not say.
    """
    share = (
        f'<rect width="{float(amount / longest * 100):.2f}%" height="100%"/>' if amount and longest else ""
    )
    return SafeString(f'<svg class="bar" aria-hidden="true" focusable="false">{share}</svg>')
