"""One search over every kind of record, the same on SQLite and PostgreSQL.

How a text becomes words stands in `words`, what a word may mean in `vocabulary` and `reading`,
what a record leaves in the index in `analyser`, what a question asks in `understanding`, what it
finds in `engine` and `ranking`. `boolean` alone knows the two databases.
"""
