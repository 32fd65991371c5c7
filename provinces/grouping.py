"""The regions by which lists, names and the search group provinces, kept by an app that builds on this one."""

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Grouping:
    """Which model keeps the regions (records with `slug`, `name`, `local_name`) and which the provinces in them.

    `membership` has the foreign keys `province` and `field`, the latter to the region. `label` heads the control of
    a list, `wrong` answers an address with an unknown slug (`%(value)s`).
    """

    membership: type[Model]
    field: str
    label: str
    wrong: str

    @property
    def model(self):
        return self.membership._meta.get_field(self.field).related_model

    @property
    def path(self):
        """The lookup from a province to its memberships; `<path>__<field>` goes on to the regions."""
        return self.membership._meta.get_field("province").related_query_name()

    def regions(self):
        return self.model._default_manager.all()

    def provinces_of(self, region):
        """The keys of the provinces that `region` counts or counted (a QuerySet of `province`)."""
        return self.membership._default_manager.filter(**{self.field: region}).values("province")


_registered = []


def register(grouping):
    """Makes `grouping` the one in use. To be called while models are loaded, before the search is set up."""
    _registered[:] = [grouping]


def grouping():
    """The Grouping in use; raises LookupError where no app registered one."""
    if not _registered:
        raise LookupError("no app has registered a grouping of provinces")
    return _registered[0]
