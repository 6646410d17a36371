"""A case's calculation: the page, and the same as a document."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.governance.benefits.terms import Side
from nytta.kit.pages import DetailPage, HousePage
from nytta.kit.panels import gather
from nytta.kit.words import label

from .. import policies
from ..documents import decision_basis, sections_of
from ..queries.calculation import CalculationPage, calculation_page
from . import found


def chosen_side(page: CalculationPage, request: HttpRequest) -> Side:
    """Whose figures the address asks for (`sida`), among those that may be seen; else the side that later steps build on."""
    asked = request.GET.get("sida", "")
    wanted = [s for s in page.sides if s.value == asked and s is not Side.SECOND]
    return wanted[0] if wanted else Side(page.application.calculation.trusted)


class CalculationDetail(DetailPage):
    """Three views, claimed beside assessed, what it hangs on, what it is counted with. Source: F7, F8, G2."""

    template = "applications/calculation.html"

    def thing(self, **address: Any) -> CalculationPage:
        return calculation_page(found.case_at(address["code"], self.person, self.on.date()), self.on.date())

    def context(self, thing: CalculationPage) -> dict[str, Any]:
        a, side = thing.application, chosen_side(thing, self.request)
        here = reverse("applications:calculation", args=[a.code])
        mine = [s for s in thing.sides if s is not Side.SECOND]
        return {
            "title": gettext("Nyttokalkyl"), "code": a.code, "subtitle": a.title, "sections": sections_of(thing, side),
            "sides": [(label(s), f"{here}?sida={s.value}", s is side) for s in mine] if len(mine) > 1 and not thing.innovative else [],
            "blocks": gather("calculation.blocks", a, self.person, self.on.date()), "acts": gather("calculation.acts", a, self.person, self.on.date()),
            "exports": [(gettext("Som pdf för beslut och arkiv"), f"{here}pdf/?sida={side.value}"),
                        (gettext("Som arbetsbok (xlsx) med sökandens siffror"), f"{here}arbetsbok/"),
                        *([(gettext("För in en ifylld arbetsbok"), f"{here}arbetsbok/in/")] if policies.can_write(self.person, a, self.on.date()) else []), *gather("calculation.exports", a, self.person, self.on.date())],
            "crumbs": found.trail(a, (gettext("Nyttokalkyl"), "")),
        }  # fmt: skip


class CalculationFile(HousePage):
    """The calculation as an accessible PDF for archive: the same sections as the page."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        page = calculation_page(found.case_at(code, self.person, self.on.date()), self.on.date())
        if not page.lines:
            raise Http404
        report = decision_basis(page, chosen_side(page, request), city=the_city().name, made=self.on.date().isoformat())
        report = archived(report, DocumentKind.CALCULATION, registry=page.application.registry_number, on=self.on.date())
        return self.pdf(report, f"{code}-kalkyl.pdf")
