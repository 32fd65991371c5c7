"""PostgreSQL keeps the words of entries in a narrow table of their own, as SQLite does, and what stands in the heads
as words of their own: a weight is not in the index, so that each entry had to be opened to see it.
"""

from importlib import import_module

from django.db import migrations

index = import_module("portal.search.migrations.0002_index")
facets = import_module("portal.search.migrations.0007_facets_once")

COLUMNS = "id, kind, public, search_vector(heads, body, extra, facets)"
FORWARDS = [
    "ALTER TABLE search_entry DROP COLUMN vector",
    "DROP FUNCTION search_vector(text, text, text)",
    # "^word": in the heads; "~word": in extra.
    """CREATE FUNCTION search_vector(heads text, body text, extra text, facets text) RETURNS tsvector
       LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
         SELECT coalesce(string_agg(written, ' '), '')::tsvector
         FROM (
           SELECT '''' || word || ''':' || least(place, 16383)
             || ' ''^' || word || ''':' || least(place, 16383) AS written
           FROM unnest(string_to_array(heads, ' ')) WITH ORDINALITY AS a(word, place) WHERE word <> ''
           UNION ALL
           SELECT '''' || word || ''':' || least(place + 3000, 16383)
           FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS b(word, place) WHERE word <> ''
           UNION ALL
           SELECT '''' || word || ''':' || least(place + 13000, 16383)
             || ' ''~' || word || ''':' || least(place + 13000, 16383)
           FROM unnest(string_to_array(extra, ' ')) WITH ORDINALITY AS c(word, place) WHERE word <> ''
           UNION ALL
           SELECT '''' || word || '''' FROM unnest(string_to_array('__ ' || facets, ' ')) AS d(word) WHERE word <> ''
         ) AS words
       $$""",
    # A row of 60 bytes, its words beside it: 8,000 entries that hold a word are 400 pages, not 6,000.
    """CREATE TABLE search_words (
         id bigint PRIMARY KEY, kind varchar(20) NOT NULL, public boolean NOT NULL, vector tsvector NOT NULL
       ) WITH (toast_tuple_target = 128)""",
    """CREATE FUNCTION search_words_write() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO search_words
         VALUES (NEW.id, NEW.kind, NEW.public, search_vector(NEW.heads, NEW.body, NEW.extra, NEW.facets))
         ON CONFLICT (id) DO UPDATE
         SET kind = excluded.kind, public = excluded.public, vector = excluded.vector;
         RETURN NULL;
       END $$""",
    """CREATE FUNCTION search_words_remove() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'TRUNCATE' THEN
           TRUNCATE search_words;
         ELSE
           DELETE FROM search_words WHERE id = OLD.id;
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER search_entry_written
       AFTER INSERT OR UPDATE OF kind, public, heads, body, extra, facets ON search_entry
       FOR EACH ROW EXECUTE FUNCTION search_words_write()""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry
       FOR EACH ROW EXECUTE FUNCTION search_words_remove()""",
    """CREATE TRIGGER search_entry_emptied AFTER TRUNCATE ON search_entry
       FOR EACH STATEMENT EXECUTE FUNCTION search_words_remove()""",
    f"INSERT INTO search_words SELECT {COLUMNS} FROM search_entry",
    "CREATE INDEX search_words_vector ON search_words USING gin (vector) WITH (fastupdate = off)",
]
BACKWARDS = [
    "DROP TRIGGER search_entry_written ON search_entry",
    "DROP TRIGGER search_entry_removed ON search_entry",
    "DROP TRIGGER search_entry_emptied ON search_entry",
    "DROP FUNCTION search_words_write()",
    "DROP FUNCTION search_words_remove()",
    "DROP TABLE search_words",
    "DROP FUNCTION search_vector(text, text, text, text)",
    index.POSTGRESQL[0],
    *facets.POSTGRESQL[1:],
]


def forwards(apps, editor):
    for statement in FORWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def backwards(apps, editor):
    for statement in BACKWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0007_facets_once")]
    operations = [migrations.RunPython(forwards, backwards)]
