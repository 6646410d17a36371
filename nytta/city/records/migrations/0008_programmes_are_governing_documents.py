"""Programmes that were adopted before there was a register of governing documents take their place in it, without a text."""

from django.db import migrations

from nytta.plain.text import sort_key


def register(apps, schema_editor):
    """One document with one edition for each programme."""
    programme, document, edition = (apps.get_model("records", n) for n in ("Programme", "GoverningDocument", "Edition"))
    for one in programme.objects.all():
        made = document.objects.create(
            code=f"program-{one.code}".lower()[:24], title=one.name, sort=sort_key(one.name), kind="programme", level="city_council",
            registry_number=one.registry_number, programme=one.code, cited_as="P",
        )
        edition.objects.create(
            document=made, number=1, registry_number=one.registry_number, decided_on=one.decided_on, valid_from=one.valid_from,
            valid_until=one.valid_until, wording="none", decision=one.decision,
        )


class Migration(migrations.Migration):
    dependencies = [("records", "0007_governing_documents")]
    operations = [migrations.RunPython(register, migrations.RunPython.noop)]
