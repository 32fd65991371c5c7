"""One search over every kind of record, the same on SQLite and PostgreSQL.

language/ says how a text becomes words and what words may mean, boolean.py writes what must stand in an entry for either
database, registry.py is where apps register their records and facets; index/ makes the entries, query/ parses a
question and finds and ranks entries, page/ shows them.
"""
