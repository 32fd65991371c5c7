"""The facets of an entry become words of it; the entries are made anew once the migrations are through."""

from importlib import import_module

from django.db import migrations, models

index = import_module("portal.search.migrations.0002_index")


def empty(apps, editor):
    """Without the index of SQLite, whose triggers would go with the table that Django makes anew."""
    if editor.connection.vendor == "sqlite":
        index.backwards(apps, editor)
    editor.execute("DELETE FROM search_entry")


def restore_index(apps, editor):
    if editor.connection.vendor == "sqlite":
        index.forwards(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]
    operations = [
        migrations.DeleteModel(name="Facet"),
        migrations.RunPython(empty, restore_index),
        migrations.AddField(
            model_name="entry",
            name="facets",
            field=models.TextField(
                default="",
                help_text='By what entries are narrowed and counted, "nam=2024 tinh=lao-cai"; in `extra` as words.',
            ),
        ),
        migrations.RunPython(restore_index, empty),
    ]
