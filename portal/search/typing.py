"""While a question is typed: the pages whose names it may be the beginning of."""

from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.text import nfc

from .analyser import BREAK, name_token
from .boolean import All, Any, Has
from .kinds import kinds
from .marks import fits
from .models import Entry
from .numerals import numeral
from .reading import ordinal_token
from .words import words

#: The kinds whose names are suggested, best first, and how many of each while others have as good a claim.
SUGGESTED = {"tinh-thanh": 3, "dai-bieu": 3, "hoi-nghi": 3, "co-quan": 2, "nhiem-vu": 2}
MANY = "nhiem-vu"  # the kind of which there are so many that the others are looked for apart from it
MOST = 8
READ = 60  # letters of what is typed
LOOKED_AT = 300  # entries among which the best are chosen
SECONDS = 60  # for which a browser may show the same suggestions again


@require_safe
def suggestions(request):
    """The list of at most MOST pages whose names begin as what is typed (`q`) does, as a piece of HTML."""
    typed = Typed(request.GET.get("q", ""))
    named = kinds()
    found = [(title, address, named[kind]) for kind, title, address in suggested(typed)]
    answer = render(request, "search/_suggestions.html", {"found": found, "typed": typed})
    patch_cache_control(answer, public=True, max_age=SECONDS)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


class Typed:
    """What is typed of a name: its words, any of them unfinished, in any order, with or without marks."""

    def __init__(self, text):
        self.words = words(nfc(text[: 5 * READ])[:READ])
        self.folded = [word.folded for word in self.words]
        self.name = name_token(self.folded)
        found = (numeral(self.folded, at) if word.isalnum() else None for at, word in enumerate(self.folded))
        self.ordinals = [ordinal_token(pair[0]) if pair and pair[1] == 1 else None for pair in found]

    def part(self):
        """What an entry must hold, or None where too little is typed.

        A lone letter begins too many words to be looked for; `fit` asks for it afterwards.
        """
        parts = []
        for word, ordinal in zip(self.folded, self.ordinals, strict=True):
            if len(word) > 1 or word.isdigit():
                ways = (Has((word,), prefix=True), *((Has((ordinal,)),) if ordinal else ()))
                parts.append(Any(ways))
        if not parts:
            return None
        return Any((All(tuple(parts)), Has((self.name,), prefix=True)))

    def fit(self, heads, extra):
        """How badly it begins the name of an entry (a tuple, the best least), or None where it does not."""
        stretches = heads.split(BREAK)
        title, exact = stretches[0].split(), stretches[len(stretches) // 2].split()
        tokens = f" {extra.partition(BREAK)[0]} "
        begins = " ".join(title).startswith(" ".join(self.folded))
        places = []
        for word, ordinal in zip(self.words, self.ordinals, strict=True):
            places.append(
                next(
                    (
                        at
                        for at, other in enumerate(title)
                        if at not in places and other.startswith(word.folded)
                    ),
                    None,
                )
            )
            if places[-1] is None and not (ordinal and f" {ordinal} " in tokens):
                return (2, 0, False, 0) if f" {self.name}" in tokens else None
        held = [
            (word.exact, exact[at]) for word, at in zip(self.words, places, strict=True) if at is not None
        ]
        other_marks = sum(not fits(typed, whole[: len(typed)]) for typed, whole in held)
        in_order = [at for at in places if at is not None]
        return (other_marks, 0 if begins else 1, in_order != sorted(in_order), len(title))


def suggested(typed):
    """[(kind, title, address)] of the public entries whose names begin as `typed` (a Typed). Two queries."""
    part = typed.part()
    if part is None:
        return []
    entries = Entry.objects.filter(public=True, heads__holds=part)
    few = entries.filter(kind__in=[kind for kind in SUGGESTED if kind != MANY])
    # Backwards by kind: by the index, provinces and conferences first, however many people there are.
    rows = [few.order_by("-kind", "-object_id"), entries.filter(kind=MANY).order_by()]
    fitting = {kind: [] for kind in SUGGESTED}
    for some in rows:
        for kind, title, address, heads, extra in some.values_list(
            "kind", "title", "address", "heads", "extra"
        )[:LOOKED_AT]:
            fit = typed.fit(heads, extra)
            if fit is not None:
                fitting[kind].append((fit, title, address))
    return _shared_out({kind: sorted(found) for kind, found in fitting.items()})


def _shared_out(found):
    """At most MOST of `found` {kind: [(fit, title, address)]}: first each kind's share, then whatever is left."""
    take = {kind: min(len(rows), SUGGESTED[kind]) for kind, rows in found.items()}
    free = MOST
    for kind in take:
        take[kind] = min(take[kind], free)
        free -= take[kind]
    for kind, rows in found.items():
        more = min(free, len(rows) - take[kind])
        take[kind] += more
        free -= more
    return [
        (kind, title, address) for kind, rows in found.items() for _fit, title, address in rows[: take[kind]]
    ]
