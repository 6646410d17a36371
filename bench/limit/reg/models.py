"""A register in its plainest form: a row of twelve columns and three related lists."""

from django.db import models

STATUS = ["planned", "build", "live", "phase_out", "retired"]
CRITICALITY = ["low", "medium", "high", "vital"]
HOSTING = ["own", "region", "saas", "partner"]


def named(values):
    """Choices from bare values."""
    return [(v, v.replace("_", " ").capitalize()) for v in values]


class Unit(models.Model):
    name = models.CharField(max_length=80)
    frame = models.DecimalField(max_digits=14, decimal_places=2, default=0)


class System(models.Model):
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField()
    status = models.CharField(max_length=12, choices=named(STATUS))
    criticality = models.CharField(max_length=12, choices=named(CRITICALITY))
    hosting = models.CharField(max_length=12, choices=named(HOSTING))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="systems")
    owner = models.CharField(max_length=80)
    cost = models.DecimalField(max_digits=12, decimal_places=2)
    live_on = models.DateField()
    ends_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="sys_name_id"),
            models.Index(fields=["status", "name", "id"], name="sys_status_name_id"),
            models.Index(fields=["unit", "name", "id"], name="sys_unit_name_id"),
            models.Index(fields=["unit", "status", "cost"], name="sys_sums"),  # what the sums read, and nothing else
        ]


class Contract(models.Model):
    system = models.ForeignKey(System, models.CASCADE, related_name="contracts")
    supplier = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    ends_on = models.DateField()


class Link(models.Model):
    system = models.ForeignKey(System, models.CASCADE, related_name="links")
    target = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)


class Note(models.Model):
    system = models.ForeignKey(System, models.CASCADE, related_name="notes")
    author = models.CharField(max_length=80)
    text = models.TextField()
    made_at = models.DateTimeField()
