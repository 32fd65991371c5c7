"""Sends the admin's own forms back, as a browser would: every field as shown, with what a test changes."""

from django.contrib.contenttypes.models import ContentType

from portal.records.models import Citation


def shown(page):
    """{name: value} of the change or add form that `page` (a test response) shows."""
    data = fields_of(page.context["adminform"].form)
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
