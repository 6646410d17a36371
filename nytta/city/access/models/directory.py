"""Groups of persons as the city's directory keeps them."""

from django.db import models

from nytta.city.organisation.models import Person


class DirectoryGroup(models.Model):
    """A group in the city's directory. It gives no right: rights follow appointments. Source: O2; D14."""

    name = models.CharField(max_length=200, unique=True)
    external_id = models.CharField(max_length=200, blank=True)
    members = models.ManyToManyField(Person, related_name="+", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["external_id"], condition=~models.Q(external_id=""), name="directory_group_external_once")
        ]

    def __str__(self) -> str:
        return self.name
