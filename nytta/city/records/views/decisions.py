"""Decisions, whether their chain is whole, and the lists of those made on delegation."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import ReportForm
from ..lists import DECISIONS, KIND_TAGS, REPORTED
from ..models import BoardReport, Decision
from ..terms import DecisionKind, Openness


def links_of(subject: str, person: Any) -> list[tuple[str, str]]:
    """(label, address) of the pages of what a decision is about, the best first; upper apps answer."""
    return gather("subject.links", subject, person)


class Decisions(ListPage):
    """The register of decisions, open to anybody. Source: O6."""

    listing = DECISIONS
    public = True
    template = "records/decision_list.html"


class DecisionPage(DetailPage):
    """One decision: mandate, decider, basis, reasons, hash, what it supersedes, and whether it fits its chain. Source: O6."""

    public = True
    template = "records/decision_detail.html"

    def thing(self, **address: Any) -> Decision:
        rows = queries.decisions_for(self.person).select_related("text", "supersedes")
        found = rows.filter(number=address["number"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Decision) -> dict[str, Any]:
        kind = DecisionKind(thing.kind)
        links = links_of(thing.subject, self.person)
        found = queries.examined(f"beslut-{thing.number}").get("text")
        closed = found if found is not None and found.openness == Openness.CLOSED.value and self.person is None else None
        acts = []
        if policies.can_examine(self.person, self.on.date()):
            acts.append(Act(gettext("Pröva offentligheten"), reverse("records:examine", args=[f"beslut-{thing.number}", "text"])))
        return {
            "title": gettext("Beslut %(number)s: %(kind)s") % {"number": thing.number, "kind": label(kind).lower()},
            "kind": kind, "color": KIND_TAGS.get(thing.kind, "neutral"), "links": links, "closed": closed, "text": thing.text,
            "whole": queries.fits_its_chain(thing), "later": list(thing.superseded_by.order_by("number")),
            "amount_sek": thing.content.get("amount_sek"), "acts": acts, "examined": found,
            "reported": list(thing.reports.select_related("body")) if thing.on_delegation else [],
            "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (str(thing.number), "")],
        }  # fmt: skip


class Chain(DetailPage):
    """Whether any decision has been changed or removed; anybody may ask. Source: O6."""

    public = True
    template = "records/chain.html"

    def thing(self, **address: Any) -> list[tuple[int, str]]:
        return queries.broken_decisions()

    def context(self, thing: list[tuple[int, str]]) -> dict[str, Any]:
        last = Decision.objects.order_by("-number").first()
        title = gettext("Är besluten orörda?")
        return {
            "title": title, "last": last, "on": self.on, "broken": thing,
            "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (title, "")],
        }  # fmt: skip


class Reported(ListPage):
    """Decisions on delegation: those not yet reported, and each earlier list. Source: F11."""

    listing = REPORTED
    template = "records/report_list.html"

    def more(self, asked: Asked) -> dict[str, Any]:
        may = bool(policies.can_record(self.person, self.on.date()))
        return {"waiting": queries.bodies_to_report() if may else [], "earlier": asked.options["list"][1:21]}


class NewReport(ActPage):
    """Put what waits on a list to the board that owns the right. Source: F11."""

    form_class = ReportForm
    template = "records/report_new.html"
    title = _("Anmäl delegationsbeslut")
    button = _("Anmäl besluten")
    done = _("Besluten står på listan.")
    help = _("Listan går till den styrelse eller nämnd som äger rätten. Ett beslut anmäls en gång.")

    def thing(self, **address: Any) -> Body:
        found = Body.objects.filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Body) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: Body) -> dict[str, Any]:
        back = reverse("records:report")
        rows = list(queries.not_reported(thing))
        return {"rows": rows, "cancel_url": back, "crumbs": [(gettext(REPORTED.title), back), (thing.name, "")]}

    def run(self, thing: Body, cleaned: dict[str, Any]) -> BoardReport:
        rows = list(queries.not_reported(thing))
        return commands.report_to_board(body=thing, decisions=rows, note=cleaned["note"], by=self.person, on=self.on)

    def went_to(self, thing: Body, result: BoardReport) -> str:
        return f"{reverse('records:report')}?list={result.pk}"
