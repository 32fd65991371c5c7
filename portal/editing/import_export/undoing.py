"""Who may take back an import."""

from django.contrib.contenttypes.models import ContentType

from portal.changes.models import Changeset
from portal.records import rights
from portal.records.natural_keys import table_of


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
