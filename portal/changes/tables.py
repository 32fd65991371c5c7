"""The history table of each noun: one row for each state that an act left it in."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from simple_history.models import HistoricalRecords

from portal.base.db import DerivedMixin

from . import recorder

#: Columns that tell of the shipped files, not of the record.
UNTRACKED = ("loaded_version", "shipped")


class HistoryFields(models.Model):
    """The columns that every history table has beside those of its noun.

    `links` holds its many-to-many fields, {field: sorted keys}. A row of the type FOUND is a state that no
    act left: that of the shipped files, or of a change that went past the recording. It has no act.
    """

    FOUND = "="

    act = models.ForeignKey("records.Act", models.PROTECT, null=True, related_name="+")
    links = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True


class History(HistoricalRecords):
    """`history = History()` on a noun, or on an abstract base of nouns, gives each its table.

    Unlike the stock one it keeps no derived column, names its user in the Act alone, has one index for all
    its lookups, and writes nothing by itself: `recording` hears of changes and writes what differs.
    """

    def __init__(self):
        super().__init__(inherit=True, bases=[HistoryFields])

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        if getattr(sender._meta, "simple_history_manager_attribute", None) != self.manager_name:
            return
        if not issubclass(sender, self.cls):
            return
        for signal in (post_save, post_delete, pre_delete):  # the stock receivers
            for receiver in (self.post_save, self.post_delete, self.pre_delete):
                signal.disconnect(receiver, sender=sender)
        recorder.track(sender, pre_save, post_save, pre_delete, m2m_changed)

    def fields_included(self, model):
        return [field for field in model._meta.concrete_fields if is_tracked(field)]

    def copy_fields(self, model):
        """Values alone: labels and choices are asked of the noun, so that new words need no new table."""
        fields = super().copy_fields(model)
        for field in fields.values():
            field.db_index, field.choices, field.help_text, field.verbose_name = False, None, "", None
        return fields

    def _get_history_id_field(self):
        return models.BigAutoField(primary_key=True)

    def get_extra_fields(self, model, fields):
        extra = super().get_extra_fields(model, fields)
        for name in ("history_user", "history_change_reason", "get_default_history_user", "revert_url"):
            extra.pop(name)
        return extra | {"history_date": models.DateTimeField()}

    def get_meta_options(self, model):
        return {
            "ordering": ["-history_id"],
            "get_latest_by": "history_id",
            "default_permissions": (),
            "verbose_name": model._meta.verbose_name,
            "verbose_name_plural": model._meta.verbose_name_plural,
            "indexes": [models.Index(fields=[model._meta.pk.name, "history_id"])],
        }


def is_tracked(field):
    """Whether the history keeps a column: not what is derived from the others."""
    return not (isinstance(field, DerivedMixin) or field.generated or field.name in UNTRACKED)
