"""The cells gain those of a unit by year of beginning and field: all are counted anew once the migrations are through."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("provinces", "0006_fewer_indexes")]
    operations = [migrations.RunSQL("DELETE FROM provinces_tasksum", migrations.RunSQL.noop)]
