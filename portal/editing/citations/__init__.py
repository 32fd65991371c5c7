"""Sources while one types: what still lacks one is counted on the form, and does not go on the page unseen.

`saving.py`   the source that a save cites for what it enters; the refusal, on forms and on lists, and the reason with
              which a publisher goes past it
`entry.py`    a citation as it is entered
`box.py`      what the form says is unsourced, with the way to each field; in words: `saving.py`

What lacks a source is asked in `portal/records/uncited.py`.
"""

from .saving import CHOSEN, chosen_source

__all__ = ["CHOSEN", "chosen_source"]
