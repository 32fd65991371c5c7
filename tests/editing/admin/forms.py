"""Sends the admin's own forms back, as a browser would: every field as shown, with what a test changes."""

import re
from html.parser import HTMLParser

from django.contrib.contenttypes.models import ContentType

from portal.records.models import Citation


def shown(page):
    """{name: value} of the change or add form that `page` (a test response) shows."""
    data = fields_of(page.context["adminform"].form)
    if "opened" in page.context:
        data["_opened"] = page.context["opened"]
    for inline in page.context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= fields_of(form)
    return data


def fields_of(form):
    found = {}
    for name in form.fields:
        field = form[name]
        value = field.value()
        if hasattr(field.field.widget, "decompress"):  # a day and a time, each in a control of its own
            day, time = field.field.widget.decompress(value)
            found |= {
                f"{field.html_name}_0": f"{day:%d/%m/%Y}" if day else "",
                f"{field.html_name}_1": f"{time:%H:%M:%S}" if time else "",
            }
            continue
        if value is None or value is False:
            value = ""
        if isinstance(value, list | tuple):
            value = [getattr(item, "pk", item) for item in value]
        elif hasattr(value, "strftime"):
            value = value.strftime("%d/%m/%Y")
        if value != "" or name not in ("DELETE",):
            found[field.html_name] = "on" if value is True else value
    return found


def send(client, url, rows=None, **changes):
    """Posts the form at `url` with `changes`; `rows` is {prefix: [{field: value} of a new row]}.

    Returns the response, which redirects when the form was saved.
    """
    data = shown(client.get(url)) | changes
    for prefix, added in (rows or {}).items():
        first = int(data[f"{prefix}-TOTAL_FORMS"])
        for number, row in enumerate(added, first):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        data[f"{prefix}-TOTAL_FORMS"] = first + len(added)
    # What a browser leaves out: unticked boxes.
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def errors(page):
    """Every error that the form on `page` shows, as one list of sentences."""
    if not page.context or "adminform" not in page.context:
        return []
    found = [text for texts in page.context["adminform"].form.errors.values() for text in texts]
    for inline in page.context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        found += [text for form in inline.formset.forms for texts in form.errors.values() for text in texts]
    return found


def citations(record):
    """[(field, source)] of the record, in the order they were made."""
    kind = ContentType.objects.get_for_model(record)
    rows = Citation.objects.filter(content_type=kind, object_id=record.pk).order_by("pk")
    return [(row.field, row.source) for row in rows]


# --- Pages with hidden fields -------------------------------------------------------------------------
class Controls(HTMLParser):
    """The hidden fields and ticked boxes of a page, and the names and ticked values of its radio buttons."""

    def __init__(self, html):
        super().__init__()
        self.sent, self.radios = {}, {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        name, kind = values.get("name"), values.get("type", "text")
        if tag != "input" or not name or name == "csrfmiddlewaretoken":
            return
        if kind == "radio":
            ticked = values["value"] if "checked" in values else None
            self.radios[name] = ticked or self.radios.get(name)
        elif kind == "hidden" or (kind == "checkbox" and "checked" in values):
            self.sent.setdefault(name, []).append(values.get("value", ""))


def resolve(client, url, page, everything=None, **choices):
    """Sends the page of both versions: the ticked choices, `everything` for those without, and `choices`."""
    controls = Controls(page.content.decode())
    chosen = {name: ticked or everything for name, ticked in controls.radios.items()} | choices
    return client.post(url, controls.sent | {name: value for name, value in chosen.items() if value})


def confirm(client, url):
    """Opens a page that asks to confirm, and confirms."""
    return client.post(url, Controls(client.get(url).content.decode()).sent)


def act(client, url, action, records, page=None, **more):
    """Runs a bulk action on `records` of the list at `url`, as `page` (a test response) showed them."""
    html = (page or client.get(url)).content.decode()
    versions = dict(re.findall(r'name="(_opened-\d+)" value="([^"]+)"', html))
    keys = [record.pk for record in records]
    return client.post(url, {"action": action, "_selected_action": keys, "index": "0", **versions, **more})
