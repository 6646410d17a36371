"""How far a file that the worker brings in has come, and what came of it: one page for sheets and models."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.imports import bringing
from nytta.kit.models import Job

from .. import policies


class ImportJob(bringing.ImportJob):
    """A job that brings systems in. Source: D1."""

    template = "systems/import_job.html"

    def may_see(self, thing: Job) -> bool:
        return bool(policies.can_import(self.person, self.on.date()))

    def progress(self, job: Job, things: int, told: int) -> dict[str, Any]:
        on = (gettext("Till systemen"), reverse("systems:list"))
        return {**super().progress(job, things, told), "more": job.result.get("more", 0), "on": on}
