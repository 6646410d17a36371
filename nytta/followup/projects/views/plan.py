"""The plan in parts, and the outlook: burn against plan, earned value, forecast. Source: U5; ADR 0029."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import charts
from nytta.kit.documents import Column, Section, Table
from nytta.kit.pages import DetailPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import PlanForm
from ..models import Project
from ..rules import EarnedValue, Forecast
from .acts import Fields, OfProject
from .pages import found_at, trail


class Plan(OfProject):
    """Plan the project in parts, so that the forecast builds on what is done. Source: U5."""

    template = "projects/plan.html"
    title = _("Planera i delar")
    button = _("Spara planen")
    done = _("Planen är sparad.")
    help = _(
        "Varje del har en kostnad och dagar. I lägesrapporten anges hur mycket av den som är klar, och prognosen bygger på det. Töm en rad för att ta bort delen."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> PlanForm:
        self.written = PlanForm(parts=queries.parts_of(thing), **given)
        return self.written

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.plan(project=thing, parts=self.written.parts(), by=self.person, on=self.on)

    def went_to(self, thing: Project, result: Project) -> str:
        return reverse("projects:outlook", args=[thing.code])


class OutlookPage(DetailPage):
    """What a project has cost and is on its way to cost, as a chart and the same in a table. Source: U5."""

    template = "projects/outlook.html"

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def context(self, thing: Project) -> Fields:
        found, here = queries.outlook(thing, self.on.date()), reverse("projects:detail", args=[thing.code])
        title = gettext("Kostnad och prognos")
        parts = [_money(found), _burn(found), *([_earned(found.earned)] if found.earned else [])]
        acts = []
        if policies.can_report(self.person, thing, self.on.date()):
            acts.append(Act(gettext(Plan.title), reverse("projects:plan", args=[thing.code])))
        return {
            "title": title, "code": thing.code, "subtitle": thing.application.title, "parts": parts, "rows": queries.parts_of(thing), "acts": acts,
            "crumbs": trail((thing.code, here), (title, "")),
        }  # fmt: skip


def _money(found: queries.Outlook) -> Section:
    whence = (
        gettext("Använt är vad ekonomisystemet har bokfört till och med %(day)s.")
        if found.booked
        else gettext("Använt är vad som rapporterades %(day)s.")
    )
    facts = [(gettext("Beslutat"), sek(found.decided_sek)), (gettext("Använt"), sek(found.spent_sek))]
    texts = [whence % {"day": found.known_on.isoformat()}]
    if found.forecast is None:
        texts.append(gettext("Någon prognos går inte att räkna fram: inget är använt, eller slutdagen har passerat."))
    else:
        facts.append((gettext("Prognos"), sek(found.forecast.sek)))
        texts += _certainty(found.forecast, found.closed)
    return Section(gettext("Läget i pengar"), texts, facts)


def _certainty(one: Forecast, closed: int) -> list[str]:
    """How the forecast is made, and how sure it is."""
    said = [gettext("Prognosen är gjord efter: %(method)s.") % {"method": label(one.method).lower()}]
    if one.low_sek is None or one.high_sek is None:
        text = gettext("Osäkerheten visas inte: kommunen har %(n)s avslutade projekt att jämföra med, och det behövs %(least)s.")
        return [*said, text % {"n": closed, "least": queries.ENOUGH}]
    text = gettext("Åtta av tio hamnar mellan %(low)s och %(high)s, efter kommunens %(n)s egna avslutade projekt.")
    return [*said, text % {"low": sek(one.low_sek), "high": sek(one.high_sek), "n": one.n}]


def _burn(found: queries.Outlook) -> Section:
    title, names = gettext("Använt mot plan"), [gettext("Plan"), gettext("Använt")]
    lines = [charts.Point(p.on, names[0], p.planned_sek, sek(p.planned_sek)) for p in found.points]
    lines += [charts.Point(p.on, names[1], p.spent_sek, sek(p.spent_sek)) for p in found.points if p.spent_sek is not None]
    if found.first:
        names.append(gettext("Första planen"))
        lines += [charts.Point(p.on, names[2], p.planned_sek, sek(p.planned_sek)) for p in found.first]
    one, last = found.forecast, found.points[-1].on
    ends = charts.End(last, one.low_sek, one.sek, one.high_sek, gettext("Prognos")) if one else None
    spec = charts.over_time(lines, kinds=names, y=gettext("Miljoner kronor"), end=ends)
    now = next((p for p in reversed(found.points) if p.spent_sek is not None), found.points[0])
    alt = gettext("Till och med %(day)s är %(spent)s använt; planen är %(planned)s.") % {
        "day": min(now.on, found.known_on).isoformat(), "spent": sek(found.spent_sek), "planned": sek(now.planned_sek),
    }  # fmt: skip
    was = {p.on: p.planned_sek for p in found.first}
    rows = [[p.on.isoformat()[:7], *([sek(was.get(p.on, found.first[-1].planned_sek))] if was else []), sek(p.planned_sek), "–" if p.spent_sek is None else sek(p.spent_sek),
             "–" if p.spent_sek is None else sek(p.spent_sek - p.planned_sek)] for p in found.points]  # fmt: skip
    columns = [
        Column(gettext("Månad")),
        *([Column(gettext("Första planen"), num=True)] if was else []),
        Column(gettext("Plan"), num=True),
        Column(gettext("Använt"), num=True),
        Column(gettext("Skillnad"), num=True),
    ]
    return Section(
        title,
        chart=charts.svg(spec, title=title, description=alt),
        alt=alt,
        table=Table(gettext("Använt mot plan, månad för månad"), columns, rows),
    )


def _earned(one: EarnedValue) -> Section:
    def index(value: Any) -> str:
        return "–" if value is None else comma(value)

    facts = [
        (gettext("Planen i delar"), sek(one.plan_sek)), (gettext("Borde vara upparbetat"), sek(one.planned_sek)),
        (gettext("Upparbetat"), sek(one.earned_sek)), (gettext("Använt"), sek(one.spent_sek)),
        (gettext("Kostnadsindex"), index(one.cost_index)), (gettext("Tidsindex"), index(one.schedule_index)),
        (gettext("Kostnad i samma takt"), "–" if one.at_completion_sek is None else sek(one.at_completion_sek)),
        (gettext("Klart i samma takt"), one.ends_on.isoformat() if one.ends_on else "–"),
    ]  # fmt: skip
    text = gettext(
        "Kostnadsindex är upparbetat delat med använt, tidsindex upparbetat delat med vad som borde vara det. Under 1 går det sämre än planen."
    )
    return Section(gettext("Upparbetat värde"), [text], facts)
