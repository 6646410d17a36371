"""The page of a job that brings a file in: how far it has come, and what came of it."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from nytta.kit.models import Job
from nytta.kit.pages import DetailPage


class ImportJob(DetailPage):
    """A job that brings a file in. A subclass names its `work`, says who may see it, and adds to `progress` what came of it.

    It adds `says` (while it goes), `done` (when it has come in), `figures`, `again_url`, and `on` (label, address) for the way on.
    """

    template = "kit/import_job.html"
    work: ClassVar[str]

    def thing(self, **address: Any) -> Job:
        one = Job.objects.filter(pk=address["job"], name=self.work).first()
        if one is None:
            raise Http404
        return one

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        job = self.thing(**address)
        if not self.may_see(job):
            raise Http404
        return render(request, "kit/_import_progress.html" if "bit" in request.GET else self.template, self.context(job))

    def progress(self, job: Job, things: int, told: int) -> dict[str, Any]:
        """What is said of every job: its state, how many of how many things are done, and what refused it."""
        state = str(job.state)
        return {
            "title": gettext("För in %(name)s") % {"name": job.arguments["called"]}, "going": state == "open", "failed": state == "failed",
            "says": gettext("Filen förs in i bakgrunden: alla rader eller ingen. Du kan lämna sidan och komma tillbaka."),
            "done": gettext("Filen är införd."), "things": things, "gone": min(told, things), "refused": job.result.get("refused"),
        }  # fmt: skip
