"""The API: every public noun as JSON, read-only, under /api/v1/ (/en/api/v1/ in English).

resources.py       which nouns, by the lists of the site        gate.py     what every request meets first
cursors.py         pages without a wall                         views.py    a list, a record, the schema, the docs
representation.py  rows and records as JSON                     schema.py   the description, OpenAPI 3.1
since.py           what readers saw change
"""
