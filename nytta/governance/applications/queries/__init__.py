"""Reads of cases: what a person may see, the facts that the gates look at, lead times, worklists."""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import BodyThen, bodies_then, name_of
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import __file__ as records_folder
from nytta.city.records import queries as records
from nytta.city.records.models import RuleSet
from nytta.city.records.terms import Role
from nytta.delivery.systems.queries import solutions
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.queries import sums_of, sums_of_many
from nytta.governance.benefits.queries.ledger import LedgerFacts, ledger_facts
from nytta.governance.benefits.rules import Sums
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.kit import audit, search
from nytta.kit.work import Waiting, worklist
from nytta.needs.intake.models import Idea
from nytta.plain.money import sek

from ..models import PRINCIPLES, Acceptance, Application, Writer
from ..rules import Accepted, CaseFacts, lead_time, why_void
from ..terms import CLOSED_STATES, Acceptable, CaseState, Category, PersonalData, RequiredField, WaitsOn
from .item import ITEM_RELATED, frozen_details
from .leaves import again_of, leaves_of
from .stays import since, with_entry


def registered_codes(codes: Collection[str]) -> set[str]:
    """Which of some codes are those of registered cases; one query."""
    return set(Application.objects.filter(code__in=list(codes)).exclude(registry_number="").values_list("code", flat=True))


def visible_to(person: Person | None, on: date) -> QuerySet[Application]:
    """Cases that a person may open: registered ones for those who work with them, drafts for their writers.

    Everybody who works in the city sees registered cases; a draft is working material for its writers and its body's
    applicants. The public reads the portal's page instead. Source: house rules on openness; O6.
    """
    rows = Application.objects.all()
    if person is None or not person.pk:
        return rows.none()
    if records.has_role(person, Role.AUDITOR, on):
        return rows
    applies, owns, runs = (
        frozenset(records.bodies_of(person, role, on)) for role in (Role.APPLICANT, Role.OWNER_REPRESENTATIVE, Role.PROCESS_OWNER)
    )
    return _seen_by(person.pk, applies, owns, runs).all()


@lru_cache(maxsize=1024)
def _seen_by(person: int, applies: frozenset[int], owns: frozenset[int], runs: frozenset[int]) -> QuerySet[Application]:
    """Registered cases and a person's drafts: composed once for whoever stands for the same, and never read itself."""
    drafts = Application.objects.filter(_mine(person, applies, owns, runs), registry_number__blank=True).order_by().values("pk")
    return Application.objects.filter(Q(registry_number__blank=False) | Q(pk__in=drafts))  # so asked, an index alone counts the rows


def _mine(person: int, applies: frozenset[int], owns: frozenset[int], runs: frozenset[int]) -> Q:
    """What is a person's to write, or asked of those whom the person stands for; only what somebody can be is asked for."""
    mine = Q(created_by=person) | Q(pk__in=Writer.objects.filter(person=person).values("application"))
    if applies:
        mine |= Q(applicant_body__in=sorted(applies))
    if owns or runs:
        mine |= Q(state=CaseState.DRAFT.value) & (Q(owner_body__in=sorted(owns)) | Q(process_body__in=sorted(runs)))
    return mine


def from_idea(idea: Idea, person: Person | None, on: date) -> list[Application]:
    """The applications that came of an idea, as far as the person may open them."""
    return list(visible_to(person, on).filter(idea=idea).order_by("pk")[:20])


def is_writer(person: Person | None, application: Application, on: date) -> bool:
    """Whether a person writes on the case: began it, was asked to, or applies for the body."""
    if person is None:
        return False
    return (
        application.created_by_id == person.pk
        or application.applicant_body_id in records.bodies_of(person, Role.APPLICANT, on)
        or person.pk in [w.person_id for w in application.writers.all()]
    )


def written_by(person: Person, on: date) -> QuerySet[Application]:
    """The cases that a person writes on, as `is_writer` says of one."""
    bodies = records.bodies_of(person, Role.APPLICANT, on)
    return Application.objects.filter(Q(created_by=person) | Q(applicant_body__in=bodies) | Q(writers__person=person))


def expected(application: Application, what: Acceptable, totals: Sums | None = None) -> dict[int, int]:
    """What an acceptance is asked for: running cost, or benefits, in kronor by year, by the trusted side."""
    totals = totals or sums_of(application.calculation_id)
    side = Side(application.calculation.trusted)
    if what is Acceptable.OWNERSHIP:
        return totals.by_year(side, Ledger.RUNNING)
    years = sorted({y for (ledger, who, y) in totals.cells if who is side and ledger in BENEFITS})
    return {y: totals.of(side, *BENEFITS, year=y) for y in years}


def asked_as(application: Application, what: Acceptable) -> str:
    """What is asked for, written so that two readings can be compared: amounts by year, start and body."""
    body = asked_of(application, what)
    amounts = " ".join(f"{y}:{a}" for y, a in sorted(expected(application, what).items()))
    return f"{amounts} {application.start_on or '-'} {body.pk if body else '-'}"


def asked_of(application: Application, what: Acceptable) -> Body | None:
    """The body that an acceptance is asked of."""
    return application.owner_body if what is Acceptable.OWNERSHIP else application.process_body


def accepted(application: Application, totals: Sums) -> dict[str, Accepted]:
    """The last acceptance of each kind, with why it no longer holds where it does not."""
    found: dict[str, Accepted] = {}
    for row in sorted(application.acceptances.all(), key=lambda a: a.pk):
        given = Accepted({int(y): a for y, a in row.amounts.items()}, row.stands_with_id, row.start_on, row.accepted_on, row.void_reason)
        if not given.void_reason:
            what = Acceptable(row.what)
            body = asked_of(application, what)
            why = why_void(
                accepted=given, amounts=expected(application, what, totals), body=body.pk if body else None,
                start_on=application.start_on,
            )  # fmt: skip
            given = Accepted(given.amounts, given.body, given.start_on, given.on, why)
        found[row.what] = given
    return found


def parties_then(application: Application, on: date, called: Mapping[int, str] | None = None) -> dict[int, BodyThen]:
    """The applicant, owner and owner of the process by key: their names when it was handed in, and who answers for them now.

    Remembered on the case; `called` are the names where they have been read (`bodies_then`). Source: O1.
    """
    seen = application.__dict__.setdefault("remembered", {})
    if seen.get("parties", (None,))[0] != on:
        named = [b for b in (application.applicant_body, application.owner_body, application.process_body) if b]
        seen["parties"] = on, bodies_then(named, application.submitted_on or on, on, called)
    found: dict[int, BodyThen] = seen["parties"][1]
    return found


def applicant_then(application: Application, on: date) -> BodyThen:
    """The applicant's body alone, read only where it has ended: a gate asks for no more."""
    body = application.applicant_body
    if body.valid_until is None or body.valid_until >= on:
        return BodyThen(body, body.name, None, (body,))
    return parties_then(application, on)[body.pk]


PARTIES = ("applicant_body", "owner_body", "process_body")


def to_move(application: Application, on: date) -> dict[str, BodyThen]:
    """The case's bodies that have ended and that somebody answers for now, by field."""
    named = {name: getattr(application, name) for name in PARTIES}
    if not any(b and b.valid_until and b.valid_until < on for b in named.values()):
        return {}
    known = parties_then(application, on)
    return {name: known[b.pk] for name, b in named.items() if b and known[b.pk].heirs}


def facts_of(application: Application, on: date, *, totals: Sums | None = None, valuation_signed: bool = False) -> CaseFacts:
    """The facts of a case on a day, for the gates: the same whether one writes, hands in or grants.

    What a page has read already (`page.case_page`) is not read again.
    """
    seen = application.__dict__.get("remembered", {})
    totals = totals or seen.get("totals") or sums_of(application.calculation_id)
    side, given = Side(application.calculation.trusted), accepted(application, totals)
    programme = seen["programme"] if "programme" in seen else records.programme_in_force(on)
    leaves = leaves_of(application, on)
    duplicates = duplicates_of(application, on)
    benefit_items = seen.get("benefit_items")
    if benefit_items is None:
        benefit_items = Item.objects.filter(calculation=application.calculation_id, ledger__in=[b.value for b in BENEFITS]).count()
    ledger = seen.get("ledger") or (ledger_facts(application.calculation_id) if seen.get("in_ledger", True) else LedgerFacts())
    return CaseFacts(
        on=on,
        bound=records.binds_now(programme, applicant_then(application, on), on),
        title=application.title,
        category=Category(application.category) if application.category else None,
        lifetime_months=application.lifetime_months,
        lifetime_reason=application.lifetime_reason,
        focus_area=application.focus_area.number if application.focus_area else None,
        goals=len(application.goals.all()),
        other_contribution=application.other_contribution,
        hypothesis=application.hypothesis,
        experience_plan=application.experience_plan,
        development=totals.by_year(side, Ledger.DEVELOPMENT),
        running=totals.by_year(side, Ledger.RUNNING),
        benefits=expected(application, Acceptable.BENEFITS, totals),
        benefit_items=benefit_items,
        principles=tuple(getattr(application, name) for name in PRINCIPLES),
        user_groups=application.user_groups,
        functional_requirements=application.functional_requirements,
        owner=application.owner_body_id,
        owner_name=application.owner_body.name if application.owner_body else "",
        owner_start_on=application.start_on,
        ownership=given.get(Acceptable.OWNERSHIP.value),
        process_owner=application.process_body_id,
        process_owner_name=application.process_body.name if application.process_body else "",
        benefits_accepted=given.get(Acceptable.BENEFITS.value),
        cost_distribution=application.cost_distribution,
        change_plan=application.change_plan,
        benefit_plan=application.benefit_plan,
        checks={c.kind: c.passed for c in application.checks.all()},
        personal_data=PersonalData(application.personal_data),
        controller=application.controller,
        duplicates=duplicates,
        covers=tuple(application.covers),
        leaves=leaves,
        filled=frozenset(name for name in RequiredField.codes() if getattr(application, name) not in (None, "")),
        open_questions=sum(q.answered_on is None for q in application.questions.all()),
        valuation_signed=valuation_signed,
        clashes=ledger.clashes,
        green_without_line=ledger.green_without_line,
    )


def duplicates_of(application: Application, on: date) -> tuple[str, ...]:
    """The common solutions that a case does the work of again without an exemption. Remembered on the case."""
    if not application.covers:
        return ()
    seen: dict[str, Any] = application.__dict__.setdefault("remembered", {})
    if "duplicates" not in seen:
        seen["duplicates"] = again_of(application, solutions(on).filter(code__in=application.covers), on)
    known: tuple[str, ...] = seen["duplicates"]
    return known


def rules_for(application: Application, on: date) -> RuleSet | None:
    """The rule set that a case is tried against: the one of its last hand-in, else the one in force."""
    seen: dict[str, Any] = application.__dict__.get("remembered", {})
    if "rules" in seen:
        rules: RuleSet | None = seen["rules"]
        return rules
    version = application.versions.select_related("rule_set").first() if application.registry_number else None
    return version.rule_set if version else records.rule_set_in_force(on)


def requested(application: Application, totals: Sums | None = None) -> dict[int, int]:
    """What is asked for by year: development cost by the trusted side."""
    totals = totals or sums_of(application.calculation_id)
    return totals.by_year(Side(application.calculation.trusted), Ledger.DEVELOPMENT)


def lead_time_of(application: Application, on: date) -> tuple[int, int]:
    """(days on the city, days on the applicant) since hand-in. Source: F5."""
    stays = [
        (p.waits_on, p.entered_on, p.left_on)
        for p in application.passages.all()
        if p.state != CaseState.DRAFT.value and p.waits_on not in (WaitsOn.NOBODY.value, WaitsOn.PROJECT.value)
    ]
    return lead_time(stays, on)


def similar(application: Application, most: int = 5) -> list[Application]:
    """Registered cases that resemble this one, best first."""
    text = f"{application.title} {application.summary}"
    codes = [c for c in search.like("case", text, most + 1) if c != application.code][:most]
    found = {a.code: a for a in Application.objects.filter(code__in=codes).exclude(registry_number="").select_related("applicant_body")}
    return [found[c] for c in codes if c in found]


def _line(what: str, a: Application, day: date | None, name: str = "applications:detail", note: str = "", order: int = 5) -> Waiting:
    return Waiting(what, a.title, a.code, reverse(name, args=[a.code]), day, note, order)


def entered(state: CaseState) -> QuerySet[Application]:
    """Cases in a state, the longest since their hand-in first, with the day on which they came to it."""
    return with_entry(Application.objects.filter(state=state.value)).order_by("submitted_on", "pk")


@worklist
def asked_for_acceptance(person: Person, on: date) -> Iterable[Waiting]:
    """What a body's representative is asked to accept and what it costs per year: first on the owner's desk. Source: G3, F12."""
    owned = records.bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    run = records.bodies_of(person, Role.PROCESS_OWNER, on)
    if not owned and not run:
        return []
    in_force = Acceptance.objects.filter(voided_on=None)
    waiting = Application.objects.exclude(state__in=[s.value for s in CLOSED_STATES])
    lines = []
    for what, field, bodies in (
        (Acceptable.OWNERSHIP, "owner_body__in", owned),
        (Acceptable.BENEFITS, "process_body__in", run),
    ):
        done = in_force.filter(what=what.value).values("application")
        rows = list(
            waiting.filter(**{field: bodies}).exclude(pk__in=done).select_related("calculation").order_by("submitted_on", "pk")[:25]
        )
        totals = sums_of_many([a.calculation_id for a in rows])
        for a in rows:
            money = expected(a, what, totals[a.calculation_id])
            if not money and not a.registry_number:
                continue  # a draft that says no amount asks nobody for anything yet
            note = f"{sek(max(money.values()))} {gettext('per år')}" if money else ""
            label = gettext("Godta ägarskap och driftkostnad") if what is Acceptable.OWNERSHIP else gettext("Godta nyttorna")
            lines.append(
                Waiting(
                    label,
                    a.title,
                    a.code,
                    reverse("applications:accept", args=[a.code, what.value]),
                    a.submitted_on or a.created_on,
                    note,
                    0,
                )
            )
    return lines


@worklist
def mine_to_write(person: Person, on: date) -> Iterable[Waiting]:
    """Drafts and completions that wait on the person."""
    mine = Q(created_by=person) | Q(writers__person=person)
    rows = (
        with_entry(Application.objects.filter(mine, state__in=[CaseState.DRAFT.value, CaseState.COMPLETION.value]))
        .distinct()
        .order_by("pk")[:50]
    )
    return [
        _line(gettext("Svara på frågor"), a, since(a), order=1)
        if a.state == CaseState.COMPLETION.value
        else _line(gettext("Skriv klart ansökan"), a, a.created_on)
        for a in rows
    ]


@worklist
def to_screen(person: Person, on: date) -> Iterable[Waiting]:
    """Hand-ins that wait on the project office."""
    if not records.has_role(person, Role.PROJECT_OFFICE, on):
        return []
    return [_line(gettext("Granska inkommen ansökan"), a, since(a), order=3) for a in entered(CaseState.SCREENING)[:50]]


def snapshot(application: Application) -> Mapping[str, Any]:
    """All that a hand-in freezes: every field as text, the goals, the figures."""
    skip = {"id", "state", "edition", "field_editions", "calculation", "registry_number", "external_id", "origin"}
    fields = {f.name: str(getattr(application, f.name) or "") for f in application._meta.concrete_fields if f.name not in skip}
    figures = [
        {"ledger": i.ledger, "label": i.label, "bearer": str(i.bearer or i.bearer_group), "note": i.note,
         "years": {str(f.year): f.amount_sek for f in i.figures.all() if f.side == Side.CLAIMED.value}, "details": frozen_details(i)}
        for i in application.calculation.items.select_related(*ITEM_RELATED).prefetch_related("figures", "levels")
    ]  # fmt: skip
    goals = [{"code": g.goal.code, "text": g.text} for g in application.goals.select_related("goal")]
    return {"fields": {**fields, "covers": list(application.covers)}, "goals": goals, "figures": figures}


@cache
def principles() -> tuple[str, ...]:
    """The programme's six governing principles in its own words (P4)."""
    template = Path(records_folder).with_name("programme_2013.toml")
    return tuple(p["sv"] for p in tomllib.loads(template.read_text(encoding="utf-8"))["governing_principle"])


def fingerprint(value: Any) -> str:
    """A short mark of a field's value, by which two readings of it are compared."""
    return hashlib.sha256(json.dumps(audit.plain(value), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:12]


def board_name() -> str:
    """The name of the executive board, in whose stead the office and the director act."""
    return name_of(BodyKind.EXECUTIVE_BOARD)
