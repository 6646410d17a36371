"""Of the addresses of calendars only digests are kept; the addresses that people have go on working."""

import hashlib

from django.db import migrations


def digest(apps, schema_editor):
    for feed in apps.get_model("meetings", "Feed").objects.all():
        feed.digest = hashlib.sha256(feed.digest.encode()).hexdigest()
        feed.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_feed_digest")]
    operations = [migrations.RunPython(digest, migrations.RunPython.noop)]
