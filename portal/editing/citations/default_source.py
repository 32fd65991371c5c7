"""The default source of a form: chosen once, cited by what a save enters, and chosen again on the next form."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from portal.editing.scope import owns
from portal.records.citation_scope import cite_entered
from portal.records.models import Record

#: The query parameter that names the default source of the form before this one.
CHOSEN = "nguon"


def chosen_source(request, sources):
    """The one of `sources` that the address names, or None."""
    key = request.GET.get(CHOSEN, "")
    return sources.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


def chosen_query(request):
    """The query of an address that names the default source that was sent, "" where none was."""
    source = request.POST.get("default_source", "")
    return f"?{CHOSEN}={source}" if source.isascii() and source.isdigit() else ""


def with_chosen(request, response):
    """*Lưu và sửa tiếp* leads back to the form with the default source that it was sent with."""
    source = request.POST.get("default_source", "")
    if "_continue" in request.POST and response.status_code == 302 and source.isascii() and source.isdigit():
        address = urlsplit(response["Location"])
        asked = [pair for pair in parse_qsl(address.query) if pair[0] != CHOSEN]
        response["Location"] = address._replace(query=urlencode([*asked, (CHOSEN, source)])).geturl()
    return response


def cite_default(request, form, formsets):
    """Cites the default source of `form` for every fact that this save entered or changed, that of its rows too."""
    source, record = form.cleaned_data.get("default_source"), form.instance
    if not source:
        return
    if owns(request, record):
        cite_entered([record], source)
    for formset in formsets:
        if issubclass(formset.model, Record):
            cite_entered([*formset.new_objects, *(row for row, _names in formset.changed_objects)], source)
