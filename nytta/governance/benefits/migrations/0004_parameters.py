"""The figures that stand before the city has decided its own come in as rows with their sources."""

import tomllib
from datetime import date
from pathlib import Path

from django.db import migrations


def fill(apps, schema_editor):
    parameter = apps.get_model("benefits", "Parameter")
    text = Path(__file__).resolve().parents[1].joinpath("parameters.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["row"]:
        values = {"value": row["value"], "label": row.get("label", ""), "source": row["source"]}
        parameter.objects.get_or_create(kind=row["kind"], key=row["key"], valid_from=date.fromisoformat(row["valid_from"]), defaults=values)


class Migration(migrations.Migration):
    dependencies = [("benefits", "0003_ledger")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
