"""What many nouns have, said once: a relation that may be empty, a name with its English and its sort key."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.collation import sort_key


def optional(to, verbose_name, related_name=None, **options):
    """The foreign key of a row that may name none of `to`; one that is named cannot be deleted."""
    return models.ForeignKey(
        to,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=verbose_name,
        related_name=related_name,
        **options,
    )


class Named(models.Model):
    """A model with a `name` and our English of it, `name_en`; one with a `sort_key` sorts by the name."""

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def local_name(self):
        """The name in the language of the page."""
        return (get_language() == "en" and self.name_en) or self.name

    def derive_sort_key(self):
        return sort_key(self.name)


class Years:
    """What has a `start_year` and an `end_year`, either of which may be unknown."""

    @property
    def years_in_words(self):
        """The years that a source states: "2023–2025", "từ 2023", "đến 2025", or ""."""
        if self.end_year and not self.start_year:
            return _("đến %(year)s") % {"year": self.end_year}
        if self.start_year and not self.end_year:
            return _("từ %(year)s") % {"year": self.start_year}
        return "–".join(str(year) for year in (self.start_year, self.end_year) if year)
