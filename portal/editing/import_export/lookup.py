"""Which record a cell means: by its natural key, by its name without marks, by a spelling of its sources.

Where two fit, or one in other marks, nobody guesses: `AmbiguousReference` carries the question, and the answer comes back with the job.
"""

import difflib
import hashlib
import re
from collections import defaultdict

from django.utils.translation import gettext as _

from portal.base.text import fold
from portal.records import rights
from portal.records.loading.table import BadCell
from portal.records.natural_keys import is_spelt, key_is_unique, key_relations, loader, names

#: Records of a noun whose names are all read at once; of a larger noun those that hold the words.
AT_ONCE = 5_000
_NEAREST = 15  # misspelt names for which the nearest are looked up, in one request
_NUMBERED = re.compile(r"(.*)#(\d{1,18})", re.DOTALL)


class AmbiguousReference(Exception):
    """Several records fit `text`. `question` identifies it in the job's answers; `options` are the records."""

    def __init__(self, question, text, options):
        if len(question) > 300:
            question = question[:200] + hashlib.sha256(question.encode()).hexdigest()
        self.question, self.text, self.options = question, text, options
        super().__init__(text)


class Finder:
    """Finds records for one user, who finds what that user may view. `answers`: {question: key of the record}.

    Two names are one when `spelt` makes the same of both. Names are read all at once up to `at_once` records.
    """

    def __init__(self, user, answers=None, spelt=fold, at_once=AT_ONCE):
        self.user, self.answers = user, {} if answers is None else answers
        self.spelt, self.at_once = spelt, at_once
        self.found, self.named, self.nearest = {}, {}, 0

    def find(self, model, text):
        """The record of `model` that `text` names. Raises BadCell or AmbiguousReference."""
        if (model, text) not in self.found:
            try:
                self.found[model, text] = self._find(model, text)
            except (BadCell, AmbiguousReference) as problem:
                self.found[model, text] = problem
        found = self.found[model, text]
        if isinstance(found, Exception):
            raise found
        return found

    def _find(self, model, text):
        record = self._by_key(model, text)
        if record:
            return record
        options = self.fitting(model, text)
        if len(options) == 1 and is_spelt(options[0], text):
            return options[0]
        if options:
            return self.choose(f"{model._meta.label_lower} {fold(text)}", text, options)
        raise BadCell(self._unknown(model, text))

    def choose(self, question, text, options):
        """The answered one of `options`. Raises AmbiguousReference while nobody has answered."""
        unsure = AmbiguousReference(question, text, options)
        answer = self.answers.get(unsure.question)
        for record in options:
            if str(record.pk) == answer:
                return record
        raise unsure

    def _by_key(self, model, text):
        rows = self._rows(model)
        if not key_is_unique(model):
            numbered = _NUMBERED.fullmatch(text)
            if numbered:
                return rows.filter(pk=int(numbered[2])).first()
        try:
            lookups, _rest = loader().lookups(model, text.split("/"))
            found = list(rows.filter(**lookups)[:2])
        except (BadCell, ValueError, TypeError, OverflowError):
            return None
        return found[0] if len(found) == 1 else None

    def fitting(self, model, text):
        """The records of `model` one of whose names is `text`, marks and case aside (a list)."""
        wanted = self.spelt(text)
        if not wanted:
            return []
        if model not in self.named:
            self.named[model] = self._names(model)
        known = self.named[model]
        if known is None:
            rows = self._rows(model).filter(search_text__contains=fold(text))[:100]
            return [record for record in rows if wanted in map(self.spelt, names(record))]
        return list(known.get(wanted, {}).values())

    def _names(self, model):
        """{folded name: {key: record}} of a noun; None of one too large to be read at once."""
        rows = self._rows(model)
        if hasattr(model, "search_text") and rows.count() > self.at_once:
            return None
        known = defaultdict(dict)
        for record in rows[: self.at_once]:
            for name in names(record):
                known[self.spelt(name)][record.pk] = record
        return known

    def _rows(self, model):
        context = {*getattr(model, "CONTEXT", ()), *key_relations(model)}
        rows = rights.within(self.user, model._default_manager.order_by("pk"), "view")
        return rows.select_related(*context) if context else rows

    def _unknown(self, model, text):
        said = _("Không có %(noun)s “%(text)s”.") % {"noun": model._meta.verbose_name, "text": text[:80]}
        known = self.named.get(model)
        if not known or self.nearest >= _NEAREST:
            return said
        self.nearest += 1
        close = difflib.get_close_matches(fold(text)[:80], list(known), 3, 0.6)
        near = dict.fromkeys(str(record) for name in close for record in known[name].values())
        return f"{said} {_('Gần giống: %(names)s.') % {'names': ', '.join(list(near)[:3])}}" if near else said
