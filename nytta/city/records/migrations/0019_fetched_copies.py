"""Copies of decisions that somebody has fetched are a chain: a row that somebody else put there made a forged document genuine."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0018_longer_subjects")]
    operations = [
        migrations.AlterField(
            "DecisionCopy", "decision", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.decision")
        ),
        migrations.CreateModel(
            name="FetchedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("form", models.PositiveSmallIntegerField(default=1)),
                ("file_sha256", models.CharField(max_length=64, unique=True)),
                ("made_on", models.DateField()),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="records.decision"),
                ),
            ],
            options={"abstract": False},
        ),
    ]
