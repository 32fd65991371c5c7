"""What a question asks: its phrases, exclusions and concepts, each with the ways it may stand in an entry."""

import datetime
import re
from itertools import takewhile

from portal.base.text import fold, nfc
from portal.search.index.analyser import KIND, facet_token, name_token, role_token
from portal.search.language.dates import asked_date_at, date_at
from portal.search.language.diacritics import diacritics_match
from portal.search.language.numerals import numeral, roman
from portal.search.language.tokenizer import Span, code_at, find_spans, ordinal_at, ordinal_token
from portal.search.language.units import COURTESY, OFFICES, STRAY, UNITS
from portal.search.language.vocabulary import Vocabulary
from portal.search.language.words import Word, words

from .corrections import correct_words
from .intents import cues, read_intents, words_of_asking
from .question import Choice, Concept, ParsedQuery, literal, stretches
from .syntax import split_syntax
from .typos import CountWords

LONGEST, MOST_WORDS = 200, 20


def parse_query(
    text: str, vocabulary: Vocabulary, known: CountWords, part_words: bool = True, phrases: bool = True
) -> ParsedQuery:
    """The ParsedQuery of a text. At most LONGEST characters and MOST_WORDS words of it are read.

    `known(folded words)` gives {word: entries}. `part_words`: an unknown word may be several run together;
    `phrases`: words side by side may be one name.
    """
    text = nfc(text[: LONGEST * 5])
    question = ParsedQuery(cut=len(text) > LONGEST)
    text = text[:LONGEST]
    plain, quoted = split_syntax(text, vocabulary, known)
    for minus, phrase in quoted:
        found = words(phrase)[:MOST_WORDS]
        if not found:
            continue
        if minus:
            question.excluded.append(_quoted_choice(found).expression())
        else:
            question.concepts.append(Concept("phrase", found, [_quoted_choice(found)]))
            question.content.extend(found)
    typed = vocabulary.with_initials(words(plain))
    question.cut = question.cut or len(typed) > MOST_WORDS
    kept = _spelled_out(typed[:MOST_WORDS], plain, vocabulary)
    codes, typed = _corrected(kept, known, vocabulary, part_words)
    question.parted = len(typed) > len(kept)
    question.opens_last = bool(typed) and not quoted
    _read_plain(question, typed[: 2 * MOST_WORDS], codes, vocabulary, known, phrases)
    for concept in question.concepts:
        start, end = concept.words[0].start, concept.words[0].end
        concept.is_capital = (
            start > 0 and end - start > 1 and plain[start : start + 1].isupper() and not plain.isupper()
        )
        concept.firm = concept.kind == "code" or concept.is_capital
    return question


def _spelled_out(typed, plain, vocabulary):
    """The words, with one in capitals that asks nothing so (AI, not "ai") in full where its letters stand for that."""
    found = []
    for word in typed:
        meanings = vocabulary.phrases.get(tuple(word.folded), ())
        if (
            meanings
            and plain[word.start : word.end].isupper()
            and not plain.isupper()
            and len(word.folded) > 1
        ):
            full = words(meanings[0].full)
            found += [Word(part.exact, part.folded, word.start, word.end, " ") for part in full]
        else:
            found.append(word)
    return found


def _corrected(typed, known, vocabulary, part_words):
    """({place: length} of the codes, the words): codes as typed, the others as they were meant."""
    codes, found, run, at = {}, [], [], 0

    def meant(run):
        run = run and correct_words(
            run, known, vocabulary, part_words, fixed=words_of_asking(), phrases=cues()
        )
        return vocabulary.expanded(run)

    while at < len(typed):
        is_date = date_at(typed, at) or asked_date_at(typed, at, datetime.date.today())
        length = (
            0 if is_date or ordinal_at(typed, at) else code_at(typed, at) or _run_together(typed[at], known)
        )
        if not length:
            run.append(typed[at])
            at += 1
            continue
        found += meant(run)
        codes[len(found)] = length
        found += typed[at : at + length]
        run, at = [], at + length
    return codes, found + meant(run)


def _run_together(word, known):
    """1 where the word is a code typed without its signs, or the beginning of one: kc08071115; else 0."""
    parts = re.findall(r"[a-z]+|\d+", word.folded)
    return int(len(parts) > 1 and len(word.folded) > 4 and known.begins(name_token([word.folded])))


def _quoted_choice(found):
    """A quoted phrase stands as written: with its diacritics where it has any."""
    if any(word.exact != word.folded for word in found):
        exact = tuple(word.exact for word in found)
        return Choice(exact, exact=exact)
    return Choice(tuple(word.folded for word in found), 1.0)


def _read_plain(question, typed, codes, vocabulary, known, phrases):
    accented = any(word.exact != word.folded for word in typed)
    coded = {at + place for at, length in codes.items() for place in range(length)}
    spans = {
        span.start: span
        for span in find_spans(typed, vocabulary, today=datetime.date.today())
        if (phrases or not (span.kind == "place" and span.end - span.start > 1))
        and not coded.intersection(range(span.start, span.end))
    }
    question.intents = read_intents(typed, spans, known)
    roles = sorted(question.intents.roles)
    idle = _courtesy(typed, spans, question.intents.passed_over, accented)
    question.phrased = any(span.kind == "place" and span.end - span.start > 1 for span in spans.values())
    at, opening = 0, True
    while at < len(typed):
        span = spans.get(at)
        if at in idle:
            at += 1
            continue
        if at in codes:
            _add_code(question, typed[at : at + codes[at]])
            opening, at = False, at + codes[at]
            continue
        if at in question.intents.passed_over and not (span and span.kind == "place"):
            question.aside.append(Concept("word", [typed[at]], [literal([typed[at]])]))
            opening, at = False, at + 1
            continue
        empty, weak = _empty(typed, at, vocabulary, accented, opening)
        if empty and opening and tuple(word.folded for word in typed[at : at + empty]) in vocabulary.address:
            question.is_addressed = True
        empty = next((length for length in range(1, empty) if at + length in spans), empty)
        if empty and (not span or empty > span.end - at):
            if weak:
                for word in typed[at : at + empty]:
                    question.concepts.append(_word_concept(word, weak=True))
                    question.content.append(word)
            at += empty
            continue
        if span:
            unit = tuple(word.folded for word in typed[at : span.end])
            after = spans.get(span.end)
            if unit in UNITS and ((after and after.kind == "place") or _after_place(question, at, typed)):
                at = span.end
                continue
            _add_span(question, typed, span, vocabulary, roles)
            opening, at = False, span.end
            continue
        word = typed[at]
        beside = spans.get(at + 1)
        if (word.folded,) in UNITS and (
            (beside and beside.kind == "place") or (at and _after_place(question, at, typed))
        ):
            at += 1
            continue
        concept = _bare_roman(typed, at, question) or _bare_number(word) or _word_concept(word)
        is_initial = len(word.folded) == 1 and word.folded.isalpha()  # "Phan V. Kiệm"
        concept.weak |= is_initial and 0 < at < len(typed) - 1
        concept.is_cue = at in question.intents.standing
        _add_initials(concept, question, vocabulary)
        if concept.choices not in [each.choices for each in question.concepts]:  # said twice, asked once
            question.concepts.append(concept)
        question.content.append(word)
        opening, at = False, at + 1
    if not question.concepts and question.aside:
        _ask_for_kinds(question)
    if not question.concepts and typed:  # nothing but empty words: then they are meant
        question.concepts = [_word_concept(word) for word in typed]
        question.content = list(typed)


def _courtesy(typed, spans, asking, accented):
    """The places of the words of courtesy with which a question begins and ends: two or more, and not all of it."""
    forms = [word.exact if accented else word.folded for word in typed]
    polite = COURTESY if accented else {fold(word) for word in COURTESY}
    firm = {place for span in spans.values() for place in range(span.start, span.end)} | asking
    is_polite = [word in polite and at not in firm for at, word in enumerate(forms)]
    found: set[int] = set()
    for places in (range(len(typed)), range(len(typed) - 1, -1, -1)):
        run = list(takewhile(is_polite.__getitem__, places))
        found.update(run if len(run) > (1 if accented else 2) else ())
    return found if len(found) < len(typed) else set()


def _after_place(question, at, typed):
    """Whether the words before `at` are a place: "Ben Tre province"."""
    last = question.concepts[-1] if question.concepts else None
    return last is not None and last.kind == "place" and last.words[-1].end == typed[at - 1].end


def _empty(typed, at, vocabulary, accented, opening):
    """(how many words at `at` are empty, whether they may still mean something)."""
    for length in vocabulary.lengths_at(typed, at):
        phrase = typed[at : at + length]
        folded = tuple(word.folded for word in phrase)
        held = set(vocabulary.empty.get(folded, ()))
        if opening and at + length < len(typed):
            held |= vocabulary.address.get(folded, set())
        if not held:
            continue
        if length > 1:
            return length, False
        if (phrase[0].exact,) in held:
            # Without diacritics it may be another word, unless the rest of the question carries its own.
            return 1, not (accented or phrase[0].exact != folded[0])
        if phrase[0].exact == folded[0]:
            return 1, True
    return 0, False


def _ask_for_kinds(question):
    """A question of nothing but what is asked for: the records of the kind, or in the role."""
    word_list = [word for concept in question.aside for word in concept.words]
    kinds = [facet_token(KIND, kind) for kind in question.intents.kinds]
    roles, states = (map(role_token, names) for names in (question.intents.roles, question.intents.states))
    for tokens in map(sorted, (kinds, roles, states)):
        if tokens:  # or what is called so: a list of them
            tokens += [token for token in stretches(word_list) if tokens[0].startswith("f_")]
            question.concepts.append(Concept("kind", word_list, [Choice((token,)) for token in tokens]))
    if not question.concepts:
        question.concepts, question.content = question.aside, word_list
    question.aside = []


def _add_code(question, word_list):
    folded = tuple(word.folded for word in word_list)
    choices = [
        Choice(folded),
        Choice((name_token(folded),), 0.9, prefix=True),
    ]  # KC08.07 is KC.08.07/11-15, too
    question.concepts.append(Concept("code", list(word_list), choices))
    question.content.extend(word_list)


def _word_concept(word, weak=False):
    return Concept("word", [word], [literal([word])], weak or word.exact in STRAY)


def _bare_number(word):
    """19: itself, or the ordinal of a conference ("KH&CN 19"); None for what is no such number."""
    found = numeral([word.folded], 0) if word.folded.isdigit() else None
    if not found:
        return None
    return Concept("number", [word], [literal([word]), Choice((ordinal_token(found[0]),), 0.6)])


def _bare_roman(typed, at, question):
    """xi, vi: an ordinal or a word; x, v, i an ordinal only after a place."""
    word = typed[at]
    number = roman(word.folded)
    if not number or len(word.folded) > 2 or word.exact != word.folded:
        return None
    after_place = bool(question.concepts) and question.concepts[-1].kind == "place"
    if len(word.folded) == 1 and not (after_place and at == len(typed) - 1):
        return None
    choices = [Choice((ordinal_token(number),)), Choice((word.folded,), 0.6)]
    return Concept("ordinal", [word], choices)


def _add_span(question, typed, span: Span, vocabulary, roles):
    word_list = typed[span.start : span.end]
    if span.kind in ("term", "place"):
        concept = Concept(span.kind, list(word_list), _meant(word_list, span.meanings))
        concept.is_cue = span.start in question.intents.standing
        concept.is_token = span.kind == "place" and len(word_list) > 1 and _is_name(word_list, span.meanings)
        if span.kind == "place":  # who attended a conference at a place need not be of that place
            for name in (meaning.words for meaning in span.meanings):
                for role in roles:
                    concept.choices.append(Choice((role_token(role, name),), 0.9))
                    concept.choices.append(Choice((role_token(role, name, became=True),), 0.6))
        concept.writings = [phrase for token in span.tokens for phrase in vocabulary.writings.get(token, ())][
            :12
        ]
        _add_initials(concept, question, vocabulary)
        wrote = tuple(word.folded for word in word_list)
        full = [meaning.full for meaning in span.meanings if meaning.words != wrote]
        if full:
            question.meanings.append((" ".join(word.exact for word in word_list), full))
        canonical = span.kind == "place" and len(full) == 1 and len(span.meanings) == 1
        mistyped = canonical or (span.kind == "place" and not full and not _agrees(word_list, span.meanings))
        question.content.extend(words(span.meanings[0].full) if mistyped else word_list)
    else:
        concept = Concept(span.kind, list(word_list), [])
        concept.choices = [
            Choice((token,), prefix=token.startswith("dm_") and len(token) == 5) for token in span.tokens
        ]
        if span.kind == "number":
            concept.choices.append(literal(word_list, 0.9))
        if span.kind == "ordinal":  # the conference after the nineteenth is not the nineteenth
            concept.choices += [Choice((role_token(role, [span.tokens[0][2:]]),), 0.9) for role in roles]
        years = [token[2:] for token in span.tokens if token.startswith("y_")]
        if len(years) == 1:
            concept.choices.append(Choice((years[0],), 0.5))
        if span.tokens[0].startswith("m_") and len(span.tokens) > 1:  # of some records only the year is known
            concept.choices.append(Choice((f"y_{span.tokens[0][2:6]}",), 0.4))
        question.content.extend(word_list)
        if years and _with_other_years(question, concept):
            return
    question.concepts.append(concept)


def _is_name(word_list, meanings):
    """Whether the words are one of the names that they may mean, with all its diacritics or none."""
    exact, folded = tuple(word.exact for word in word_list), tuple(word.folded for word in word_list)
    return any(folded == meaning.words and exact in (folded, meaning.exact) for meaning in meanings)


def _agrees(word_list, meanings):
    """Whether the words have no other diacritics than one of the names that they may mean."""
    return any(
        all(diacritics_match(word.exact, exact) for word, exact in zip(word_list, meaning.exact, strict=True))
        for meaning in meanings
    )


def _meant(word_list, meanings):
    """The Choices of a phrase: as typed, as the index reads it, in full; the fullest meaning first."""
    folded = tuple(word.folded for word in word_list)
    is_short = len(folded) == len(meanings) == 1 and meanings[0].words != folded
    # An abbreviation of one meaning stands in the index as its token: its letters elsewhere are part of a code.
    choices = [] if is_short else [literal(word_list, 1.0 if len(folded) > 1 else 0.9)]
    for at, meaning in enumerate(meanings):
        weight = 0.85 if at and len(meaning.words) < len(meanings[0].words) else 1.0
        choices.append(Choice((meaning.token,), weight))
        if meaning.words != folded:
            exact = meaning.exact if meaning.exact != meaning.words else ()
            choices.append(Choice(meaning.words, 0.9 * weight, exact=exact))
        if meaning.place:
            choices.append(Choice((f"l{meaning.token[1:]}",), 0.5))
            choices.append(Choice((f"w{meaning.token[1:]}",), 0.5))
    return choices


def _add_initials(concept, question, vocabulary):
    """ "gđ sở kh&cn ht", "hn đbsh ở hd": after an office, a matter or a place the initials of a place may be meant."""
    word = concept.words[0]
    if len(concept.words) > 1 or not question.concepts:
        return
    before = question.concepts[-1]
    if before.kind not in ("term", "place", "ordinal") and before.words[-1].folded not in OFFICES:
        return
    for meaning in vocabulary.initials.get(word.exact, ()):
        concept.choices.append(Choice((meaning.token,), 0.95))
        concept.choices.append(Choice(meaning.words, 0.9))


def _with_other_years(question, concept):
    """Years named apart are any of them: adds the choices to the years already asked for."""
    for other in question.concepts:
        if other.kind == "date" and any(choice.words[0].startswith("y_") for choice in other.choices):
            other.choices += [choice for choice in concept.choices if choice not in other.choices]
            return True
    return False
