"""A single case on any day: what speaks for it and against it, before the council advises on it alone."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import visible_to
from nytta.governance.portfolios.views.frames import year_in
from nytta.kit.pages import DetailPage

from .. import policies
from ..queries.any_day import of_case
from ..rules import concluded


class AnyDayPage(DetailPage):
    """A case that comes between the year's weighings."""

    template = "weighing/any_day.html"

    def thing(self, **address: Any) -> Application:
        day = self.on.date()
        related = ("focus_area__programme", "applicant_body", "calculation")
        case = visible_to(self.person, day).filter(code=address["code"]).select_related(*related).first()
        if case is None or not policies.can_enter(self.person, day, alone=case):
            raise Http404
        return case

    def context(self, thing: Application) -> dict[str, Any]:
        url = reverse("applications:detail", args=[thing.code])
        found = of_case(thing, year_in(self.request), self.on.date())
        return {
            "title": gettext("Väg ett ensamt ärende"), "case": thing, "found": found, "sum": concluded(found.findings), "case_url": url,
            "crumbs": [(gettext("Ansökningar"), reverse("applications:list")), (f"{thing.code} {thing.title}", url), (gettext("Ensamt"), self.request.path)],
        }  # fmt: skip
