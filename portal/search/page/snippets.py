"""What of a record's text is shown in an answer, with the words that were found marked as they are written."""

from collections import Counter
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.base.text import nfc
from portal.search.language.tokenizer import find_spans
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import words
from portal.search.query.question import Choice, ParsedQuery

LENGTH = 200  # letters of a snippet, or of a title that is a whole sentence
BEFORE = 60  # letters before the first word found
LONGEST_TEXT = 20_000  # letters of a record's text that are looked through
ELLIPSIS = "…"


MarkedSpan = tuple[int, int, int]  # start, end, number of the concept


class Marker:
    """Finds in texts what `question` (an understood ParsedQuery) asked for."""

    def __init__(self, question: ParsedQuery, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self.beginnings: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self.tokens: dict[str, int] = {}
        self._spans: dict[str, list[MarkedSpan]] = {}
        for number, concept in enumerate((*question.concepts, *question.aside)):
            for choice in concept.choices:
                self._seek(choice, number)
        self.all = {number for number, concept in enumerate(question.concepts) if not concept.weak}

    def _seek(self, choice: Choice, number: int) -> None:
        last = choice.words[-1]
        if any("_" in word for word in choice.words):
            self.tokens.setdefault(last, number)
        elif choice.prefix:
            self.beginnings.setdefault(last[:1], []).append((choice.words, number))
        else:
            self.phrases.setdefault(last, []).append((choice.words, number))

    def spans(self, text: str) -> list[MarkedSpan]:
        """[(start, end, number of the concept)] of what stands in `text` (NFC), in order, none overlapping."""
        if text not in self._spans:  # a title is asked about four times
            self._spans[text] = self._find(text)
        return self._spans[text]

    def _find(self, text):
        word_list = words(text)
        found = [span for at in range(len(word_list)) for span in self._ending(word_list, at)]
        if self.tokens:
            found += self._read(word_list)
        found.sort(key=lambda span: (span[0], -span[1]))
        kept: list[MarkedSpan] = []
        for span in found:
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def _ending(self, word_list, at):
        """The spans that end with the word at `at`."""
        word = word_list[at]
        for form in {word.folded, word.exact}:
            for sought, number in self.phrases.get(form, ()):
                yield from _run(word_list, at, sought, number)
        for sought, number in self.beginnings.get(word.folded[:1], ()):
            if word.folded.startswith(sought[-1]):
                yield from _run(word_list, at, sought, number)

    def _read(self, word_list):
        for span in find_spans(word_list, self.vocabulary):
            tokens = {*span.tokens, *(f"m_{token[2:8]}" for token in span.tokens if token.startswith("d_"))}
            for token in tokens & self.tokens.keys():
                yield word_list[span.start].start, word_list[span.end - 1].end, self.tokens[token]

    def covers(self, text: str) -> set[int]:
        """The numbers of the concepts that stand in `text`."""
        return {number for _start, _end, number in self.spans(nfc(text))}

    def title(self, text: str) -> SafeString:
        """`text` marked (HTML); of a long one the part in which most was found."""
        text = nfc(text)
        return marked(text, self.spans(text), *_window(text, self.spans(text), LENGTH))

    def snippet(self, text: str, title: str = "") -> str:
        """The line of `text` that adds most to what was found in `title`, and one that adds to both, marked (HTML).

        The first line where none adds anything.
        """
        held = [line for line in nfc(text[:LONGEST_TEXT]).split("\n") if line.strip()]
        lines = [(line, self.spans(line)) for line in held if line != nfc(title)]
        if not lines:
            return ""
        # An address only where nothing else was found.
        lines.sort(key=lambda line: line[0].startswith("http"))
        seen = self.covers(title)
        best = max(lines, key=lambda line: _worth(line[1], seen))  # the first of equals
        if not _worth(best[1], seen)[0]:
            best = lines[0]
        seen |= {number for *_place, number in best[1]}
        more = max(lines, key=lambda line: _worth(line[1], seen))
        if more is best or not _worth(more[1], seen)[0]:
            shown = [best]
        else:
            shown = [line for line in lines if line is best or line is more]
        length = LENGTH // len(shown)
        gap = f" {ELLIPSIS} "
        return mark_safe(gap.join(marked(*line, *_window(*line, length)) for line in shown))

    def written(self, folded: set[str], texts: Iterable[str]) -> dict[str, str]:
        """{word: as it is mostly written} of the words `folded` (a set) that stand in `texts`."""
        found: dict[str, Counter[str]] = {}
        for text in texts:
            text = nfc(text[:LONGEST_TEXT])
            for word in words(text):
                if word.folded in folded:
                    found.setdefault(word.folded, Counter())[text[word.start : word.end].lower()] += 1
        return {word: forms.most_common(1)[0][0] for word, forms in found.items()}


def _run(word_list, at, sought, number):
    """The span of the words `sought` where they end at `at`."""
    start = at - len(sought) + 1
    if start < 0:
        return
    before = zip(word_list[start:at], sought[:-1], strict=True)
    if all(other in (word.folded, word.exact) for word, other in before):
        yield word_list[start].start, word_list[at].end, number


def _worth(spans, seen):
    """How much of the question stands in a line beyond what was `seen`."""
    return len({number for *_place, number in spans} - seen), len(spans)


def _window(text, spans, length):
    """(start, end) of the part of `text` of about `length` letters that begins before the first span."""
    if len(text) <= length * 1.25:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - BEFORE, len(text) - length))
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = text.rfind(" ", start, start + length)
    return start, end if end > start else start + length


def marked(text: str, spans: list[MarkedSpan], start: int, end: int) -> SafeString:
    """`text` from `start` to `end` as HTML, the spans in <mark>, dots where it goes on."""
    parts, at = [ELLIPSIS if start else ""], start
    for first, last, _number in spans:
        if first < at or last > end:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts += [escape(text[at:end]), ELLIPSIS if end < len(text) else ""]
    return mark_safe("".join(parts))
