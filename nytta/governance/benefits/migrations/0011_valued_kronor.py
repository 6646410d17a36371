from django.db import migrations

OPEN = ("indicative", "valued")


def follow(apps, schema_editor):
    """Claims on budget lines ask for what their items come to: as claimed, and where the valuation is signed as assessed."""
    Claim, Share, Figure = (apps.get_model("benefits", name) for name in ("Claim", "ClaimShare", "Figure"))
    for claim in Claim.objects.filter(driver="money", status__in=OPEN).iterator():
        for side in ("claimed", "assessed") if claim.status == "valued" else ("claimed",):
            figures = Figure.objects.filter(item=claim.item_id, side=side, amount_sek__gt=0).values_list("year", "amount_sek")
            Share.objects.filter(claim=claim, side=side).delete()
            Share.objects.bulk_create([Share(claim=claim, side=side, year=y, fraction=0, amount_sek=a) for y, a in figures])


class Migration(migrations.Migration):
    dependencies = [("benefits", "0010_mitigation_judged")]
    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
