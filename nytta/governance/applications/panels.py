"""What applications add to other pages: an idea can be carried on as an application."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext

from nytta.city.organisation.models import Body, Person
from nytta.city.records.models import Clause, Exemption
from nytta.city.records.policies import can_seek_exemption
from nytta.city.records.queries.exemptions import exempted_of_many, resting
from nytta.city.records.queries.governing import cited_names, clause_ref
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Target
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.benefits.models import Answer, Baseline
from nytta.governance.benefits.rules.parameters import Row
from nytta.governance.benefits.terms import OPEN, WayOut
from nytta.kit.documents import Column, Section, Table
from nytta.kit.panels import Act, Block, Remains, panel, remains
from nytta.kit.words import label
from nytta.needs.intake.models import Idea
from nytta.plain.money import sek

from . import policies, queries
from .models import Application
from .queries.asking import asked_for, resting_on
from .queries.consequences import changed_order as queries_of_change
from .queries.item import asked_items
from .rules import Line, may_lift
from .terms import CLOSED_STATES, CaseState, RequiredField


@panel("subject.known")
def known(code: str) -> list[bool]:
    """Whether a case or a baseline has a public code: for who refers to one (a question of support). Source: F15."""
    return [Application.objects.filter(code=code).exists() or Baseline.objects.filter(code=code).exists()]


@panel("idea.acts")
def carry_on(idea: Idea, person: Any, on: date | datetime) -> list[Act]:
    """Write an application from the idea."""
    day = on.date() if isinstance(on, datetime) else on
    if not policies.can_start(person, day):
        return []
    return [Act(gettext("Skriv ansökan"), f"{reverse('applications:new')}?ide={idea.code}", not queries.from_idea(idea, person, day))]


@panel("idea.blocks")
def carried_on(idea: Idea, person: Any, on: date | datetime) -> list[Block]:
    """The applications that came of the idea."""
    day = on.date() if isinstance(on, datetime) else on
    found = queries.from_idea(idea, person, day)
    return [Block(gettext("Ansökningar ur idén"), "applications/_from_idea.html", {"found": found})] if found else []


@panel("body.remains", order=10)
def cases_left(body: Body, last: date) -> list[Remains]:
    """Open cases of a body that ends: as applicant, owner or owner of the process. A draft is counted, its title is its writers'."""
    own = Q(applicant_body=body) | Q(owner_body=body) | Q(process_body=body)
    rows = Application.objects.filter(own).exclude(state__in=[s.value for s in CLOSED_STATES]).order_by("pk")

    def told(a: Application) -> tuple[str, str]:
        if not a.registry_number:
            return gettext("%(code)s, utkast") % {"code": a.code}, ""
        return f"{a.code} {a.title}", reverse("applications:detail", args=[a.code])

    mend = gettext("Projektkontoret eller registratorn flyttar varje ärende till efterträdaren, på ärendets sida efter den sista dagen.")
    return [remains(gettext("Öppna ärenden"), rows, told, mend)]


@panel("claim.parties")
def parties(codes: Sequence[str]) -> list[tuple[str, tuple[str, str]]]:
    """Whose claims they are: {case: (title, body)}; those who share a baseline are shown to each other already in the draft. Source: F9."""
    rows = Application.objects.filter(code__in=codes).values_list("code", "title", "applicant_body__name")
    return [(code, (title, body)) for code, title, body in rows]


@panel("baseline.acts")
def settle(baseline: Baseline, person: Any, on: date) -> list[Act]:
    """Propose a way out, for those who may."""
    claims = baseline.claims.filter(status__in=[s.value for s in OPEN])
    may = len(claims[:2]) > 1 and policies.can_settle(person, claims, on)
    return [Act(gettext("Föreslå en väg ut ur en krock"), reverse("applications:settle", args=[baseline.code]))] if may else []


@panel("baseline.blocks")
def settlements(baseline: Baseline, person: Any, on: date) -> list[Block]:
    """What has been proposed, and what each party has said."""
    found = baseline.settlements.prefetch_related("answers", "parts__claim__item__calculation")
    lines = []
    for one in found:
        codes = sorted({p.claim.item.calculation.code for p in one.parts.all()})
        said = {a.code: a for a in one.answers.all()}
        open_ = not (one.accepted_on or one.dropped_on)
        lines.append(
            {
                "one": one,
                "way": label(WayOut(one.way_out)),
                "open": open_,
                "answers": [(c, said.get(c), reverse("applications:answer_settlement", args=[one.pk, c])) for c in codes],
            }
        )
    return [Block(gettext("Vägar ut"), "applications/_settlements.html", {"lines": lines}, "vagar-ut")] if lines else []


@panel("calculation.blocks", order=20)
def business(application: Application, person: Any, on: date) -> list[Block]:
    """What the business that owns the process says of each benefit."""
    may = bool(policies.can_answer_items(person, application, on))
    if not may and not Answer.objects.filter(item__calculation=application.calculation_id).exists():
        return []
    asked = asked_items(application)
    if not asked:
        return []
    url = reverse("applications:item_answers", args=[application.code]) if may else ""
    return [Block(gettext("Verksamhetens svar"), "applications/_business.html", {"asked": asked, "answer_url": url}, "verksamheten")]


@panel("calculation.acts")
def calculation_acts(application: Application, person: Any, on: date) -> list[Act]:
    """What a writer can do with the calculation."""
    if not queries.is_writer(person, application, on) or not policies.can_write(person, application, on):
        return []
    code = [application.code]
    return [
        Act(gettext("Ändra i kalkylbladet"), reverse("applications:write", args=[*code, "kalkyl"]), True),
        Act(gettext("Vägar till målet"), reverse("applications:ways", args=code)),
        Act(gettext("Om det blir dyrare än planerat"), reverse("applications:cost_risk", args=code)),
    ]


@panel("parameter.consequences")
def consequences(row: Row, on: date) -> list[Section]:
    """The undecided cases with their net present value and place before and after a new figure; those that change order first. Source: F7."""
    found = queries_of_change(row, on)
    if not found:
        return []
    rows = [[f"{c.code} {c.title}", sek(c.before), sek(c.after), str(c.place_before), str(c.place_after)] for c in found]
    moved = sum(c.place_before != c.place_after for c in found)
    names = (gettext("Ärende"), gettext("Nettonuvärde nu"), gettext("Med det nya värdet"), gettext("Plats nu"), gettext("Plats då"))
    note = gettext("%(moved)s av %(all)s obeslutade ärenden byter plats, räknat på nettonuvärde per investerad krona.") % {
        "moved": moved,
        "all": len(found),
    }
    return [
        Section(
            gettext("Det här följer"),
            [note],
            table=Table(gettext("Obeslutade ärenden före och efter"), [Column(n, num=i > 0) for i, n in enumerate(names)], rows),
        )
    ]


@panel("exemption.things", order=10)
def things_to_exempt(bodies: Sequence[int], person: Person, on: date) -> list[Thing]:
    """Cases of some bodies that are not decided, as far as the person may open them: what an exemption can be asked for. Source: O5."""
    over = [s.value for s in CLOSED_STATES]
    rows = queries.visible_to(person, on).filter(applicant_body__in=bodies).exclude(state__in=over).order_by("-pk")
    return [Thing(Target.CASE, a.code, f"{a.code} {a.title}", a.applicant_body_id) for a in rows]


@panel("exemption.gone", order=10)
def closed_cases(codes: Sequence[str]) -> list[str]:
    """Which of some codes are cases that came to nothing: they stand on no exemption any more."""
    nothing = [CaseState.REFUSED.value, CaseState.DISMISSED.value, CaseState.WITHDRAWN.value]
    return list(Application.objects.filter(code__in=codes, state__in=nothing).values_list("code", flat=True))


@panel("case.acts", order=60)
def exempt_act(application: Application, person: Person | None, on: date | datetime) -> list[Act]:
    """Ask for an exemption for a case that does again what a common solution covers, or that lacks what an exemption may lift. Source: O5; D2."""
    day = on.date() if isinstance(on, datetime) else on
    if CaseState(application.state) in CLOSED_STATES or not can_seek_exemption(person, application.applicant_body_id, day):
        return []
    wanted = [("losning", application.covers[0])] if application.covers and queries.duplicates_of(application, day) else []
    asked = wanted or [("bestammelse", line["clause"]) for line in asked_for(application, day)[:1]]
    return [
        Act(gettext("Sök undantag"), f"{reverse('records:seek_exemption')}?{urlencode({'for': f'case:{application.code}', name: value})}")
        for name, value in asked
    ]


@panel("case.blocks", order=30)
def exemptions_block(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """The exemptions that the case stands on or has asked for, and what each is worth today. Source: O5."""
    day = on.date() if isinstance(on, datetime) else on
    asked = getattr(application, "exemptions_asked", True)  # the case's page knows already
    found = resting([application.code, application.applicant_body.code], day) if asked else []
    return [Block(gettext("Undantag"), "records/_exemptions.html", {"found": found}, "undantag")] if found else []


@panel("exemption.blocks", order=10)
def what_it_lifts(one: Exemption, person: Any, on: date) -> list[Block]:
    """The requirements that rest on the clause that an exemption is from, and which of them it lifts. Source: O4; O5."""
    return _resting(one.clause, on, gettext("Inget krav i regelverket anger bestämmelsen.")) if one.clause else []


@panel("clause.blocks", order=50)
def requirements_on(clause: Clause, person: Any, on: date) -> list[Block]:
    """The requirements of the rule set in force that cite a clause, and which of them an exemption from it lifts. Source: O3; O4."""
    return _resting(clause_ref(clause), on, "")


def _resting(ref: str, on: date, nothing: str) -> list[Block]:
    names, _other = cited_names([ref], on)[ref]
    rules, lines = resting_on(names, on)
    if rules is None or not (lines or nothing):
        return []
    context = {"lines": [(*_called(line), may_lift(line)) for line in lines], "rules": rules, "nothing": nothing}
    return [Block(gettext("Krav som vilar på bestämmelsen"), "applications/_resting.html", context, "krav")]


def _called(line: Line) -> tuple[str, bool]:
    """What a line is called, and whether that is the city's own Swedish."""
    if "field" in line:
        return label(RequiredField(line["field"])), False
    english = get_language() == "en" and line.get("en")
    return str(english or line.get("text") or line["rule"]), not english


@panel("solution.blocks", order=30)
def proposals_block(solution: CommonSolution, person: Any, on: date) -> list[Block]:
    """The proposals that say that they do again what a common solution does, and whether each is let through. Source: D2."""
    if person is None:
        return []
    rows = queries.visible_to(person, on).exclude(state__in=[s.value for s in CLOSED_STATES]).exclude(covers=[])
    found = [a for a in rows.select_related("applicant_body").order_by("-pk")[:500] if solution.code in a.covers][:20]
    free = exempted_of_many({a.code: (a.code, a.applicant_body.code) for a in found}, on) if found else {}
    lines = [(a, solution.code in free[a.code]) for a in found]
    return (
        [Block(gettext("Ansökningar som dubblerar lösningen"), "applications/_doubling.html", {"lines": lines}, "ansokningar")]
        if lines
        else []
    )
