"""What the pages share: finding a case, where one is, and links from a finding to the field it concerns."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.words import mend, said, tell
from nytta.plain.verdicts import YES, Finding, Verdict, no

from .. import queries
from ..forms import SECTION_OF
from ..models import Application
from ..queries.page import case_of
from ..rules import gate, lifted
from ..terms import Stop

tell({
    "case.start": _("började på ansökan"), "case.write": _("ändrade i ansökan"), "case.invite": _("bjöd in en medskribent"),
    "case.submit": _("lämnade in ansökan"), "case.pass": _("fann ansökan komplett"), "case.ask": _("begärde komplettering"),
    "case.answer": _("svarade på en fråga"), "case.dismiss": _("avvisade ansökan"), "case.withdraw": _("återkallade ansökan"), "case.move": _("flyttade ärendet till den som tog över"), "case.take_over": _("förde över ärendet hit"), "case.transfer": _("förde in ärendet som beviljat"), "case.fund": _("förde in fullmäktiges särskilda beslut om medel"),
    "case.document": _("lade till en handling"), "case.accept_ownership": _("godtog ägarskap och driftkostnad"),
    "case.accept_benefits": _("godtog nyttorna"), "case.void_ownership": _("ändrade så att godtagandet av ägarskapet inte gäller längre"),
    "case.void_benefits": _("ändrade så att godtagandet av nyttorna inte gäller längre"),
    "case.check_guidelines": _("granskade mot riktlinjerna"), "case.check_security": _("satte informationssäkerhetsklass"),
    "case.check_consulted": _("antecknade samråd"), "mapping.keep": _("lade in en mappning"), "mapping.retire": _("tog en mappning ur bruk"), "figures.book": _("förde in en arbetsbok i kalkylen"), "figures.write": _("ändrade i kalkylen"), "figures.template": _("lade till poster från en mall"),
    "figures.rebase": _("räknade om kalkylen till ett annat prisår"), "figures.copy": _("kopierade poster från ett annat ärende"), "figures.side": _("förde in belopp i kalkylen"),
})  # fmt: skip


def case_at(code: str, person: Any, on: date) -> Application:
    """The case under a code as the person may open it, or not found."""
    found = case_of(code, person, on)
    if found is None:
        raise Http404
    return found


def trail(application: Application | None, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    here = [(gettext("Ansökningar"), reverse("applications:list"))]
    if application is not None:
        here.append((application.code, reverse("applications:detail", args=[application.code])))
    return [*here, *last]


def section_url(application: Application, field: str) -> str:
    """The address of the field that a finding concerns, in the section where it is written; "" when there is none."""
    if field not in SECTION_OF:
        return ""
    anchor = {"goals": "", "figures": ""}.get(field, f"#id_{field}")
    return reverse("applications:write", args=[application.code, SECTION_OF[field]]) + anchor


@dataclass(frozen=True)
class Line:
    """A finding as it is shown with a link to where it is mended."""

    text: str
    mend: str
    source: str
    url: str
    blocks: bool


def lines_of(application: Application, verdict: Verdict) -> list[Line]:
    """The findings of a gate with links."""
    return [_line(application, f) for f in verdict.findings]


def _line(application: Application, f: Finding) -> Line:
    return Line(said(f), mend(f), f.source, section_url(application, f.field), f.blocks)


def gates(application: Application, on: date) -> tuple[Verdict, Verdict, list[Finding]]:
    """(what would stop the hand-in, what would stop the grant, what exemptions lift at either) as the case stands now."""
    rules = queries.rules_for(application, on)
    if rules is None:
        none = no("rule_set", "Inget regelverk gäller i dag.", "O4", "Registrera riktlinjerna för ansökan och beslut.")
        return none, YES, []
    facts = queries.facts_of(application, on)
    hand_in, grant = (gate(stop=s, facts=facts, rule_set=rules.content) for s in (Stop.HAND_IN, Stop.GRANT))
    free = {f.rule: f for s in (Stop.GRANT, Stop.HAND_IN) for f in lifted(stop=s, facts=facts, rule_set=rules.content)}
    told = {f.rule for f in hand_in.findings}
    return hand_in, Verdict(tuple(f for f in grant.findings if f.rule not in told)), list(free.values())
