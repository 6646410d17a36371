"""The table where copies were kept without a chain is gone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0020_copies_chained")]
    operations = [migrations.DeleteModel("DecisionCopy")]
