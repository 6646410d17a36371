"""The copies that were fetched before take their place in the chain, in their order, and its end is signed."""

import hashlib

from django.db import migrations
from django.utils.crypto import salted_hmac

from nytta.kit.ledger import canonical


def chain(apps, schema_editor):
    """One link for each copy, hashed as the program hashes one."""
    number, previous, made = 0, "", apps.get_model("records", "FetchedCopy")
    for one in apps.get_model("records", "DecisionCopy").objects.select_related("decision").order_by("pk").iterator():
        number += 1
        says = {"decision_number": one.decision.number, "file_sha256": one.file_sha256, "made_on": one.made_on.isoformat()}
        sha256 = hashlib.sha256(canonical([number, previous, says]).encode()).hexdigest()
        made.objects.create(
            number=number, previous=previous, sha256=sha256, decision=one.decision, file_sha256=one.file_sha256, made_on=one.made_on
        )
        previous = sha256
    if number:
        mac = salted_hmac("nytta.kit.chain", f"fetched_copies|{number}|{previous}", algorithm="sha256").hexdigest()
        apps.get_model("kit", "ChainHead").objects.create(name="fetched_copies", number=number, sha256=previous, mac=mac)


class Migration(migrations.Migration):
    dependencies = [("records", "0019_fetched_copies"), ("kit", "0004_heads_signed")]
    operations = [migrations.RunPython(chain, migrations.RunPython.noop)]
