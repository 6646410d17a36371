"""Of the addresses of calendars of changes only digests are kept; the addresses that people have go on working."""

import hashlib

from django.db import migrations


def digest(apps, schema_editor):
    for feed in apps.get_model("systems", "ChangeFeed").objects.all():
        feed.digest = hashlib.sha256(feed.digest.encode()).hexdigest()
        feed.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("systems", "0008_feed_digest")]
    operations = [migrations.RunPython(digest, migrations.RunPython.noop)]
