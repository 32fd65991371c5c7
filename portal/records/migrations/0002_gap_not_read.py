"""A blank may be blank because only a part of the sources was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="gap",
            name="kind",
            field=models.CharField(
                choices=[
                    ("not_stated", "nguồn không nêu"),
                    ("not_read", "chưa thấy nêu"),
                    ("none", "không có"),
                ],
                default="not_stated",
                max_length=10,
                verbose_name="vì sao trống",
            ),
        )
    ]
