"""Facets are indexed from the column that holds them; the entries are made anew once the migrations are through."""

from importlib import import_module

from django.db import migrations, models

index = import_module("portal.search.migrations.0002_index")
facets = import_module("portal.search.migrations.0003_facets")

SQLITE = [
    """CREATE VIEW search_indexed AS
       SELECT id, heads, body, extra || ' __ ' || facets AS extra FROM search_entry""",
    """CREATE VIRTUAL TABLE search_words USING fts5(
         heads, body, extra, content='search_indexed', content_rowid='id',
         tokenize="unicode61 remove_diacritics 0 tokenchars '_=-/'", prefix='2 3')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
         INSERT INTO search_words(rowid, heads, body, extra)
         VALUES (new.id, new.heads, new.body, new.extra || ' __ ' || new.facets);
       END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, heads, body, extra)
         VALUES ('delete', old.id, old.heads, old.body, old.extra || ' __ ' || old.facets);
       END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF heads, body, extra, facets ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, heads, body, extra)
         VALUES ('delete', old.id, old.heads, old.body, old.extra || ' __ ' || old.facets);
         INSERT INTO search_words(rowid, heads, body, extra)
         VALUES (new.id, new.heads, new.body, new.extra || ' __ ' || new.facets);
       END""",
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_words', 'row')",
    # Its key is the row: Django would keep every word twice.
    "DROP TABLE search_knownword",
    """CREATE TABLE search_knownword (
         word varchar(120) NOT NULL PRIMARY KEY, entries integer NOT NULL) WITHOUT ROWID""",
]
POSTGRESQL = [
    "ALTER TABLE search_entry DROP COLUMN vector",
    """ALTER TABLE search_entry ADD COLUMN vector tsvector
       GENERATED ALWAYS AS (search_vector(heads, body, extra || ' __ ' || facets)) STORED""",
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector) WITH (fastupdate = off)",
]


def forwards(apps, editor):
    if editor.connection.vendor == "sqlite":
        index.backwards(apps, editor)
    editor.execute("DELETE FROM search_entry")
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps, editor):
    facets.empty(apps, editor)
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE search_vocabulary")
        editor.execute("DROP VIEW search_indexed")
        index.forwards(apps, editor)
        return
    for statement in ("ALTER TABLE search_entry DROP COLUMN vector", *index.POSTGRESQL[1:]):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_measures")]
    operations = [
        migrations.AlterField(
            model_name="entry",
            name="facets",
            field=models.TextField(
                default="",
                help_text='By what entries are narrowed and counted: tokens, "f_nam=2024 f_tinh=lao-cai".',
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
