"""The document of an annual report, made by the worker."""

from typing import Any

from django.utils import timezone, translation

from nytta.city.organisation.queries import the_city
from nytta.kit import documents
from nytta.kit.jobs import renew, work
from nytta.kit.models import Job

from . import commands
from .documents import annual_report
from .models import AnnualReport

STEPS = 3  # the report is read, set and kept


@work(commands.DOCUMENT)
def make_document(job: Job) -> dict[str, Any]:
    """The report that was handed over as PDF/A-2a and PDF/UA-1; nothing when it has been taken back. Source: U9."""
    report = AnnualReport.objects.filter(pk=job.arguments["report"]).first()
    if report is None or report.content is None or report.figures_at is None:
        return {}
    renew(job, progress=1, total=STEPS)
    with translation.override("sv"):
        pdf = documents.pdf(annual_report(report, the_city().name), lang="sv", on=report.figures_at)
    renew(job, progress=2, total=STEPS)
    kept = commands.keep_document(report=report, pdf=pdf, by=None, on=timezone.localtime(job.run_after))
    return {"sha256": kept.sha256} if kept else {}
