"""The one who says and the one who is asked: an official, a body, a province, or words as printed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def party(noun, verbose, related_name):
    """The foreign key of one kind of party. `noun` is "app.Model"."""
    return models.ForeignKey(
        noun, models.PROTECT, null=True, blank=True, verbose_name=verbose, related_name=related_name
    )


def shown(*parties):
    """Those of `parties` that a reader may see: not the empty ones, not an official who is not published."""
    return [party for party in parties if party and getattr(party, "is_published", True)]


class Speaker(models.Model):
    """Fields for who spoke. All empty and `by_as_printed` empty: no source names the speaker."""

    by_official = party("conferences.Official", _("người nói"), "%(class)ss_by")
    by_body = party("provinces.Body", _("cơ quan nói"), "%(class)ss_by")
    by_province = party("provinces.Province", _("tỉnh nói"), "%(class)ss_by")
    by_as_printed = models.CharField(_("người nói, như nguồn in"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def speakers(self):
        """The parties that spoke, most exact first: records, or the text as printed; [] when unnamed."""
        found = shown(self.by_official, self.by_body, self.by_province)
        return found or ([self.by_as_printed] if self.by_as_printed else [])


class Addressee(models.Model):
    """Fields for who is asked. `to_members`: every province (or its department) of the series."""

    to_official = party("conferences.Official", _("người nhận"), "%(class)ss_to")
    to_body = party("provinces.Body", _("cơ quan nhận"), "%(class)ss_to")
    to_province = party("provinces.Province", _("tỉnh nhận"), "%(class)ss_to")
    to_as_printed = models.CharField(_("nơi nhận, như nguồn in"), max_length=200, blank=True)
    to_members = models.BooleanField(_("gửi tới mọi tỉnh của vùng"), default=False)

    class Meta:
        abstract = True

    @property
    def addressees(self):
        """The parties asked: records, or the text as printed; [] when no source names them."""
        found = shown(self.to_official, self.to_body, self.to_province)
        return found or ([self.to_as_printed] if self.to_as_printed else [])


def spoken_by_provinces(keys):
    """The condition that a Speaker is one of the provinces `keys` or a body of theirs."""
    return Q(by_province__in=keys) | Q(by_body__province__in=keys)


def addressed_to_provinces(keys):
    """The condition that an Addressee is one of the provinces `keys` or a body of theirs, by name."""
    return Q(to_province__in=keys) | Q(to_body__province__in=keys)
