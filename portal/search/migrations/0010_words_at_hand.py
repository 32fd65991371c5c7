"""PostgreSQL keeps beside the words of an entry which record it is of and by what it is counted, and asks its index for
the entries that hold something even where most do: it knows nothing of what it costs to open the words of each.
"""

from importlib import import_module

from django.db import migrations

apart = import_module("portal.search.migrations.0008_words_apart")

WRITE = """CREATE OR REPLACE FUNCTION search_words_write() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO search_words (id, kind, public, vector, object_id, facets)
         VALUES (NEW.id, NEW.kind, NEW.public, search_vector(NEW.heads, NEW.body, NEW.extra, NEW.facets),
                 NEW.object_id, NEW.facets)
         ON CONFLICT (id) DO UPDATE
         SET kind = excluded.kind, public = excluded.public, vector = excluded.vector,
             object_id = excluded.object_id, facets = excluded.facets;
         RETURN NULL;
       END $$"""
FORWARDS = [
    "DROP INDEX search_words_vector",
    "ALTER TABLE search_words ADD COLUMN object_id bigint NOT NULL DEFAULT 0, ADD COLUMN facets text NOT NULL DEFAULT ''",
    "ALTER TABLE search_words ALTER COLUMN facets SET STORAGE MAIN",
    """UPDATE search_words SET object_id = entry.object_id, facets = entry.facets
       FROM search_entry AS entry WHERE entry.id = search_words.id""",
    apart.FORWARDS[-1],
    WRITE,
    """CREATE FUNCTION search_holding(asked tsquery)
       RETURNS TABLE (id bigint, kind varchar, object_id bigint, public boolean)
       LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 SET enable_seqscan = off
       AS $$ SELECT id, kind, object_id, public FROM search_words WHERE vector @@ asked $$""",
    """CREATE FUNCTION search_facets(asked tsquery) RETURNS text
       LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off
       AS $$ SELECT string_agg(facets, ' ') FROM search_words WHERE vector @@ asked AND public $$""",
]
BACKWARDS = [
    "DROP FUNCTION search_facets(tsquery)",
    "DROP FUNCTION search_holding(tsquery)",
    apart.FORWARDS[4].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "ALTER TABLE search_words DROP COLUMN object_id, DROP COLUMN facets",
]


def forwards(apps, editor):
    for statement in FORWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def backwards(apps, editor):
    for statement in BACKWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0009_sitepage")]
    operations = [migrations.RunPython(forwards, backwards)]
