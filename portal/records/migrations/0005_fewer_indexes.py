"""Without the indexes with which the unique one begins."""

import django.db.models.deletion
from django.db import migrations, models

TYPE = models.ForeignKey(
    db_index=False, on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype"
)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("records", "0004_citation_that_differs"),
    ]
    operations = [
        migrations.RemoveIndex(model_name="citation", name="citation_of_record"),
        migrations.AlterField(model_name="citation", name="content_type", field=TYPE),
        migrations.AlterField(model_name="gap", name="content_type", field=TYPE.clone()),
    ]
