from datetime import date

from django.db import migrations, models


def number_what_stands(apps, schema_editor):
    """Numbers the edition of a record that has changed since it was loaded; one that has not is of today."""
    Edition, ChangedRecord = (apps.get_model("changes", name) for name in ("Edition", "ChangedRecord"))
    shown = ChangedRecord.objects.filter(public=True, change__changeset__state__in=["applied", "reverted"])
    Edition.objects.filter(name="public").update(day=date.today())
    if newest := shown.order_by("-change__changeset_id").select_related("change__changeset").first():
        act = newest.change.changeset
        Edition.objects.filter(name="public").update(number=act.pk, day=act.at.date())


class Migration(migrations.Migration):
    dependencies = [("changes", "0002_second_sending")]

    operations = [
        migrations.AddField("edition", "number", models.BigIntegerField(default=0)),
        migrations.AddField("edition", "day", models.DateField(null=True)),
        migrations.RunPython(number_what_stands, migrations.RunPython.noop),
    ]
