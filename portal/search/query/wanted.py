"""How what a question asks for beside its words counts in the order: kinds of record, roles, the newest."""

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from portal.search.index.analyser import role_token
from portal.search.registry import KINDS, TO_COME

from .question import ParsedQuery

#: What an answer counts of a kind that was asked for, or that is one of several made likely by words of the question: the first of these, or another.
ASKED, FIRST, LIKELY = 1.8, 1.4, 1.25
#: What the name of a page counts where another kind was asked for.
BESIDE_KIND = 0.25
#: Times the weight of a name to which an answer stands in the role asked for; for a role of another name; for a state.
IN_ROLE, HAS_ROLE, IN_STATE = 2.5, 0.5, 4.0
LONGEST_NAME = 6  # words


class Wanted:
    """The kinds, roles and states that `question` asks for; `weights` are those of its concepts, `texts` its candidates."""

    def __init__(self, question: ParsedQuery, weights: Sequence[float], texts: Sequence[Any]) -> None:
        self.intents = question.intents
        likely = self.intents.likely_kinds | self.intents.kinds_in_roles
        factor = LIKELY if question.kinds or len(likely) > 1 else ASKED
        self.kinds = dict.fromkeys(likely, factor)
        if not question.kinds:
            self.kinds |= dict.fromkeys(self.intents.first_kinds & likely, max(factor, FIRST))
        self.kinds |= dict.fromkeys(question.kinds, ASKED)
        if self.kinds and not self.intents.are_particular(
            self.kinds
        ):  # the list of a kind is asked for as its records are
            self.kinds |= dict.fromkeys(kinds_of_pages(), max(self.kinds.values()))
        self.best_factor = max(self.kinds.values(), default=1.0)
        self.roles = {
            role_token(role): _with_names(role, IN_ROLE * strength, question, weights)
            for role, strength in self.intents.roles.items()
        }
        sure = {state for state, strength in self.intents.states.items() if strength == 1}
        self.states = {role_token(state) for state in sure or self.intents.states}
        given = {f" g_{concept.words[0].folded} " for concept in question.concepts if concept.kind == "word"}
        is_dated = bool(question.kinds_of({"date"}))
        is_named = is_dated or any(name in text.extra for name in given for text in texts)
        #: The kinds whose states count for nothing: those of people, where somebody is named, or a year is.
        self.stateless = kinds_of_people() if is_named else set()

    def kind_factor(self, kind: str) -> float:
        return self.kinds.get(kind) or (KINDS[kind].weight if kind in KINDS else 1.0)

    def name_factor(self, kind: str) -> float:
        return BESIDE_KIND if self.kinds and kind in KINDS and kind not in self.kinds else 1.0

    def other_factor(self, text: Any) -> float:
        """What counts of a candidate where another than the one named is asked for: little of who is not that other."""
        tokens = [token for role in self.intents.others for token in self.roles[role_token(role)]]
        return 1.0 if not tokens or any(f" {token} " in text.extra for token in tokens) else BESIDE_KIND

    def role_score(self, text: Any) -> float:
        """The bonus of a candidate (ranking.Text) that stands in the roles and states asked for of its kind."""
        asked = _tokens_of(text.kind)
        if not asked or (self.kinds and text.kind not in self.kinds):
            return 0.0
        states = set() if text.kind in self.stateless else self.states & asked
        score = IN_STATE * sum(f" {state} " in text.extra for state in states)
        for role in self.roles.keys() & asked:
            named = sum(bonus for token, bonus in self.roles[role].items() if f" {token} " in text.extra)
            score += named or (HAS_ROLE if f" {role} " in text.extra else 0.0)
        return score

    def nearest(self, text: Any) -> int:
        """By what the newest or the oldest come first where they are asked for: higher for a day that is nearer.

        Lowest for what is still to come, has no day, or is of another kind.
        """
        intents = self.intents
        if not (intents.is_newest or intents.is_oldest) or (self.kinds and text.kind not in self.kinds):
            return 0
        if not text.year or f" {role_token(TO_COME)} " in text.extra:
            return 0
        day = (text.day or datetime.date(text.year, 1, 1)).toordinal()
        return datetime.date.max.toordinal() - day if intents.is_oldest else day


@lru_cache(maxsize=1)
def kinds_of_pages() -> set[str]:
    """The kinds that answer a question for nothing but a kind of record: pages that list them."""
    return {kind for kind, searched in KINDS.items() if "kind" in searched.answers_to}


@lru_cache(maxsize=1)
def kinds_of_people() -> set[str]:
    return {kind for kind, searched in KINDS.items() if "address" in searched.answers_to}


def _with_names(role, bonus, question, weights):
    """{token of the role with a name of the question: its bonus}."""
    found, content = {}, question.content
    for start in range(len(content)):
        for end in range(start + 2, min(len(content), start + LONGEST_NAME) + 1):
            found[role_token(role, [word.folded for word in content[start:end]])] = bonus * (end - start)
    for post, year in question.dated_posts:
        found[role_token(role, [post, year])] = bonus * 2
    for concept, weight in zip(question.concepts, weights, strict=True):
        for choice in concept.choices if concept.kind != "number" else ():
            if choice.words[0].startswith(("p_", "o_")):
                name = [choice.words[0][2:]]
                found[role_token(role, name)] = bonus * weight
                found[role_token(role, name, became=True)] = bonus * weight / 2
    return found


@lru_cache(maxsize=100)
def _tokens_of(kind):
    """The tokens of the roles and states by which records of `kind` are asked for."""
    searched = KINDS.get(kind)
    return {role_token(name) for name in (*searched.roles, *searched.states)} if searched else set()
