"""Exemptions granted before there were applications keep their rows: each gets a code, what stands on it and what its decision says."""

from collections import Counter
from typing import Any

from django.db import migrations


def keep(apps: Any, editor: Any) -> None:
    exemption, stands = apps.get_model("records", "Exemption"), apps.get_model("records", "StandsOn")
    series, used = apps.get_model("kit", "Series"), Counter()
    for one in exemption.objects.filter(code=None).select_related("decision__text").order_by("pk"):
        year = one.valid_from.year
        used[year] += 1
        one.code, one.state, one.local = f"U-{year}-{used[year]:03d}", "granted", bool(one.discussed_outcome)
        one.registry_number, one.settled_on = one.decision.registry_number, one.decision.decided_on
        one.against_name = one.decision.text.basis.removesuffix(f". {one.discussed_outcome}")[:300] or one.solution
        one.save()
        stands.objects.create(exemption=one, target="case", code=one.subject, since=one.valid_from)
    for year, last in used.items():
        series.objects.update_or_create(name=f"U-{year}", defaults={"last": last})


class Migration(migrations.Migration):
    dependencies = [("records", "0009_exemptions_sought"), ("kit", "0004_heads_signed")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
