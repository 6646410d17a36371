"""How far a file that the worker brings in has come, and what came of it: one page for sheets and models."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.models import Job
from nytta.kit.pages import DetailPage

from .. import policies


class ImportJob(DetailPage):
    """A job that brings a file in. A subclass names its `work` and says the rest of the context. Source: D1."""

    template = "systems/import_job.html"
    work: ClassVar[str]

    def thing(self, **address: Any) -> Job:
        one = Job.objects.filter(pk=address["job"], name=self.work).first()
        if one is None:
            raise Http404
        return one

    def may_see(self, thing: Job) -> bool:
        return bool(policies.can_import(self.person, self.on.date()))

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        job = self.thing(**address)
        if not self.may_see(job):
            raise Http404
        return render(request, "systems/_import_progress.html" if "bit" in request.GET else self.template, self.context(job))

    def progress(self, job: Job, things: int, told: int) -> dict[str, Any]:
        """What is said of every job: its state, how many of how many things are done, and what refused it."""
        state = str(job.state)
        return {
            "title": gettext("För in %(name)s") % {"name": job.arguments["called"]}, "going": state == "open", "failed": state == "failed",
            "things": things, "gone": min(told, things), "refused": job.result.get("refused"), "more": job.result.get("more", 0),
            "list_url": reverse("systems:list"),
        }  # fmt: skip
