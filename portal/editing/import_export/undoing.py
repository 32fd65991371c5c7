"""An import taken back."""

from django.contrib.contenttypes.models import ContentType

from portal.changes.apply import undo
from portal.changes.models import Changeset
from portal.records import rights
from portal.records.moderation import publishers_only
from portal.records.natural_keys import table_of


def undo_import(changeset, user, note):
    """The Changeset that undid an import: what follows from its rows follows their undoing, too. Raises Blocked."""
    keys = {model: [] for model in _imported(changeset)}
    for change in changeset.changes.all():
        if change.model in keys:
            keys[change.model].append(change.key)
    undoing = undo(changeset, user, note, check=publishers_only(user))
    for model, changed in keys.items():
        after_save = table_of(model).after_save
        if after_save:
            after_save(list(model._default_manager.filter(pk__in=changed)))
    return undoing


def may_take_back(user, changeset):
    """Whether `changeset` is an import by `user`, who may import such rows still: that takes back what it added, too,
    where they may not delete a record by itself.
    """
    return (
        changeset.kind == Changeset.Kind.IMPORT
        and changeset.user_id == user.pk
        and all(
            rights.permitted(user, verb, model)
            for model in _imported(changeset)
            for verb in ("add", "change")
        )
    )


def _imported(changeset):
    """The models with a table that an import changed rows of."""
    kinds = changeset.changes.order_by().values_list("content_type", flat=True).distinct()
    models = [ContentType.objects.get_for_id(kind).model_class() for kind in kinds]
    return [model for model in models if model and table_of(model)]
