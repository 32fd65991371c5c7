"""The index of `Entry`, kept by the database itself: FTS5 with triggers, or a tsvector column with GIN."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
         heads, body, extra, content='search_entry', content_rowid='id',
         tokenize="unicode61 remove_diacritics 0 tokenchars '_'", prefix='2 3')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
         INSERT INTO search_words(rowid, heads, body, extra) VALUES (new.id, new.heads, new.body, new.extra);
       END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, heads, body, extra)
         VALUES ('delete', old.id, old.heads, old.body, old.extra);
       END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF heads, body, extra ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, heads, body, extra)
         VALUES ('delete', old.id, old.heads, old.body, old.extra);
         INSERT INTO search_words(rowid, heads, body, extra) VALUES (new.id, new.heads, new.body, new.extra);
       END""",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_removed",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_words",
]

# Not to_tsvector: its parser would part words in its own way. A lexeme keeps 256 positions up to 16,383;
# the columns stand apart so that no phrase runs from one into the next.
POSTGRESQL = [
    """CREATE FUNCTION search_vector(heads text, body text, extra text) RETURNS tsvector
       LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
         SELECT coalesce(string_agg('''' || word || ''':' || least(place, 16383) || weight, ' '), '')::tsvector
         FROM (
           SELECT word, place, 'A' AS weight FROM unnest(string_to_array(heads, ' ')) WITH ORDINALITY AS a(word, place)
           UNION ALL
           SELECT word, place + 3000, 'D' FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS b(word, place)
           UNION ALL
           SELECT word, place + 13000, 'B' FROM unnest(string_to_array(extra, ' ')) WITH ORDINALITY AS c(word, place)
         ) AS words WHERE word <> ''
       $$""",
    """ALTER TABLE search_entry ADD COLUMN vector tsvector
       GENERATED ALWAYS AS (search_vector(heads, body, extra)) STORED""",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_entry DROP COLUMN vector", "DROP FUNCTION search_vector"]


def forwards(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps, editor):
    for statement in POSTGRESQL_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
