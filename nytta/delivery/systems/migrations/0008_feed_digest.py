from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("systems", "0007_capability_retired")]
    operations = [migrations.RenameField("changefeed", "token", "digest")]
