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
from nytta.kit.words import label
from nytta.plain.money import comma
from nytta.plain.verdicts import Verdict

from .. import commands
from ..forms import ParameterForm
from ..lists import PARAMETERS, REFERENCE
from ..models import ReferenceProject, ReferenceSource
from ..queries import reference
from ..rules.parameters import row_faults, row_of
from ..terms import OWN, Outcome


class Parameters(ListPage):
    """The city's dated figures, open to anybody. Source: F7."""

    listing = PARAMETERS
    public = True

    def new_act(self) -> Act | None:
        return Act(gettext("Nytt kalkylvärde"), reverse("benefits:new_parameter")) if can_record(self.person, self.on.date()) else None


class NewParameter(ActPage):
    """A new dated figure, after one has seen which undecided cases change their order. Source: F7."""

    also_sent = frozenset({"sure"})
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
        return ParameterForm(self.on.date(), **given)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        return commands.add_parameter(row=row_of(cleaned), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        return f"{reverse('benefits:parameters')}?varde={result.kind}"


class ReferenceProjects(ListPage):
    """The projects behind the reference classes, with their plan adjusted for what such projects have been underestimated. Source: F7."""

    listing = REFERENCE


class ReferenceClasses(HousePage):
    """How projects went against their plans: the finished ones apart from those that run, with n and what the source lacks. Source: F7; docs/method.md section 5."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        lacks = {s.name: s for s in ReferenceSource.objects.all()}
        made = [_reference(group, lacks.get(group.source)) for group in reference.groups()]
        title = gettext("Referensklasser")
        rows = reverse("benefits:reference_projects") if self.person else ""
        crumbs = [(gettext(PARAMETERS.title), reverse("benefits:parameters")), (title, "")]
        return render(
            request, "benefits/reference.html", {"title": title, "sections": made, "crumbs": crumbs, "least": LEAST, "rows": rows}
        )


LACKS_TEXTS = {"planned": _("saknar planerad kostnad"), "actual": _("saknar utfall och prognos eller har noll"), "number": _("har ett tal som inte går att läsa"),
               "left_out": _("är utelämnade av mappningen")}  # fmt: skip
MEANING_TEXTS = {
    Outcome.FINAL: _("Hälften kostade högst %(median)s %% av planen, nio av tio högst %(tail)s %%."),
    Outcome.FORECAST: _(
        "Projekten pågår eller saknar slutdatum: här står källans senaste prognos mot planen. De används inte som referensklass."
    ),
    Outcome.YEAR: _(
        "Här står ett års prognos mot samma års plan. Det säger inte vad hela projekten kostade och används inte som referensklass."
    ),
}
VERTICAL_TEXTS = {
    Outcome.FINAL: _("Verklig kostnad, delad med planerad"),
    Outcome.FORECAST: _("Prognos, delad med planerad kostnad"),
    Outcome.YEAR: _("Årets prognos, delad med årets plan"),
}


def _reference(group: reference.Group, source: ReferenceSource | None) -> Section:
    """A source's projects of one kind of outcome: what they mean, how they lie, and what the source lacks."""
    rows = ReferenceProject.objects.filter(source=group.source, outcome=group.outcome.value)
    found = reference.quantiles(rows, sorted({*reference.STEPS, *reference.SHOWN}), group.n)
    name = gettext("Kommunens egna projekt") if group.source == OWN else group.source
    shares = {"median": comma(found[Decimal("0.5")] * 100, 0), "tail": comma(found[Decimal("0.9")] * 100, 0)}
    text = gettext(MEANING_TEXTS[group.outcome]) % shares
    drawn = charts.svg(_curve(found, gettext(VERTICAL_TEXTS[group.outcome])), title=name, description=text)
    said = [
        text,
        gettext("I %(same)s av %(n)s är talet på öret lika med planen, så som källan har det.") % {"same": group.same, "n": group.n} if group.same else "",
        gettext("Diagrammet slutar vid tio gånger planen; %(n)s projekt ligger över.") % {"n": group.beyond} if group.beyond else "",
        gettext("Färre än 20 projekt: används inte ännu.") if group.outcome is Outcome.FINAL and group.n < LEAST else "",
        *_lacking(source),
    ]  # fmt: skip
    return Section(
        f"{name}. {label(group.outcome)}, n = {group.n}", said, chart=drawn, alt=text, table=_quantiles(name, group, rows, found)
    )


def _curve(found: dict[Decimal, Decimal], vertical: str) -> dict[str, Any]:
    points = [(float(a), min(float(b), float(reference.MOST))) for a, b in found.items()]
    marks = [(0.5, gettext("hälften")), (0.9, gettext("nio av tio"))]
    return charts.curve(points, x=gettext("Andel av projekten"), y=vertical, marks=marks)


def _lacking(source: ReferenceSource | None) -> list[str]:
    """Where a published source comes from, and how many of its rows say too little."""
    if source is None:
        return []
    lacks = ", ".join(f"{n} {gettext(LACKS_TEXTS[name])}" for name, n in sorted(source.lacks.items()))
    said = gettext("Källa: %(text)s. Av %(rows)s rader är %(kept)s med.") % {
        "text": source.text, "rows": source.rows, "kept": source.rows - sum(source.lacks.values()),
    }  # fmt: skip
    return [f"{said} {gettext('Utan: %(lacks)s.') % {'lacks': lacks}}" if lacks else said]


def _quantiles(name: str, group: reference.Group, rows: Any, whole: dict[Decimal, Decimal]) -> Table:
    """The quantiles of all, and by size and category where at least 20 are alike."""
    groups = [
        (gettext("Alla"), group.n, whole),
        *((reference.size_words(size), n, found) for size, n, found in reference.parts(rows, "size")),
        *((gettext(category), n, found) for category, n, found in reference.parts(rows, "category") if category),
    ]
    columns = [
        Column(gettext("Storlek på planen (%(currency)s) och kategori") % {"currency": group.currency or gettext("källans valuta")}),
        Column("n", num=True),
        *(Column(gettext("%(share)s %% högst") % {"share": comma(q * 100, 0)}, num=True) for q in reference.SHOWN),
    ]
    cells = [[text, str(n), *(f"{comma(found[q] * 100, 0)} %" for q in reference.SHOWN)] for text, n, found in groups]
    return Table(f"{gettext(VERTICAL_TEXTS[group.outcome])}. {name}", columns, cells)
