"""What of which records is searched: each app says it in its `search.py`, and here it is found.

@register
class TaskSearched(Searched):
    kind, model = "nhiem-vu", Task
    follows = (Follow(Task, …), …)
"""

from dataclasses import dataclass

from django.utils.functional import cached_property

from .language.words import folded_words


@dataclass(frozen=True)
class Follow:
    """Rows of another model that the entries of a kind name: they are made anew when such a row changes.

    `path` leads from the searched model to `model`. `fields` are the columns (attnames) that the entries
    show; a change of any column counts where none is named.
    """

    model: type
    path: str
    fields: tuple = ()


class Searched:
    """One kind of record: `kind` names it in the index and in addresses ("loai"), `follows` what it names.

    `called` are words by which people ask for the kind; `weight` is what an answer of it counts beside others.

    Made anew for each batch, so a cached property holds what the batch shares. `shared` is a dict that
    lives as long and is the same for every kind of the batch.
    """

    kind = ""
    model = None
    follows = ()
    called = ()
    weight = 1.0

    def __init__(self, shared=None):
        self.shared = {} if shared is None else shared

    def rows(self):
        """The records, with the relations of their documents (a QuerySet of fixed cost)."""
        return self.model._base_manager.all()

    def document(self, record):
        """The Document of `record`. A public one holds nothing that the record's page hides."""
        raise NotImplementedError

    @cached_property
    def label(self):
        return self.model._meta.verbose_name_plural


#: {kind: its Searched}, in the order of registration.
KINDS = {}


def register(searched):
    KINDS[searched.kind] = searched
    return searched


def whole(*names):
    """The names that are not empty, each once: texts of one name a line are taken apart (a tuple)."""
    found = {}
    for name in names:
        for line in str(name or "").splitlines():
            found.setdefault(folded_words(line), line.strip())
    found.pop((), None)
    return tuple(found.values())


def prose(*texts):
    """The texts that are not empty, one a line."""
    return "\n".join(str(text).strip() for text in texts if text)
