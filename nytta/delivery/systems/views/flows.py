"""Pages of the flows: the register, a flow and its acts, the picture that one walks in, and what a change would reach."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.exports import XLSX, delimited, workbook
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..documents.picture import drawn
from ..forms.flows import EndFlowForm, FlowForm
from ..lists.flows import FLOWS
from ..models import Flow, System
from ..queries.changes import Affected, affected
from ..queries.flows import flow_at, neighbourhood
from ..queries.impact import FARTHEST
from ..terms import FlowDirection, FlowMethod

SHOWN = 50
Pairs = list[tuple[str, Any]]


def trail(*last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is, from the register down."""
    return ((gettext(FLOWS.title), reverse("flows:list")), *last)


def system_at(code: str) -> System:
    """The system under a code; or not found."""
    found = System.objects.filter(code=code).select_related("owner").first()
    if found is None:
        raise Http404
    return found


class Flows(ListPage):
    """The register of flows, for those who work in the city. Source: P7.1; D4."""

    listing = FLOWS
    template = "systems/flows.html"

    def new_act(self) -> Act | None:
        may = policies.can_keep_flow(self.person, (), self.on.date())
        return Act(gettext("Ny integration"), reverse("flows:new")) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"may_import": bool(policies.can_keep_flow(self.person, (), self.on.date()))}


def said_service(by_service: bool | None) -> str:
    """Whether a flow goes through the integration service, in words."""
    return gettext("Uppgift saknas") if by_service is None else gettext("Ja") if by_service else gettext("Nej")


def facts_of(flow: Flow) -> Pairs:
    """What the register says of a flow; what is not known is said to be missing."""
    lacks = gettext("Uppgift saknas")
    return [
        (gettext("Information"), flow.information),
        (gettext("Informationstyp"), flow.information_type.name if flow.information_type else lacks),
        (gettext("Riktning"), label(FlowDirection(flow.direction))),
        (gettext("Sätt"), label(FlowMethod(flow.method)) if flow.method else lacks),
        (gettext("Genom integrationstjänsten"), said_service(flow.by_service)),
        (gettext("Ansvarar för avsändarens sida"), (flow.source_owner or flow.source.owner).name),
        (gettext("Ansvarar för mottagarens sida"), (flow.target_owner or flow.target.owner).name),
        (gettext("Används från"), flow.valid_from or lacks),
        (gettext("Används till"), flow.valid_until or gettext("tills vidare")),
    ]


def flow_of(code: str) -> Flow:
    """The flow under a code; or not found."""
    found = flow_at(code)
    if found is None:
        raise Http404
    return found


class FlowPage(DetailPage):
    """A flow. Source: D4."""

    template = "systems/flow.html"

    def thing(self, **address: Any) -> Flow:
        return flow_of(address["code"])

    def context(self, thing: Flow) -> dict[str, Any]:
        may = policies.may_change_flow(self.person, thing, self.on.date())
        acts = [
            Act(gettext("Ändra integrationen"), reverse("flows:change", args=[thing.code]), True, why_not=may.blocking),
            Act(gettext("Avsluta integrationen"), reverse("flows:end", args=[thing.code]), why_not=may.blocking),
        ]
        return {
            "title": f"{thing.source.name} → {thing.target.name}", "code": thing.code, "subtitle": thing.information, "facts": facts_of(thing),
            "acts": acts, "events": audit.history(thing.code)[:20], "crumbs": trail((thing.code, "")),
            "ends": (thing.source, thing.target),
        }  # fmt: skip


class _Keep(ActPage):
    """What writing a new flow and changing one have in common."""

    form_class: ClassVar[type[forms.Form]] = FlowForm

    def context(self, thing: Any) -> dict[str, Any]:
        back = reverse("flows:detail", args=[thing.code]) if thing else reverse("flows:list")
        return {"cancel_url": back, "crumbs": trail(*([(thing.code, back)] if thing else []), (gettext(self.title), ""))}

    def went_to(self, thing: Any, result: Flow) -> str:
        return reverse("flows:detail", args=[result.code])


class NewFlow(_Keep):
    """Put a flow in the register. Source: P7.1; D4."""

    title = _("Ny integration")
    button = _("För in integrationen")
    done = _("Integrationen står i registret.")
    help = _("Ett flöde av information mellan två system. Går olika information mellan samma system är det flera integrationer.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_flow(self.person, (), self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        asked = self.request.GET.get("fran", "").replace("\0", "")[:12]
        source = System.objects.filter(code=asked, retired_on=None).first() if asked else None
        return FlowForm(on=self.on.date(), source=source, **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Flow:
        return commands.register_flow(values=cleaned, by=self.person, on=self.on)


class ChangeFlow(_Keep):
    """Change what the register says of a flow. Source: D4."""

    title = _("Ändra integrationen")
    button = _("Spara uppgifterna")
    done = _("Uppgifterna är sparade.")

    def thing(self, **address: Any) -> Flow:
        return flow_of(address["code"])

    def verdict(self, thing: Flow) -> Verdict:
        return policies.may_change_flow(self.person, thing, self.on.date())

    def form(self, thing: Flow, **data: Any) -> forms.Form:
        return FlowForm(on=self.on.date(), flow=thing, **data)

    def run(self, thing: Flow, cleaned: dict[str, Any]) -> Flow:
        return commands.change_flow(flow=thing, values=cleaned, by=self.person, on=self.on)


class EndFlow(ChangeFlow):
    """End a flow; it stays in the register. Source: D4."""

    title = _("Avsluta integrationen")
    button = _("Avsluta")
    done = _("Integrationen har fått en sista dag.")
    help = _("Integrationen står kvar i registret, men räknas inte efter sista dagen. Den tas aldrig bort.")
    form_class = EndFlowForm

    def form(self, thing: Flow, **data: Any) -> forms.Form:
        return EndFlowForm(initial={"last": thing.valid_until or self.on.date()}, **data)

    def run(self, thing: Flow, cleaned: dict[str, Any]) -> Flow:
        return commands.end_flow(flow=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Flow) -> dict[str, Any]:
        return {**super().context(thing), "facts": facts_of(thing)[:2]}


def steps_asked(request: HttpRequest, standard: int, most: int) -> int:
    """How many steps an address asks for, within what there is."""
    asked = request.GET.get("steg", "")
    return min(most, max(1, int(asked))) if asked.isdecimal() and len(asked) < 3 else standard


class Picture(HousePage):
    """A system and those around it, one or two steps out: a picture to walk in, and the same flows as a table. Source: D4."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        system, steps = system_at(code), steps_asked(request, 1, 2)
        found = neighbourhood(system, self.on.date(), steps)
        many = len(found.nodes) - 1
        told = ngettext("%(number)s system omkring", "%(number)s system omkring", many) % {"number": many}
        title = gettext("Integrationer kring %(name)s") % {"name": system.name}
        picture = drawn(found.nodes, found.links, title=title, described=gettext("%(told)s. Samma flöden står i tabellen efter bilden.") % {"told": told},
                        address=lambda at: reverse("flows:picture", args=[at]) + (f"?steg={steps}" if steps > 1 else ""))  # fmt: skip
        return render(request, "systems/picture.html", {
            "title": title, "system": system, "picture": picture, "rows": [(f, said_service(f.by_service)) for f in found.flows], "steps": steps,
            "told": told, "more": sum(found.more.values()), "both": FlowDirection.BOTH.value, "many": many,
            "crumbs": trail((system.name, reverse("systems:detail", args=[system.code])), (gettext("Bild"), "")),
        })  # fmt: skip


def told_way(system: System, one: Affected) -> list[tuple[str, str, str, str]]:
    """The way to an affected system: for each step its flow, what it carries, and the system that it leads to."""
    return [(step.flow, step.information, step.system, step.name) for step in one.way]


class ImpactPage(HousePage):
    """What a change in a system would reach, at most five steps out, each by its shortest way. Source: D4."""

    HEADS = (_("System"), _("Kod"), _("Ägare"), _("Steg"), _("Väg"))

    def get(self, request: HttpRequest, code: str, form: str = "") -> HttpResponse:
        system, steps = system_at(code), steps_asked(request, FARTHEST, FARTHEST)
        asked = request.GET.get("sida", "1")
        page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1
        part = None if form else slice((page - 1) * SHOWN, page * SHOWN)
        total, found = affected(system, self.on.date(), steps, part=part)
        title = gettext("Vad en ändring i %(name)s når") % {"name": system.name}
        if form:
            return self._file(system, found, form, title)
        return render(request, "systems/impact.html", {
            "title": title, "system": system, "rows": [(one, told_way(system, one)) for one in found], "total": total, "steps": steps,
            "choices": range(1, FARTHEST + 1), "page": page, "pages": -(-total // SHOWN), "first": (page - 1) * SHOWN + 1,
            "last": (page - 1) * SHOWN + len(found), "crumbs": trail((system.name, reverse("systems:detail", args=[system.code])), (gettext("Påverkan"), "")),
        })  # fmt: skip

    def _file(self, system: System, found: list[Affected], form: str, title: str) -> HttpResponse:
        rows = [
            (one.system.name, one.system.code, one.system.owner.name, one.hops, " → ".join([system.name, *(s.name for s in one.way)]))
            for one in found
        ]  # fmt: skip
        name = f"{gettext('paverkan')}-{system.code}-{self.on:%Y-%m-%d}.{form}"
        heads = [gettext(h) for h in self.HEADS]
        if form == "xlsx":
            return file(workbook(gettext("Påverkan"), heads, rows), XLSX, name)
        return file(delimited(heads, rows), "text/csv; charset=utf-8", name)
