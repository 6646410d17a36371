"""Identity providers that were read out of SAML 2.0 metadata and that nobody has chosen from yet."""

from django.db import models

from nytta.city.organisation.models import Person


class SamlCandidate(models.Model):
    """One identity provider of the file that somebody read last; gone when they read another, and after a day. Source: D14."""

    read_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()
    entity_id = models.TextField()
    names = models.TextField(blank=True)
    name = models.TextField()
    raw = models.TextField()
    described = models.JSONField()
    faults = models.PositiveSmallIntegerField(default=0)
    signer = models.TextField(blank=True)
    twice = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
