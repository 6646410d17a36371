"""What had been told of effects on the project becomes its account, handed in on the day when it was told."""

from django.db import migrations


def move(apps, schema_editor):
    Project, EffectAnalysis = apps.get_model("projects", "Project"), apps.get_model("projects", "EffectAnalysis")
    told = Project.objects.exclude(effect_on=None).order_by("pk")
    EffectAnalysis.objects.bulk_create(
        EffectAnalysis(
            project=p, state="handed_in", explanation=p.effect_explanation, cause=p.effect_cause, handed_in_on=p.effect_on, handed_in_by=p.manager,
        )
        for p in told.select_related("manager")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0013_effects"),
    ]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
