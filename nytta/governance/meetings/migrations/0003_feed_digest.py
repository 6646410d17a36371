from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_minutes_form")]
    operations = [migrations.RenameField("feed", "token", "digest")]
