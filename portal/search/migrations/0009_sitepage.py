"""The pages of the site are searched; where an index stands it is made anew once the migrations are through."""

from django.db import migrations, models

NAMES = (
    "conference-list", "official-list", "recommendation-list", "figure-list", "province-list", "task-list", "source-list",
    "map", "about", "open-data", "report",
)  # fmt: skip


def store_pages(apps, editor):
    pages = apps.get_model("search", "SitePage").objects.using(editor.connection.alias)
    if apps.get_model("search", "Entry").objects.using(editor.connection.alias).exists():
        pages.bulk_create(pages.model(name=name) for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [("search", "0008_words_apart")]
    operations = [
        migrations.CreateModel(
            name="SitePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
            ],
        ),
        migrations.RunPython(store_pages, migrations.RunPython.noop),
        migrations.RunSQL("DELETE FROM search_entry", migrations.RunSQL.noop),
    ]
