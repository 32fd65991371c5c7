"""People. Posts are held by dated Tenure or were seen on a day (Appearance), never "now"."""

from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from conferences.names import is_only_name, read_name, split_name
from portal.base.collation import person_key
from portal.base.db import DerivedTextField
from portal.base.language import page_address
from portal.base.text import lines
from portal.records.models import Published, PublishedQuerySet, Slugged

from .appearance import Appearance
from .tenure import Tenure

SEEN = 5  # appearances named beside an official in a list


class OfficialQuerySet(PublishedQuerySet):
    def at(self, conferences):
        """The officials seen at one of `conferences` (a QuerySet)."""
        return self.filter(pk__in=Appearance.objects.filter(conference__in=conferences).values("official"))

    def of_provinces(self, keys):
        """The officials seen in a post of a body of the provinces `keys`."""
        seen = Appearance.objects.published().filter(posts__body__province__in=keys)
        return self.filter(pk__in=seen.values("official"))

    def for_list(self):
        """With the newest SEEN appearances of each as `seen`, and how many there are in all as `times_seen`."""
        seen = Appearance.objects.published().for_official()[:SEEN]
        held = Tenure.objects.published().for_page()
        times = Appearance.objects.published().filter(official=models.OuterRef("pk")).order_by()
        return (
            self.prefetch_related(
                models.Prefetch("appearances", seen, to_attr="seen"),
                models.Prefetch("tenures", held, to_attr="held"),
            )
            .annotate(
                times_seen=models.Subquery(
                    times.values("official").annotate(times=models.Count("pk")).values("times")
                )
            )
            .order_by("sort_key", "pk")
        )  # a tally drops the order of the model


class Official(Slugged, Published):
    """A person."""

    FACTS = ("name", "titles")
    OPEN_GRAPH_TYPE = "profile"

    name = models.CharField(_("họ và tên"), max_length=160)
    titles = models.CharField(_("học hàm, học vị"), max_length=80, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=120, unique=True, blank=True)
    aliases = models.TextField(
        _("cách viết trong nguồn"), blank=True, help_text=_("Mỗi dòng một cách viết, kể cả lỗi in.")
    )
    sort_key = DerivedTextField(help_text="By given name, then surname, then middle names.")
    search_text = DerivedTextField()

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = _("đại biểu")
        verbose_name_plural = _("đại biểu")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["publication", "sort_key", "id"], name="official_list")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if not self.name or "name" not in self.changed_columns():
            return
        known, written = read_name(self.name).name, " ".join(self.name.split())
        if not known:
            raise ValidationError({"name": _("“%(name)s” không phải họ và tên.") % {"name": self.name}})
        if written in lines(self.aliases):  # Bà Huyện Thanh Quan: confirmed
            return
        if not is_only_name(known):
            sentence = _(
                "“%(name)s” có phần không giống họ và tên: “%(rest)s”. Ở đây chỉ ghi họ và tên; tên gọi khác ghi ở cách viết trong nguồn."
            )
        elif known != written:
            sentence = _(
                "Họ và tên chỉ là “%(name)s”: bỏ số thứ tự và cách xưng hô; học hàm, học vị ghi ở ô riêng."
            )
        else:
            return
        sure = _("Nếu nguồn gọi đúng cả “%(name)s” thì ghi thêm y như vậy ở ô “cách viết trong nguồn”.")
        parted = split_name(known) or ("", "")
        sentences = [sentence % {"name": known, "rest": parted[1]}, sure % {"name": written}]
        raise ValidationError({"name": " ".join(sentences)})

    def slug_source(self):
        return self.name

    def get_absolute_url(self):
        return page_address("official", self.slug)

    def derive_sort_key(self):
        return person_key(self.name)

    def derive_search_text(self):
        return self.folded(self.name, self.aliases)

    @property
    def newest_term(self):
        """Of a row of `for_list`: its Tenure that is known of later than what it was last seen in, or None."""
        newest = max(self.held, key=attrgetter("newest_day"), default=None)
        seen = next((row.seen_on for row in self.seen if row.post_text), None)
        return None if newest and seen and seen >= newest.newest_day else newest

    def namesakes(self):
        """The other published officials of the same name."""
        return type(self).objects.published().filter(name=self.name).exclude(pk=self.pk)
