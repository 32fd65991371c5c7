"""The decision that ended a term stands beside the one that began it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conferences", "0002_tenure_dates")]

    operations = [
        migrations.AddField(
            model_name="tenure",
            name="end_decision",
            field=models.CharField(
                blank=True,
                help_text="Số và ngày, như nguồn in.",
                max_length=200,
                verbose_name="quyết định thôi giữ chức",
                default="",
            ),
            preserve_default=False,
        )
    ]
