"""Every project that was opened before baselines were kept has its first one: what the decisions and the calculation say of it."""

from django.db import migrations


def draw(apps, schema_editor):
    models = ("projects", "Project"), ("projects", "Baseline"), ("portfolios", "Allocation"), ("portfolios", "Commitment"), ("portfolios", "Grant"), ("benefits", "Figure")
    Project, Baseline, Allocation, Commitment, Grant, Figure = (apps.get_model(*m) for m in models)
    for project in Project.objects.select_related("application").order_by("pk").iterator():
        case, money, benefits = project.application, {}, {}
        for a in Allocation.objects.filter(application=case):
            money[a.year] = money.get(a.year, 0) + a.granted_sek + a.moved_in_sek - a.moved_out_sek
        for c in Commitment.objects.filter(application=case):
            money[c.year] = money.get(c.year, 0) + c.amount_sek
        figures = Figure.objects.filter(item__calculation=case.calculation_id, side="decided").select_related("item").order_by("item", "year")
        for f in figures:
            one = benefits.setdefault(f.item_id, {"item": f.item_id, "ledger": f.item.ledger, "label": f.item.label, "years": {}})
            one["years"][str(f.year)] = f.amount_sek
        grant = Grant.objects.filter(application=case).order_by("pk").first()
        Baseline.objects.create(
            project=project, number=1, decided_on=grant.granted_on if grant else project.started_on, decision_id=grant.decision_id if grant else None,
            scope="\n\n".join(t for t in (case.title, case.summary, case.functional_requirements) if t.strip()),
            starts_on=project.started_on, ends_on=max(project.planned_end_on, project.started_on),
            money={str(y): sek for y, sek in sorted(money.items()) if sek}, benefits=list(benefits.values()), reason="Beslutet om medel",
        )


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_baselines"), ("portfolios", "0003_money_of_grants")]
    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
