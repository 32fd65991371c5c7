"""No editor's change is silently lost.

Every form, list and delete page carries what it showed (`portal/changes/form_token.py`, signed, so that it can be believed). On
POST that is compared with what is stored, in the transaction of the save: where somebody else saved in between, the
second saver gets both versions and chooses.

`compare.py`     a form that was sent, against what is stored now
`submission.py`  forms as a browser sends them, as rows
`page.py`        what the page of both versions shows
`deletion.py`    what a delete page showed, and whether it is still so
`lists.py`       bulk actions on rows as the list showed them
`presence.py`    who else has the form open
"""
