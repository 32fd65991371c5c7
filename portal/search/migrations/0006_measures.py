"""Entries gain measures apart from their numbers, tenures and states; they are made anew once the migrations are through."""

from importlib import import_module

from django.db import migrations

facets = import_module("portal.search.migrations.0003_facets")


class Migration(migrations.Migration):
    dependencies = [("search", "0005_roles")]
    operations = [
        migrations.RunPython(facets.empty, migrations.RunPython.noop),
        migrations.RunPython(facets.restore_index, migrations.RunPython.noop),
    ]
