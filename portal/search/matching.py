"""The rows of one model that a text finds: for the boxes of lists and of the admin, which keep their own order."""

from .boolean import All, Any, Has
from .engine import search
from .meanings import current
from .models import Entry
from .registry import KINDS
from .understanding import LONGEST, MOST_WORDS
from .words import words


def kind_of(model):
    """The kind under which the records of `model` are indexed, or None."""
    return next((kind for kind, searched in KINDS.items() if searched.model is model), None)


def matching(text, kind, drafts=False):
    """The keys of the records of `kind` that `text` finds, as a subquery.

    They hold all that is asked for: a list does not show the nearest first, so none may lack a word.
    `drafts`: of all records. Their words are not known to the index, so that no reader can guess them;
    what holds every word of the text as typed, the last one perhaps unfinished, is found as well then.
    """
    entries = Entry.objects.filter(kind=kind).order_by()
    if not drafts:
        entries = entries.filter(public=True)
    typed = words(text[:LONGEST])[:MOST_WORDS]
    if len(typed) == 1 and len(typed[0].exact) == 1:
        part = Has((typed[0].exact,), prefix=True, written=True)  # a letter alone: what begins with it
    else:
        found = search(text, current(), entries)
        part = found.question.part() if found.question.concepts and (found.ids or drafts) else None
        if part and drafts:
            part = Any((part, _as_typed(typed)))
    matches = entries.filter(heads__holds=part) if part else entries.none()
    return matches.values("object_id")


def _as_typed(typed):
    """All of the words, the last one perhaps unfinished."""
    *most, last = [word.folded for word in typed]
    return All((*(Has((word,)) for word in most), Has((last,), prefix=len(last) > 1)))
