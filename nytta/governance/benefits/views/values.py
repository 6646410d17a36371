"""Pages of the city's dated figures, and of finished projects that plans are held against."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.policies import can_record
from nytta.engine.appraisal.optimism import LEAST
from nytta.kit import charts
from nytta.kit.documents import Column, Section, Table
from nytta.kit.pages import ActPage, HousePage, ListPage
from nytta.kit.panels import Act, gather
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Verdict

from .. import commands
from ..forms import ParameterForm
from ..lists import PARAMETERS
from ..models import ReferenceProject
from ..queries import reference
from ..rules.parameters import row_faults, row_of
from ..terms import OWN


class Parameters(ListPage):
    """The city's dated figures, open to anybody. Source: F7."""

    listing = PARAMETERS
    public = True

    def new_act(self) -> Act | None:
        return Act(gettext("Nytt kalkylvärde"), reverse("benefits:new_parameter")) if can_record(self.person, self.on.date()) else None


class NewParameter(ActPage):
    """A new dated figure, after one has seen which undecided cases change their order. Source: F7."""

    template = "benefits/parameter.html"
    form_class = ParameterForm
    title = _("Nytt kalkylvärde")
    button = _("Visa följderna")
    done = _("Kalkylvärdet är infört. Beslutade ärenden behåller de tal som gällde.")
    help = _("Ett värde ändras inte: ett nytt gäller från sin dag. Du ser vilka obeslutade ärenden som byter ordning innan du för in det.")

    def verdict(self, thing: Any) -> Verdict:
        return can_record(self.person, self.on.date())

    def post(self, request: Any, **address: Any) -> Any:
        if "sure" in request.POST or not self.verdict(None):
            return super().post(request, **address)
        form = self.form(None, data=request.POST)
        if not form.is_valid():
            return self._page(None, form, self.verdict(None), status=422)
        row = row_of(form.cleaned_data)
        if not (faults := row_faults(row)):
            return self._page(None, form, faults, status=409)
        self.followed = gather("parameter.consequences", row, self.on.date())
        return self._page(None, form, self.verdict(None))

    def context(self, thing: Any) -> dict[str, Any]:
        shown = getattr(self, "followed", None)
        sure = [{"name": "sure", "value": "1", "label": gettext("För in kalkylvärdet")}] if shown is not None else []
        crumbs = [(gettext(PARAMETERS.title), reverse("benefits:parameters")), (gettext(self.title), "")]
        return {"cancel_url": reverse("benefits:parameters"), "crumbs": crumbs, "sections": shown, "buttons": sure}

    def form(self, thing: Any, **given: Any) -> forms.Form:
        given.pop("files", None)
        return ParameterForm(**given)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        return commands.add_parameter(row=row_of(cleaned), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        return f"{reverse('benefits:parameters')}?varde={result.kind}"


class ReferenceClasses(HousePage):
    """How finished projects went against their plans: the city's own and published ones, with n. Source: F7; docs/method.md section 5."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        made = [_reference(source, n) for source, n, _currency in reference.sources()]
        title = gettext("Referensklasser")
        crumbs = [(gettext(PARAMETERS.title), reverse("benefits:parameters")), (title, "")]
        return render(request, "benefits/reference.html", {"title": title, "sections": made, "crumbs": crumbs, "least": LEAST})


def _reference(source: str, n: int) -> Section:
    name = gettext("Kommunens egna avslutade projekt") if source == OWN else source
    whole = reference.quantiles(ReferenceProject.objects.filter(source=source), reference.SHOWN, n)
    groups = [(gettext("Alla"), n, whole), *((_size(key), count, found) for key, count, found in reference.by_group(source))]
    rows = [[text, str(count), *(f"{comma(q * 100, 0)} %" for q in found.values())] for text, count, found in groups]
    columns = [
        Column(gettext("Storlek på planen, källans valuta")),
        Column("n", num=True),
        *(Column(gettext("%(share)s %% kostade högst") % {"share": comma(q * 100, 0)}, num=True) for q in reference.SHOWN),
    ]
    points = [(float(a), min(float(b), 10.0)) for a, b in reference.curve(source)]
    text = gettext("Hälften kostade högst %(median)s %% av planen, nio av tio högst %(tail)s %%.") % {
        "median": comma(whole[Decimal("0.5")] * 100, 0),
        "tail": comma(whole[Decimal("0.9")] * 100, 0),
    }
    marks = [(0.5, gettext("hälften")), (0.9, gettext("nio av tio"))]
    drawn = charts.svg(
        charts.curve(points, x=gettext("Andel av projekten"), y=gettext("Verklig kostnad, delad med planerad"), marks=marks),
        title=name,
        description=text,
    )
    few = [] if n >= LEAST else [gettext("Färre än 20 projekt: används inte ännu.")]
    return Section(
        f"{name}, n = {n}", [text, *few], chart=drawn, alt=text, table=Table(gettext("Verklig kostnad av planerad"), columns, rows)
    )


def _size(key: str) -> str:
    low, high = key.split("-")
    if not high:
        return gettext("minst %(low)s") % {"low": sek(int(low), "")}
    return gettext("%(low)s till under %(high)s") % {"low": sek(int(low), ""), "high": sek(int(high), "")}
