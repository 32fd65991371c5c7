"""What readers see now, and who may change it directly: whoever may publish it.

A row follows the record that it is a part of (the first of its QuerySet's `parents`). Nouns that neither have a
state of publication nor follow one (provinces, bodies, posts) are changed directly by whoever may change them.
"""

from collections import defaultdict
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from portal.errors import Refusal

from . import rights
from .history.states import batches, in_hand
from .models import Publication, Published
from .models.citation import OfRecord
from .proposals.files import files_in


class Waits(Refusal):
    """An act by somebody who may not publish changed what readers see. `changes`: as the act gathered them;
    `files`: those of them that are files, which go when it is rolled back.
    """

    def __init__(self, changes=()):
        self.changes, self.files = changes, files_in(changes)
        super().__init__(
            403,
            _(
                "Bản ghi này đang trên trang: chỉ người duyệt đổi thẳng được. Hãy mở biểu mẫu của bản ghi, sửa "
                "rồi lưu; thay đổi sẽ chờ duyệt."
            ),
        )


def publishers_only(user):
    """The check of an act (`recording.acting`) by `user`: raises Waits where it changes what only others may."""
    if user is None:
        return None

    def check(changes):
        if not may_write(user, changes):
            raise Waits(changes)

    return check


def may_write(user, changes):
    """Whether `user` may make `changes` ([(model, key, before, after)], states or None) directly."""
    return all(rights.permitted(user, "publish", noun) for noun in live_nouns(changes))


def may_change(user, record, verb="change"):
    """Whether `user` may do `verb` to `record`, as it stands in hand, directly."""
    changes = [(type(record), record.pk, in_hand(record), None)]
    return rights.may(user, verb, record) and may_write(user, changes)


# --- What a row follows -------------------------------------------------------------------------------
@cache
def whole_of(model):
    """The foreign key of `model` to the record that it follows on the page and off it, or None."""
    parents = getattr(model._default_manager.all(), "parents", ())
    return model._meta.get_field(parents[0].partition("__")[0]) if parents else None


def has_state(model):
    """Whether rows of `model` can be on the page or off it, by themselves or with what they follow."""
    return issubclass(model, Published) or whole_of(model) is not None


def head_noun(model):
    """The noun whose state the rows of `model` follow."""
    return model if issubclass(model, Published) else head_noun(whole_of(model).related_model)


def subject_of(state):
    """(model, key) of the record that the state of a citation or gap speaks of."""
    return ContentType.objects.get_for_id(state["content_type_id"]).model_class(), state["object_id"]


def live_nouns(changes):
    """The nouns with a state of which `changes` change what readers see, before it or after it."""
    changed = {(model, key) for model, key, *_sides in changes}
    found, wanted = set(), defaultdict(set)
    for model, _key, *sides in changes:
        for state in filter(None, sides):
            if issubclass(model, OfRecord):
                whole, key = subject_of(state)
                if (whole, key) in changed or not has_state(whole):
                    continue
                wanted[whole, head_noun(whole)].add(key)
            elif has_state(model):
                if state.get("publication", Publication.PUBLISHED) != Publication.PUBLISHED:
                    continue
                field = whole_of(model)
                if field is None:
                    found.add(head_noun(model))
                else:
                    wanted[field.related_model, head_noun(model)].add(state[field.attname])
    for (whole, noun), keys in wanted.items():
        if noun not in found and any(
            whole._default_manager.filter(pk__in=some).published().exists() for some in batches(keys)
        ):
            found.add(noun)
    return found
