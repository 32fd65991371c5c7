"""What lacks a source, as a form or a list tells it: each record with its fields and the way to them."""

from dataclasses import dataclass, field

from portal.records.admin_urls import form_of


@dataclass
class MissingCitation:
    """A record with facts under no citation.

    `title` is "" for the record of the form itself. `fields` are (label, address of its control or "").
    """

    title: str
    href: str
    fields: list = field(default_factory=list)

    @property
    def is_own(self):
        return not self.title


def lacking_of(obstacles, record, formsets=(), page=""):
    """[MissingCitation] of `obstacles` ([Unsourced]); those of `record`, whose form is at `page`, come first.

    A row that stands in one of its `formsets` is led to there, any other to a form of its own.
    """
    places = {
        _key(form.instance): f"#{form.prefix}" for rows in formsets for form in rows.forms if form.instance.pk
    }
    found = {}
    for one in obstacles:
        key = _key(one.record)
        own = key == _key(record)
        if key not in found:
            title = "" if own else f"{one.record._meta.verbose_name}: {one.record}"
            found[key] = MissingCitation(title, "" if own else places.get(key) or form_of(one.record))
        found[key].fields.append((one.label, f"{page}#id_{one.name}" if own else ""))
    return sorted(found.values(), key=lambda each: each.title != "")


def count_of(lacking):
    return sum(len(each.fields) for each in lacking)


def _key(record):
    return type(record), record.pk
