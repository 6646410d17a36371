"""Approved minutes: their chain, and beside it what they say."""

import hashlib

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from nytta.kit import guards
from nytta.kit.ledger import Link, canonical, sealed


class Minutes(Link):
    """Approved minutes: a link of a hash chain of their own. What they say lies beside (MinutesText), so that a disposal leaves it whole."""

    chain = "minutes"
    in_seals = True
    many, place = _("Protokoll"), _("Protokoll %(place)s")
    forms = {1: ("meeting_code", "group_name", "held_on", "approved_on", "approvers", "text_sha256", "pdf_sha256")}

    meeting_code = models.CharField(max_length=20, unique=True)
    group_name = models.CharField(max_length=160)
    held_on = models.DateField()
    approved_on = models.DateField()
    approvers = models.JSONField(default=list)  # as the minutes name them
    text_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.meeting_code} {self.approved_on}"

    @classmethod
    def links(cls) -> QuerySet["Minutes"]:
        """In order, each with what it says and its document."""
        return super().links().select_related("text")

    def lacks(self) -> str:
        """Whether its text or its document is not what it holds, or is not there."""
        text = getattr(self, "text", None)
        if text is None or sealed(canonical(text.content)) != self.text_sha256:
            return "text"
        return "" if hashlib.sha256(bytes(text.pdf)).hexdigest() == self.pdf_sha256 else "file"


class MinutesText(models.Model):
    """What approved minutes say, and the document for the archive, beside the chain that holds their hashes. Never changed."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="text")
    content = models.JSONField()
    pdf = models.BinaryField()

    def __str__(self) -> str:
        return str(self.minutes)


guards.append_only(Minutes)
guards.append_only(MinutesText, may_delete=True)
