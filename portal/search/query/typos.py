"""Words of the index that are one slip of the finger away."""

from collections.abc import Callable, Iterable, Mapping

#: Gives {word: in how many entries it stands} of folded words.
CountWords = Callable[[Iterable[str]], Mapping[str, int]]

_LETTERS = "abcdeghiklmnopqrstuvxyfjwz"


def near(word: str, known: CountWords) -> list[str]:
    """The folded words of the index one edit from `word` (a letter lost, added, changed, or two swapped).

    The commonest first. None for words of fewer than three letters or with digits.
    """
    if len(word) < 3 or not word.isalpha():
        return []
    edits: set[str] = set()
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            edits.add(before + after[1:])
            edits.update(before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            edits.add(before + after[1] + after[0] + after[2:])
        edits.update(before + letter + after for letter in _LETTERS)
    edits -= {word, ""}
    counts = known(edits)
    found = [other for other in edits if counts[other]]
    return sorted(found, key=lambda other: (-counts[other], other))
