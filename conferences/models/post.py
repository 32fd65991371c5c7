"""Posts: a title in a body."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.collation import sort_key
from portal.base.db import DerivedTextField
from portal.records.models import NamedQuerySet, Record


class PostQuerySet(NamedQuerySet):
    def of_provinces(self, keys):
        return self.filter(body__province__in=keys)


class Post(Record):
    """An office: a title in a body ("Phó Chủ tịch", UBND tỉnh Cao Bằng)."""

    FACTS = ("title", "body")
    CONTEXT = ("body",)
    PAGE_PARENT = "body"

    body = models.ForeignKey(
        "provinces.Body", models.PROTECT, verbose_name=_("cơ quan"), related_name="posts"
    )
    title = models.CharField(_("chức vụ"), max_length=160)
    title_en = models.CharField(_("chức vụ bằng tiếng Anh"), max_length=160, blank=True)
    aliases = models.TextField(_("cách viết khác"), blank=True, help_text=_("Mỗi dòng một cách viết."))
    sort_key = DerivedTextField()
    search_text = DerivedTextField()

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("chức vụ")
        verbose_name_plural = _("chức vụ")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "title"],
                name="post_title_once_a_body",
                violation_error_message=_("Cơ quan này đã có chức vụ đó."),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.body}"

    @property
    def has_english(self):
        return bool(self.title_en and self.body.name_en)

    @property
    def local_name(self):
        """The title and the body: "Vice Chairman, People's Committee of Cao Bang province"."""
        if get_language() == "en" and self.has_english:
            return f"{self.title_en}, {self.body.name_en}"
        return str(self)

    def derive_sort_key(self):
        return sort_key(str(self))

    def derive_search_text(self):
        return self.folded(self.title, self.title_en, self.aliases, self.body.name, self.body.short_name)
