"""Putting a record on the page and taking it off: what is seen before, and what is said of it.

`preview.py`     the page of a draft, as readers will get it, for those who may see the draft
`scheduling.py`  publishing at an hour: the page that sets it, and what `manage.py publish_due` does
`withdrawal.py`  the reason why a record is taken off the page; what readers are told: `models/withdrawn.py`
"""
