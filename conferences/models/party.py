"""The one who says and the one who is asked: an official, a body, a province, or words as printed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from provinces.models.fields import optional


class Withheld:
    """Stands for an official whom a source names and the record does not publish: no source is silent here."""

    is_withheld = True

    def __str__(self):
        return gettext("một người mà hồ sơ chưa đăng")


class Printed(str):
    """A party as the source prints it, with our English of it or ""."""

    def __new__(cls, text, english):
        printed = super().__new__(cls, text)
        printed.english = english
        return printed

    @property
    def is_english(self):
        """Whether this page says it in English."""
        return bool(get_language() == "en" and self.english)

    @property
    def local_name(self):
        return self.english if self.is_english else str(self)


def shown(official, body, province, as_printed):
    """The parties that a reader may see, most exact first: records, or the text as printed; [] when unnamed.

    Of an official who is not published nothing is seen, so not the text as printed either.
    """
    found = [party for party in (official, body, province) if party and getattr(party, "is_published", True)]
    if found:
        return found
    if official:
        return [Withheld()]
    return [as_printed] if as_printed else []


def english(verbose):
    """The English beside a text as printed: ours, so it stands on the sources of that text."""
    return models.CharField(verbose, max_length=200, blank=True)


class Speaker(models.Model):
    """Fields for who spoke. All empty and `by_as_printed` empty: no source names the speaker."""

    NAMED_AGAIN = {"by_official": ("by_as_printed", "by_as_printed_en")}

    by_official = optional("conferences.Official", _("người nói"), "%(class)ss_by")
    by_body = optional("provinces.Body", _("cơ quan nói"), "%(class)ss_by")
    by_province = optional("provinces.Province", _("tỉnh nói"), "%(class)ss_by")
    by_as_printed = models.CharField(_("người nói, như nguồn in"), max_length=200, blank=True)
    by_as_printed_en = english(_("người nói, bằng tiếng Anh"))

    class Meta:
        abstract = True

    @property
    def speakers(self):
        """The parties that spoke, as `shown`."""
        return shown(
            self.by_official,
            self.by_body,
            self.by_province,
            Printed(self.by_as_printed, self.by_as_printed_en),
        )


class Addressee(models.Model):
    """Fields for who is asked. `to_members`: every province (or its department) of the series."""

    to_official = optional("conferences.Official", _("người nhận"), "%(class)ss_to")
    to_body = optional("provinces.Body", _("cơ quan nhận"), "%(class)ss_to")
    to_province = optional("provinces.Province", _("tỉnh nhận"), "%(class)ss_to")
    to_as_printed = models.CharField(_("nơi nhận, như nguồn in"), max_length=200, blank=True)
    to_as_printed_en = english(_("nơi nhận, bằng tiếng Anh"))
    to_members = models.BooleanField(_("gửi tới mọi tỉnh của vùng"), default=False)

    NAMED_AGAIN = {"to_official": ("to_as_printed", "to_as_printed_en")}

    class Meta:
        abstract = True

    @property
    def addressees(self):
        """The parties asked, as `shown`."""
        return shown(
            self.to_official,
            self.to_body,
            self.to_province,
            Printed(self.to_as_printed, self.to_as_printed_en),
        )


def spoken_by_provinces(keys):
    """The condition that a Speaker is one of the provinces `keys` or a body of theirs."""
    return Q(by_province__in=keys) | Q(by_body__province__in=keys)


def addressed_to_provinces(keys):
    """The condition that an Addressee is one of the provinces `keys` or a body of theirs, by name."""
    return Q(to_province__in=keys) | Q(to_body__province__in=keys)
