from django.db import migrations


class Migration(migrations.Migration):
    """Likely duplicates are compared when asked: their tables go."""

    dependencies = [("records", "0001_initial")]
    operations = [migrations.DeleteModel(name="Spelling"), migrations.DeleteModel(name="Twin")]
