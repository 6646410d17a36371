"""Decisions, whether their chain is whole, and the lists of those made on delegation."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.ledger import place_of
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, gather
from nytta.kit.proof import Fault
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import ReportForm
from ..lists import DECISIONS, KIND_TAGS, REPORTED, STANDING_TAGS
from ..models import BoardReport, Decision, DecisionText, Seal
from ..terms import DecisionKind, Openness

MOST_LINKED = 10  # further codes are shown without a link: each asks for its page


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
        number, kind = thing.number, DecisionKind(thing.kind)
        found = queries.examined(f"beslut-{number}").get("text")
        closed = found if found is not None and found.openness == Openness.CLOSED.value and self.person is None else None
        standing, later = queries.standing_of(thing, self.on.date())
        return {
            "title": gettext("Beslut %(number)s: %(kind)s") % {"number": thing.called, "kind": label(kind).lower()},
            "kind": kind, "color": KIND_TAGS.get(thing.kind, "neutral"), "closed": closed, "text": thing.text, "later": later,
            "standing": standing, "standing_color": STANDING_TAGS[standing.value], "whole": queries.untouched(thing),
            "amount_sek": thing.content.get("amount_sek"), "acts": self.acts(thing), "examined": found, "mark": queries.mark_of(thing),
            "links": links_of(thing.subject, self.person), "concerned": [(c, links_of(c, self.person)[:1] if n < MOST_LINKED else []) for n, c in enumerate(thing.concerns)],
            "review": thing.review_notes.order_by("-number").first(), "count": Decision.objects.count(),
            "issued": [] if closed else list(thing.files.filter(content__disposal=None).order_by("number")),
            "gone": queries.disposals_of(thing), "reported": list(thing.reports.select_related("body")) if thing.on_delegation else [],
            "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (thing.called, "")],
        }  # fmt: skip

    def acts(self, thing: Decision) -> list[Act]:
        """What the registrar can do with a decision that stands."""
        if not policies.can_keep_register(self.person, self.on.date()):
            return []
        acts = [
            Act(gettext("Pröva offentligheten"), reverse("records:examine", args=[f"beslut-{thing.number}", "text"])),
            Act(gettext("Ange hur beslutet överprövas"), reverse("records:review", args=[thing.number])),
        ]
        left = set(DecisionText.PARTS) - set(thing.text.disposed)
        return [*acts, Act(gettext("Gallra text"), reverse("records:dispose", args=[thing.number]))] if left else acts


class Chain(DetailPage):
    """Whether any decision has been changed, moved, inserted or removed; anybody may ask. Source: O6."""

    public = True
    template = "records/chain.html"

    def thing(self, **address: Any) -> queries.Outcome | None:
        return queries.outcome()

    def context(self, thing: queries.Outcome | None) -> dict[str, Any]:
        title = gettext("Är besluten orörda?")
        at = datetime.fromisoformat(thing.at) if thing and thing.at else self.on
        return {
            "title": title, "at": at, "faults": [fault_words(f) for f in thing.faults] if thing else [],
            "seal": Seal.objects.order_by("-number").first(),
            "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (title, "")],
        }  # fmt: skip


REGISTER_TEXTS = {
    "seals": _("Sigill %(place)s"), "published": _("Rad %(place)s i det sparade sigillet"), "audit": _("Rad %(place)s i händelseloggen"),
}  # fmt: skip
FAULT_TEXTS = {
    "content": _("innehållet är ändrat"), "chained": _("omskrivet för att passa det som ändrades före"), "order": _("flyttat från plats %(note)s"),
    "gap": _("saknas"), "inserted": _("inlagt av någon annan än programmet"), "end": _("saknas i slutet"),
    "head": _("slutet av kedjan är flyttat, eller något efter det senaste sigillet omskrivet, av någon utan systemets nyckel"),
    "text": _("texten är ändrad eller saknas"), "file": _("filen är ändrad eller saknas"),
}  # fmt: skip


def fault_words(fault: Fault) -> str:
    """A fault in the reader's words: which register, which numbers, what was done."""
    place = str(fault.first) if fault.first == fault.last else f"{fault.first}–{fault.last}"
    where = gettext(REGISTER_TEXTS.get(fault.chain) or place_of(fault.chain)) % {"place": place}
    return f"{where}: {gettext(FAULT_TEXTS[fault.kind]) % {'note': fault.note}}."


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
