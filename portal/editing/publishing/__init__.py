"""Putting a record on the page: what is asked and seen before, and what goes with it.

`preview.py`     the page of a draft, as readers will get it, for those who may see the draft
`scheduling.py`  publishing at an hour: the page that sets it, and what `manage.py publish_due` does
`companions.py`  the people and sources that go on the page with a record; what is asked before

Taken off it is by an action or on its form (`admin/publication.py`); what readers are told: `models/withdrawn.py`.
"""
