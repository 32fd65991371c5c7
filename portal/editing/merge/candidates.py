"""Which records are likely one: compared with rapidfuzz when a form or a page asks, and stored nowhere.

candidates(record, rows)      those of `rows` like one record, which may not be saved yet
duplicate_pairs(model)        all pairs of a model, without those that somebody marked as two
ask_once(form, rows)          a new record that looks like one there is: its form asks, and takes yes for an answer
mark_as_distinct(user, …)     what the answer says, once the record is saved
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.text import fold
from portal.changes.models import Change
from portal.editing.models import NotDuplicate
from portal.records.admin_urls import form_of
from portal.records.models import Source
from portal.records.source_lookup import page_of

from .registry import merge_rules, mergeable

#: Names shorter than this are one letter apart by chance, longer ones are not compared letter by letter.
SHORTEST, LONGEST = 9, 120
#: Who is like more others than this is not told of all of them.
MOST = 50
REMEMBERED = 3600  # seconds that the pairs of a model are cached, under the newest change of it
#: The box of a form that says that its record is another all the same.
ANOTHER = "ban_ghi_khac"


class DuplicateReason(models.TextChoices):
    """Why two records are likely one, the surest reason first."""

    URL = "dia-chi", gettext_lazy("cùng địa chỉ trang")
    NAME = "ten", gettext_lazy("cùng tên, bỏ dấu và học vị")
    TITLE = "ten-bai", gettext_lazy("cùng tên bài, cùng nơi đăng")
    ALIAS = "cach-viet", gettext_lazy("cùng một cách viết")
    TYPO = "sai-mot-chu", gettext_lazy("tên khác nhau một chữ cái")


EXACT = (DuplicateReason.URL, DuplicateReason.NAME, DuplicateReason.TITLE, DuplicateReason.ALIAS)
ORDER = list(DuplicateReason)


@dataclass(frozen=True)
class DuplicatePair:
    """Two records of one model that are likely one, the one of the smaller key first."""

    object_id: int
    other_id: int
    reason: DuplicateReason


@lru_cache(maxsize=50_000)
def letters(text):
    """The folded letters and digits of `text`, without anything between them."""
    return "".join(sign for sign in fold(text or "") if sign.isalnum())


# --- Texts --------------------------------------------------------------------------------------------
def texts_of(record):
    """{reason: set of texts} of a record; of synthetic ones none."""
    found = defaultdict(set)
    if not getattr(record, "synthetic", False):
        for reason, text in merge_rules(type(record)).keys(record):
            if text and letters(text):
                found[reason].add(text)
    return found


def reason_of(one, other):
    """Why two records are likely one, by their `texts_of`; None where they are not."""
    for reason in EXACT:
        if one[reason] & other[reason]:
            return reason
    typos = DuplicateReason.TYPO
    return typos if any(is_typo(a, b) for a in one[typos] for b in other[typos]) else None


def is_typo(one, other):
    """Whether one letter (never a digit: "Viện 1" is not "Viện 2") is lost, added, changed or swapped."""
    if not all(SHORTEST <= len(text) <= LONGEST for text in (one, other)) or digits(one) != digits(other):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1


def digits(text):
    return [sign for sign in text if not sign.isalpha()]


# --- Who is like whom ---------------------------------------------------------------------------------
def candidates(record, rows=None):
    """[(reason, other record)] of those of `rows` (all stored ones by default) like `record`, the likeliest first."""
    rows = type(record)._base_manager.all() if rows is None else rows
    mine, found = texts_of(record), []
    if not any(mine.values()):
        return []
    for other in rows.exclude(pk=record.pk).order_by("pk").iterator(chunk_size=2_000):
        reason = reason_of(mine, texts_of(other))
        if reason:
            found.append((reason, other))
    return sorted(found, key=lambda pair: ORDER.index(pair[0]))[:MOST]


def duplicate_pairs(model):
    """[DuplicatePair] of the stored records of `model`, by their keys, without those that are known to be two."""
    kind = ContentType.objects.get_for_model(model)
    known = set(NotDuplicate.objects.filter(content_type=kind).values_list("object_id", "other_id"))
    return [pair for pair in _likely_pairs(model, kind) if (pair.object_id, pair.other_id) not in known]


def _likely_pairs(model, kind):
    last = Change.objects.filter(content_type=kind).order_by("-pk").values_list("pk", "changeset__at").first()
    newest = f"{last[0]}-{last[1]:%Y%m%d%H%M%S%f}" if last else "none"
    key = f"duplicates-{model._meta.label_lower}-{model._base_manager.count()}-{newest}"
    return cache.get_or_set(key, lambda: _compare_all(model), REMEMBERED)


def _compare_all(model):
    places, reasons = {reason: defaultdict(list) for reason in DuplicateReason}, {}
    for record in model._base_manager.order_by("pk").iterator(chunk_size=2_000):
        for reason, texts in texts_of(record).items():
            for text in texts:
                places[reason][text].append(record.pk)
    for reason in EXACT:
        for keys in places[reason].values():
            for pair in islice(combinations(keys, 2), MOST):
                reasons.setdefault(pair, reason)
    for one, other in _typos(list(places[DuplicateReason.TYPO])):
        for low in places[DuplicateReason.TYPO][one]:
            for high in places[DuplicateReason.TYPO][other]:
                reasons.setdefault((min(low, high), max(low, high)), DuplicateReason.TYPO)
    return [DuplicatePair(*pair, reason) for pair, reason in sorted(reasons.items())]


def _typos(texts):
    """The pairs of different texts that are one letter apart (`is_typo`)."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    by_length = defaultdict(list)
    for text in texts:
        by_length[len(text)].append(text)
    for length, some in by_length.items():
        others = [*some, *by_length.get(length + 1, ())]
        for place, one in enumerate(some):
            later = others[place + 1 :]
            for other, _distance, _at in process.extract(
                one, later, scorer=OSA.distance, score_cutoff=1, limit=None, processor=None
            ):
                if is_typo(one, other):
                    yield one, other


# --- A new record that looks like one there is --------------------------------------------------------
def ask_once(form, rows):
    """Compares the record of a valid ModelForm with `rows` (a QuerySet, what its user sees), and adds the question to
    its errors unless it was answered. Returns [(reason, other record)].
    """
    found = candidates(form.instance, rows)
    if found and ANOTHER not in form.data:
        form.add_error(None, ValidationError(_question(found), code="duplicate"))
    return found


def mark_as_distinct(user, record, found):
    """Notes of a saved record that it is none of those that `ask_once` found."""
    for _reason, other in found:
        NotDuplicate.objects.mark(user, record, other, _("Ghi khi thêm mới."))


def _question(found):
    """What is there, with links, and the box to tick: it stands within the form, as its errors do."""
    there = format_html_join(
        "; ",
        '<a href="{}" target="_blank">{}</a> ({})',
        ((form_of(other), str(other), reason.label) for reason, other in found),
    )
    return format_html(
        '{} {}. <label><input type="checkbox" name="{}"> {}</label>',
        _("Có thể đã có:"),
        there,
        ANOTHER,
        _("Vẫn lưu: đây là bản ghi khác."),
    )


# --- Sources ------------------------------------------------------------------------------------------
def source_keys(source):
    """The same page under another form of its address, the same title there."""
    page = page_of(source.url)
    yield DuplicateReason.URL, page
    title = letters(source.title)
    if title:
        yield DuplicateReason.TITLE, f"{title}/{letters(source.publisher)}"
        if page:
            yield DuplicateReason.TITLE, f"{title}/{page.partition('/')[0]}"


mergeable(Source, keys=source_keys, distinguishing=("url", "published_on"))
