"""The sources that the values of a proposal would stand on: its own new ones, and those that stand already."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType

from portal.records.models import Citation, Record, Source
from portal.records.moderation import subject_of


class Support:
    """The citations of every record that `rows` touch, as they would be once all of `rows` are taken."""

    def __init__(self, rows):
        self._cited = defaultdict(dict)  # {(model, key): {key of a citation: Citation}}
        subjects = defaultdict(set)
        proposed = [row for row in rows if row.model is Citation]
        for row in rows:
            if issubclass(row.model, Record):
                subjects[row.model].add(row.key)
        for row in proposed:
            model, key = subject_of(row.after or row.before)
            subjects[model].add(key)
        for model, keys in subjects.items():
            kind = ContentType.objects.get_for_model(model)
            for one in Citation.objects.filter(content_type=kind, object_id__in=keys).select_related(
                "source"
            ):
                self._cited[model, one.object_id][one.pk] = one
        sources = self._sources(rows, proposed)
        for row in proposed:
            cited = self._cited[subject_of(row.after or row.before)]
            if row.after is None:
                cited.pop(row.key, None)
                continue
            cited[row.key] = citation_of(row.after, sources)
            cited[row.key].is_new = row.before is None

    def of(self, model, key, name):
        """The citations ([Citation]) that a proposed value of the fact `name` would stand on; None for what is no fact.

        One of the whole record that stands already says nothing of a value that comes after it (`portal/records/citation_scope.py`).
        """
        if name not in getattr(model, "FACTS", ()):
            return None
        said = [one for one in self._cited[model, key].values() if one.field or hasattr(one, "is_new")]
        return [one for one in said if one.field in (name, "")]

    def citation(self, row):
        """The Citation that a row of the proposal would be, or was."""
        return self._cited[subject_of(row.after or row.before)].get(row.key)

    @staticmethod
    def _sources(rows, proposed):
        keys = {row.after["source_id"] for row in proposed if row.after}
        new = {row.key: _record(Source, row.after) for row in rows if row.model is Source and row.after}
        return Source.objects.in_bulk(keys) | new


def citation_of(state, sources):
    """A Citation in memory from its state; its source may be one that the proposal adds."""
    found = _record(Citation, state)
    source = sources.get(state["source_id"])
    if source is not None:
        found.source = source
    return found


def _record(model, state):
    return model(**{name: value for name, value in state.items() if name != "links"})
