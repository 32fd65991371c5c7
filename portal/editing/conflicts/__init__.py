"""No editor's change is silently lost.

Every form, row, list and delete page carries what it was opened at (`form_token.py`, signed, so that it can be
believed). On POST that is compared with what is stored now, in the transaction of the save: what only one
side changed is merged, and where both changed the same row the second saver gets both versions and chooses.

`submission.py`  forms as a browser sends them, and a submission taken apart into its rows and put together again
`merging.py`     three versions of each row compared: as opened, as stored, as sent
`page.py`        what the page of both versions shows
`deletion.py`    what a delete page showed, and whether it still stands
`lists.py`       bulk actions on rows as the list showed them
`presence.py`    who else has the form open
`mixin.py`       the hooks of the admin
"""

from .mixin import NoLostUpdate

__all__ = ["NoLostUpdate"]
