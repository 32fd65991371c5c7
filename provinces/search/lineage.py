"""Under which provinces and regions an entry is found, and on which rows that depends."""

from functools import cached_property

from portal.records.models import NamedQuerySet, Published, named_by
from portal.search.registry import Dependency, SearchIndex, whole

from ..grouping import grouping
from ..models import Province, Succession

GROUPING = grouping()
COUNTED = GROUPING.path  # the lookup from a province to its memberships
REGION = f"{COUNTED}__{GROUPING.field}"

NAMED = ("name", "slug", "ended")


def of_provinces(path):
    """The Dependencies of an entry that names the provinces at `path` and is found under today's units.

    A unit's lineage is followed through two rearrangements.
    """
    found = [Dependency(Province, path, NAMED)]
    for _step in range(2):
        found.append(Dependency(Succession, f"{path}__successions_out"))
        path = f"{path}__successions_out__successor"
        found.append(Dependency(Province, path, ("slug", "ended")))
    return tuple(found)


def of_regions(path):
    """The Dependencies of an entry that is found under the regions that counted the provinces at `path`."""
    return (
        Dependency(GROUPING.membership, f"{path}__{COUNTED}"),
        Dependency(GROUPING.model, f"{path}__{REGION}", ("slug",)),
    )


def of_naming(model, path=""):
    """The Dependencies of an entry that is public while something published names the `model` at `path`."""
    found = []
    for other, name in named_by(model):
        field = other._meta.get_field(name)
        to = f"{path}{field.related_query_name()}"
        if issubclass(type(other._default_manager.all()), NamedQuerySet):
            found += [Dependency(other, to, (field.attname,)), *of_naming(other, f"{to}__")]
            continue
        parents = other._default_manager.all().parents
        hops = [other._meta.get_field(parent.partition("__")[0]).attname for parent in parents]
        own = [] if field.many_to_many else [field.attname]
        state = ["publication"] if issubclass(other, Published) else []
        found.append(Dependency(other, to, (*own, *hops, *state)))
        for parent in parents:
            found.append(Dependency(_model_at(other, parent), f"{to}__{parent}", ("publication",)))
    return found


def _model_at(model, path):
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


class Lineage:
    """Under which provinces and regions a province's records are found. Two queries a batch."""

    @cached_property
    def into(self):
        """{province: [[successor, its slug, its end]]}."""
        found = {}
        for before, *after in Succession.objects.order_by("pk").values_list(
            "predecessor", "successor", "successor__slug", "successor__ended"
        ):
            found.setdefault(before, []).append(after)
        return found

    @cached_property
    def counted(self):
        """{province: [slugs of the regions that counted it]}."""
        found, memberships = {}, GROUPING.membership._default_manager.order_by("pk")
        for province, slug in memberships.values_list("province", f"{GROUPING.field}__slug"):
            found.setdefault(province, []).append(slug)
        return found

    @classmethod
    def of(cls, shared):
        """The one of a batch; `shared` is what its kinds share."""
        if "lineage" not in shared:
            shared["lineage"] = cls()
        return shared["lineage"]

    def slugs(self, provinces):
        """The slugs by which records at `provinces` are found: their own, and those of today's units.

        So choosing today's unit finds its predecessors' records, an ended one those of itself alone
        (`Province.scope()`).
        """
        found = [province.slug for province in provinces]
        keys = [province.pk for province in provinces]
        for key in keys:  # grows while it is walked
            for after, slug, ended in self.into.get(key, ()):
                if ended is None:
                    found.append(slug)
                if after not in keys:
                    keys.append(after)
        return list(dict.fromkeys(found))

    def regions(self, provinces):
        """The slugs of the regions that counted one of `provinces`."""
        return list(
            dict.fromkeys(slug for province in provinces for slug in self.counted.get(province.pk, ()))
        )


class PlaceIndex(SearchIndex):
    """A kind whose entries stand at provinces."""

    @property
    def lineage(self):
        return Lineage.of(self.shared)


def at(*provinces):
    """The provinces that are not None, each once."""
    return list(dict.fromkeys(province for province in provinces if province))


def place_names(provinces):
    return whole(*(province.name for province in provinces))
