"""Proposals: what somebody who may not publish changed of what readers see waits for somebody who may.

The save of the form runs as always; at the end of its act `publishers_only` stops it (`ApprovalRequired`), all of
it is rolled back, and what it would have changed is kept as a Changeset that is proposed: its Changes are states of
rows, before and after, the new ones under keys that no record has.

`services.py`      sent, opened again, taken, sent back, refused, withdrawn; the files that it holds
`presentation.py`  what it changes in words, beside what has moved since
`preview.py`       the public page as it would be
`forms.py`         the forms of those who may not publish

The list and the page of one: `portal/editing/admin/proposal.py`.
"""
