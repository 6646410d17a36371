"""The lists of decisions on delegation that a body has been given: what was reported when, as page and document."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import the_city
from nytta.kit.pages import DetailPage, HousePage
from nytta.kit.panels import Act

from .. import documents, policies, queries
from ..lists import REPORTED
from ..models import BoardReport


class BodyReports(DetailPage):
    """What waits to be reported to one body, and every list that it has been given. Source: F11."""

    template = "records/body_reports.html"

    def thing(self, **address: Any) -> Body:
        found = Body.objects.filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Body) -> dict[str, Any]:
        waiting = list(queries.not_reported(thing))
        may = bool(waiting) and policies.can_record(self.person, self.on.date())
        return {
            "title": gettext("Delegationsbeslut anmälda till %(body)s") % {"body": thing.name}, "waiting": waiting,
            "reports": list(queries.reports().filter(body=thing).prefetch_related("decisions")),
            "acts": [Act(gettext("Anmäl besluten"), reverse("records:new_report", args=[thing.code]), primary=True)] if may else [],
            "crumbs": [(gettext(REPORTED.title), reverse("records:report")), (thing.name, "")],
        }  # fmt: skip


class ReportFile(HousePage):
    """One list as an accessible document for the minutes and the archive. Source: F11."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = BoardReport.objects.select_related("body").filter(pk=pk).first()
        if report is None:
            raise Http404
        made = documents.board_list(report, list(report.decisions.select_related("text").order_by("number")), city=the_city().name)
        return self.pdf(made, f"anmalan-{report.body.code}-{report.reported_on.isoformat()}.pdf")
