"""Without a column that nothing sorts by, and without indexes that others begin with."""

import django.db.models.deletion
from django.db import migrations, models


def drop_index_of_tasks(apps, editor):
    """That of the task alone in the table of its places: the unique one begins with the task."""
    table = apps.get_model("provinces", "Task").places.through._meta.db_table
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, table)
    for name, details in found.items():
        if details["index"] and not details["unique"] and details["columns"] == ["task_id"]:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("provinces", "0005_task_finished")]
    operations = [
        migrations.RemoveField(model_name="task", name="sort_key"),
        migrations.AlterField(
            model_name="taskyear",
            name="province",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="provinces.province",
            ),
        ),
        migrations.RunPython(drop_index_of_tasks, migrations.RunPython.noop),
    ]
