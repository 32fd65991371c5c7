"""Sources while one types: what still lacks one is counted on the form, and does not go on the page unseen.

`box.py`         what the form says is unsourced, with the way to each field
`publishing.py`  the refusal, on forms and on lists, and the reason with which a publisher goes past it
`mixin.py`       the hooks of the admin

What lacks a source is asked in `portal/records/uncited.py`.
"""

from .mixin import CHOSEN, Sourced, chosen_source
from .publishing import PublishesSourced

__all__ = ["CHOSEN", "PublishesSourced", "Sourced", "chosen_source"]
