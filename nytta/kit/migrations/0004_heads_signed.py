"""The heads that stand are signed once, as they are; from here on only the program writes them. Source: ADR 0005."""

from django.db import migrations
from django.utils.crypto import salted_hmac


def sign(apps, schema_editor):
    for head in apps.get_model("kit", "ChainHead").objects.all():
        head.mac = salted_hmac("nytta.kit.chain", f"{head.name}|{head.number}|{head.sha256}", algorithm="sha256").hexdigest()
        head.save(update_fields=["mac"])


class Migration(migrations.Migration):

    dependencies = [("kit", "0003_chain_signed")]

    operations = [migrations.RunPython(sign, migrations.RunPython.noop)]
