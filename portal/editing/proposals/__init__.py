"""Proposals: what somebody who may not publish changed of what readers see waits for somebody who may.

The save of the form runs as always; at the end of its act `publishers_only` stops it (`ApprovalRequired`), all of
it is rolled back, and what it would have changed is kept as states of rows, before and after.

`rows.py`          those rows, to JSON and back; new ones under keys that no record has
`create.py`        made from a form, and made again when the form was opened with it
`apply.py`         written, as it stands or what was chosen of it
`services.py`      taken, sent back, refused, taken back by who sent it
`presentation.py`  what it changes in words, beside what has moved since
`mixin.py`         the forms of those who may not publish

The list and the page of one: `portal/editing/admin/proposal.py`.
"""
