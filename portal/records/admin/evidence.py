"""The default source of a form: it carries what no citation carries yet."""

from django.contrib.contenttypes.models import ContentType

from ..models import Citation
from ..sourcing import bare


def cite_missing(record, source):
    """Cites `source` for the facts of `record` that hold a value and that no citation carries.

    A record without any citation gets one for the whole of it; otherwise each lacking field gets one.
    """
    carried = set(record.citations.values_list("field", flat=True))
    lacking = bare(record, carried)
    if lacking and not carried:
        lacking = [""]
    _cite(type(record), [(record.pk, name) for name in lacking], source)


def cite_missing_rows(rows, source):
    """Cites `source` for the whole of each of `rows` (saved records of one model) that has no citation."""
    if not rows:
        return
    model = type(rows[0])
    cited = set(
        Citation.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[row.pk for row in rows]
        ).values_list("object_id", flat=True)
    )
    _cite(model, [(row.pk, "") for row in rows if row.pk not in cited], source)


def _cite(model, places, source):
    kind = ContentType.objects.get_for_model(model)
    Citation.objects.bulk_create(
        Citation(content_type=kind, object_id=key, field=name, source=source) for key, name in places
    )
