from django.db import migrations


def copy(apps, schema_editor):
    """Claims on work whose valuation is signed ask for what was claimed: no assessor could say another share before."""
    Claim, Share = (apps.get_model("benefits", name) for name in ("Claim", "ClaimShare"))
    for claim in Claim.objects.filter(status="valued").exclude(driver="money").exclude(shares__side="assessed").iterator():
        rows = Share.objects.filter(claim=claim, side="claimed").values_list("year", "fraction")
        Share.objects.bulk_create([Share(claim=claim, side="assessed", year=y, fraction=f) for y, f in rows])


class Migration(migrations.Migration):
    dependencies = [("benefits", "0011_valued_kronor")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
