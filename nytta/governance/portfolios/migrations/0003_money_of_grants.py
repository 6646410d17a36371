"""Every grant that was made before the ledger of money stands in it as granted and available."""

from itertools import groupby

from django.db import migrations


def enter(apps, schema_editor):
    Grant, Allocation, MoneyEntry = (apps.get_model("portfolios", n) for n in ("Grant", "Allocation", "MoneyEntry"))
    grants = Grant.objects.select_related("frame").order_by("application", "frame__year", "granted_on", "pk")
    for (case, year), rows in groupby(grants.iterator(), key=lambda g: (g.application_id, g.frame.year)):
        made = list(rows)
        total, last = sum(g.amount_sek for g in made), made[-1]
        allocation = Allocation.objects.create(
            application_id=case, year=year, portfolio_id=last.frame.portfolio_id, frame_id=last.frame_id, part_id=last.part_id,
            last_on=last.granted_on, granted_sek=total, available_sek=total,
        )
        for g in made:
            MoneyEntry.objects.create(
                allocation=allocation, kind="granted", amount_sek=g.amount_sek, booked_on=g.granted_on, decision_id=g.decision_id,
                basis=f"Beslut {g.granted_on.isoformat()}",
            )


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0002_money")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
