"""What the city already has in common, and may not be built again."""

from django.db import models

from nytta.city.organisation.models import Body, Person


class CommonSolution(models.Model):
    """A common platform or base system and the functions that it covers, who answers for it and whom to talk to (D2)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    covers = models.JSONField(default=list)
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.CharField(max_length=120, blank=True)
    contact_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
