"""The rows of a plan in words, each with the form on which it is mended."""

from collections import defaultdict

from portal.records.admin_urls import admin_page, form_of
from portal.records.models.citation import OfRecord

#: Rows of one group that the page names; the rest are counted.
NAMED = 20


def groups(plan):
    """[(title, how many, the first of them as links)] of what moves, in the order of the relations, then the marks."""
    found = defaultdict(list)
    for relation, row in plan.moves:
        title = str(row._meta.verbose_name_plural)
        found[f"{title} ({relation.label})" if relation.label else title].append(row)
    for mark in plan.marks:
        found[str(mark._meta.verbose_name_plural)].append(mark)
    return [(title, len(rows), [link(row) for row in rows[:NAMED]]) for title, rows in found.items()]


def link(row):
    """(words, address of its form or of that of its record, or "")."""
    if not isinstance(row, OfRecord):
        return str(row), form_of(row)
    record = row._state.fields_cache.get("record")  # fetched where the rows are of several records
    text = f"{row.record_label} “{record}”" if record else str(row)
    page = admin_page(row.record_model, "change", row.object_id)
    return (f"{text} ({row.field_label})" if row.field else text), page
