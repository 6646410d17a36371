"""Reads of mandates, programme, rules and decisions, as on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import BodyThen
from nytta.city.organisation.rules import binding, bound_since, followed_bound
from nytta.city.organisation.terms import BodyKind
from nytta.kit.once import once
from nytta.kit.prepared import PreparedThings
from nytta.plain.verdicts import Verdict

from ..models import (
    Appointment,
    BoardReport,
    Decision,
    Delegation,
    Examination,
    InformationPlan,
    PlanLine,
    Programme,
    RegistryEntry,
    RuleSet,
    in_period,
)
from ..rules import FILLED, GROUPS, THE_BOARDS
from ..terms import DecisionKind, DelegatedAct, DocumentKind, Named, Openness, Population, Role
from .proof import NIGHTLY, Outcome, no_seals, outcome, register_faults, untouched, verified
from .register import (
    Answer,
    by_file,
    by_number,
    decisions_found,
    disposals_of,
    letter_bytes,
    letter_name,
    mark_of,
    standing_of,
    superseded,
    with_what_replaced,
    words_of,
)

__all__ = [
    "NIGHTLY",
    "Answer",
    "Outcome",
    "by_file",
    "by_number",
    "decisions_found",
    "disposals_of",
    "letter_bytes",
    "letter_name",
    "mark_of",
    "no_seals",
    "outcome",
    "register_faults",
    "standing_of",
    "superseded",
    "untouched",
    "verified",
    "with_what_replaced",
    "words_of",
]


_PROGRAMME = PreparedThings(lambda on: programmes().filter(valid_from__lte=on, valid_until__gte=on)[:1], date)


def programme_in_force(on: date) -> Programme | None:
    """The programme that is in force on a day; the newest where two overlap."""
    return once(("programme", on), lambda: next(iter(_PROGRAMME(on)), None))


def programmes() -> QuerySet[Programme]:
    """All programmes that have been adopted, the newest first."""
    return Programme.objects.select_related("decision").order_by("-valid_from")


def bound(body: Body, on: date) -> tuple[Verdict, date | None]:
    """Whether the programme in force binds a body on a day, and since when. Source: P1; O1."""
    programme = programme_in_force(on)
    verdict, period = binds(programme, body, on), _period(programme)
    adopted = body.adopted_on if body.is_company else None
    return verdict, bound_since(adopted_on=adopted, programme=period, first=body.valid_from) if verdict and period else None


def binds(programme: Programme | None, body: Body, on: date) -> Verdict:
    """Whether a programme binds a body on a day. Source: P1; O1."""
    return binding(
        kind=BodyKind(body.kind), name=body.name, adopted_on=body.adopted_on, programme=_period(programme), on=on,
        first=body.valid_from, last=body.valid_until,
    )  # fmt: skip


def binds_now(programme: Programme | None, one: BodyThen, on: date) -> Verdict:
    """Whether a programme binds whoever answers on a day for a body: itself, or the one that follows it. Source: P1; O1."""
    if one.last is None:
        return binds(programme, one.body, on)
    heirs = {b.name: binds(programme, b, on) for b in one.now}
    return followed_bound(name=one.name, last=one.last, itself=binds(programme, one.body, on), heirs=heirs)


def _period(programme: Programme | None) -> tuple[date, date] | None:
    return (programme.valid_from, programme.valid_until) if programme else None


_RULE_SET = PreparedThings(lambda on: RuleSet.objects.filter(in_force_from__lte=on).order_by("-in_force_from", "-pk")[:1], date)


def rule_set_in_force(on: date) -> RuleSet | None:
    """The rule set in force on a day."""
    return once(("rule_set", on), lambda: next(iter(_RULE_SET(on)), None))


_APPOINTMENTS = PreparedThings(
    lambda on, person: Appointment.objects.filter(in_period(on), person=person).select_related("body"), date, int
)


def appointments_of(person: Person | None, on: date) -> list[Appointment]:
    """What a person serves in on a day; remembered on the person of a request (`remembered`).

    One query; a substitute costs one more: a substitute serves on the days when the ordinary member is noted as away.
    """
    return [a for a, serves in _seats(person, on) if serves]


def _seats(person: Person | None, on: date) -> list[tuple[Appointment, bool]]:
    """All that a person is appointed to on a day, each with whether it is served: a substitute's only while somebody is away."""
    if person is None or not person.pk:
        return []
    memory: dict[Any, Any] | None = getattr(person, "remembered", None)
    if memory is not None and ("appointments", on) in memory:
        found: list[tuple[Appointment, bool]] = memory["appointments", on]
        return found
    rows = _APPOINTMENTS(on, person.pk)
    away = _away(on) if any(a.substitute for a in rows) else []
    seats = [(a, not a.substitute or any(stands_for(a, o) for o in away)) for a in rows]
    if memory is not None:
        memory["appointments", on] = seats
    return seats


def _away(on: date) -> list[Appointment]:
    """Ordinary members who are noted as away on a day."""
    return list(Appointment.objects.filter(in_period(on, "absences__"), in_period(on), substitute=False).distinct())


def stands_for(substitute: Appointment, ordinary: Appointment) -> bool:
    """Whether a substitute stands for this ordinary member: the one named, or anybody of the same group."""
    if substitute.substitutes_for_id is not None:
        return substitute.substitutes_for_id == ordinary.pk
    return (substitute.role, substitute.body_id, substitute.portfolio) == (ordinary.role, ordinary.body_id, ordinary.portfolio)


def seats_of(person: Person, on: date) -> list[tuple[Appointment, bool]]:
    """All that a person is appointed to on a day, each with whether it is served."""
    return _seats(person, on)


def has_role(person: Person | None, role: Role, on: date, *, body: int | None = None, portfolio: str | None = None) -> bool:
    """Whether a person serves in a role on a day, for a body (key) or portfolio where one is asked for."""
    return any(_covers(a, role, body, portfolio) for a in appointments_of(person, on))


def _covers(a: Appointment, role: Role, body: int | None, portfolio: str | None) -> bool:
    return (
        a.role == role.value
        and (body is None or a.body_id is None or a.body_id == body)
        and (portfolio is None or a.portfolio in ("", portfolio))
    )


def is_substitute(person: Person | None, role: Role, on: date, *, portfolio: str | None = None) -> bool:
    """Whether a person is a substitute in a role on a day, serving or not."""
    return any(a.substitute and _covers(a, role, None, portfolio) for a, _ in _seats(person, on))


def stood_for(person: Person | None, role: Role, on: date, *, portfolio: str | None = None) -> list[Appointment]:
    """The ordinary seats that a person is a substitute for on a day; one query, none for whoever is no substitute."""
    mine = [a for a, _ in _seats(person, on) if a.substitute and _covers(a, role, None, portfolio)]
    if not mine:
        return []
    ordinary = Appointment.objects.filter(in_period(on), role=role.value, substitute=False)
    return [o for o in ordinary if any(stands_for(a, o) for a in mine)]


def may_stand_in(person: Person | None, role: Role, on: date, unable: Collection[int], *, portfolio: str | None = None) -> bool:
    """Whether a substitute serves in one case: somebody that they stand for is `unable` (keys of persons in conflict or absent)."""
    if person is None or not unable or person.pk in unable:
        return False
    return any(o.person_id in unable for o in stood_for(person, role, on, portfolio=portfolio))


def members(role: Role, on: date, portfolio: str = "", *, body: int | None = None) -> list[Appointment]:
    """A group as it is composed on a day: chair, ordinary members and substitutes, in that order; one query."""
    rows = Appointment.objects.filter(in_period(on), role=role.value, portfolio__in=["", portfolio], person__is_active=True)
    rows = rows if body is None else rows.filter(body=body)
    return list(
        rows.select_related("person__body", "body", "substitutes_for__person").order_by("-chair", "substitute", "person__name", "pk")
    )


def chair_of(role: Role, on: date, portfolio: str = "", *, body: int | None = None) -> Person | None:
    """Who chairs a group on a day: whoever is appointed as its chair; the development council is else chaired by the city director."""
    for one in members(role, on, portfolio, body=body):
        if one.chair:
            return one.person
    return holders(Role.CITY_DIRECTOR, on).first() if role is Role.DEVELOPMENT_COUNCIL else None


def ordinary_members(on: date) -> QuerySet[Appointment]:
    """Ordinary members of the groups that have substitutes, now or later, by name."""
    groups = [r.value for r in GROUPS]
    rows = Appointment.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), role__in=groups, substitute=False)
    return rows.select_related("person", "body").order_by("role", "portfolio", "person__name")


def same_seat(seat: Appointment) -> QuerySet[Appointment]:
    """Other appointments of the same person to the same seat whose terms meet this one's."""
    same = Appointment.objects.filter(person=seat.person, role=seat.role, body=seat.body, portfolio=seat.portfolio).exclude(pk=seat.pk)
    rows = same.filter(Q(valid_until=None) | Q(valid_until__gte=seat.valid_from))
    return rows.filter(valid_from__lte=seat.valid_until) if seat.valid_until else rows


def successors(old: Appointment) -> QuerySet[Appointment]:
    """Later appointments of the same person to the same seat."""
    same = Appointment.objects.filter(person=old.person_id, role=old.role, body=old.body_id, portfolio=old.portfolio)
    return same.filter(valid_from__gt=old.valid_from)


def executive_boards() -> list[int]:
    """Keys of the executive board."""
    return list(Body.objects.filter(kind=BodyKind.EXECUTIVE_BOARD.value).values_list("pk", flat=True))


def chairs(role: Role, first: date, last: date | None, *, body: Body | None, portfolio: str) -> QuerySet[Appointment]:
    """Chairs of a group whose terms meet a period."""
    rows = Appointment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=first), role=role.value, body=body, portfolio=portfolio, chair=True
    )
    return rows.filter(valid_from__lte=last) if last else rows


def bodies_of(person: Person | None, role: Role, on: date) -> list[int]:
    """Keys of the bodies for which a person holds a role on a day."""
    return [a.body_id for a in appointments_of(person, on) if a.role == role.value and a.body_id]


def portfolios_of(person: Person | None, role: Role, on: date) -> list[str]:
    """Codes of the portfolios for which a person holds a role on a day."""
    return [a.portfolio for a in appointments_of(person, on) if a.role == role.value]


def holders(role: Role, on: date, *, body: int | None = None, portfolio: str | None = None) -> QuerySet[Person]:
    """Who holds a role on a day; substitutes are not counted."""
    rows = Appointment.objects.filter(in_period(on), role=role.value, substitute=False)
    if body is not None:
        rows = rows.filter(Q(body=body) | Q(body=None))
    if portfolio is not None:
        rows = rows.filter(portfolio__in=["", portfolio])
    return Person.objects.filter(pk__in=rows.values("person"), is_active=True).select_related("body")


def delegation_for(person: Person, act: DelegatedAct, on: date, *, body: int | None = None) -> Delegation | None:
    """The delegation by which a person may do an act on a day, through a role that they serve in; for one body where asked.

    A body delegates to its own employees: others are not reached, whatever their role.
    """
    roles = [a.role for a in appointments_of(person, on) if body is None or a.body_id in (None, body)]
    rows = Delegation.objects.filter(employs(person.pk), in_period(on), act=act.value, role__in=roles).select_related("body")
    if body is not None:
        rows = rows.filter(body=body)
    return rows.order_by("-valid_from", "-pk").first()


def employs(person: int) -> Q:
    """The condition that a delegating body is where a person works, or the one that the person's administration works for; of a right of its own."""
    works = Q(body__people=person) | Q(body__children__people=person, body__children__kind=BodyKind.ADMINISTRATION.value)
    return works & of_its_own()


def of_its_own() -> Q:
    """The condition that a body delegates what is its own: the rights of the executive board reach nobody from another body. Source: P4, P5; F11."""
    return ~Q(act__in=[one.value for one in THE_BOARDS]) | Q(body__kind=BodyKind.EXECUTIVE_BOARD.value)


def outside(body: Body, role: Role, on: date) -> list[str]:
    """Titles of those who hold a role (for the body, where it is held for one) and work elsewhere than for the body."""
    people = holders(role, on, body=body.pk) if Named.BODY in FILLED[role].names else holders(role, on)
    return sorted({p.title or p.name for p in people if p.answers_for_id != body.pk})


def decisions_on(subject: str) -> QuerySet[Decision]:
    """The decisions on one subject, newest first, with their texts."""
    return Decision.objects.filter(subject=subject).select_related("text").order_by("-number")


_ALWAYS_OPEN = (
    DecisionKind.PROGRAMME, DecisionKind.RULE_SET, DecisionKind.FRAME, DecisionKind.DELEGATION, DecisionKind.GOVERNING, DecisionKind.REPEAL,
    DecisionKind.ANNUAL_REPORT,
)  # fmt: skip


def decisions_for(person: Person | None) -> QuerySet[Decision]:
    """The decisions that somebody may read: all for who works in the city; for the public those published, and those that
    are about no case and no person. Source: O6 (openness).
    """
    rows = Decision.objects.all()
    if person is not None:
        return rows
    return rows.filter(Q(text__published_on__isnull=False) | Q(kind__in=[k.value for k in _ALWAYS_OPEN]))


def open_decisions(numbers: Sequence[int], everything: bool) -> dict[int, bool]:
    """{number: whether its texts may be shown} of those that may be seen: by anybody, or all. Source: O6 (openness)."""
    if everything:
        return dict.fromkeys(numbers, True)
    seen = decisions_for(None).filter(number__in=numbers).values_list("number", flat=True)
    said = Examination.objects.filter(part="text", subject__in=[f"beslut-{n}" for n in seen]).order_by("pk")
    closed = {e.subject: e.openness == Openness.CLOSED.value for e in said}
    return {n: not closed.get(f"beslut-{n}", False) for n in seen}


def bodies_to_report() -> list[tuple[Body, int]]:
    """Each body with how many decisions on its delegation wait to be reported to it; one query. Source: F11."""
    mine = Decision.objects.filter(on_delegation=True, reports=None, body_name=OuterRef("name")).order_by()
    waiting = Subquery(mine.values("body_name").annotate(n=Count("pk")).values("n"))
    return [(b, b.waiting) for b in Body.objects.annotate(waiting=waiting).exclude(waiting=None).order_by("sort")]


def reports() -> QuerySet[BoardReport]:
    """The lists that have been handed to boards, the newest first."""
    return BoardReport.objects.select_related("body").order_by("-reported_on", "-pk")


def not_reported(body: Body | None = None) -> QuerySet[Decision]:
    """Decisions on delegation that no list to a board has held yet, oldest first."""
    rows = Decision.objects.filter(on_delegation=True, reports=None).select_related("text").order_by("number")
    return rows.filter(body_name=body.name) if body else rows


def registered(subject: str) -> QuerySet[RegistryEntry]:
    """What has come in and gone out on a case, newest first."""
    return RegistryEntry.objects.filter(subject=subject).order_by("-number")


def examined(subject: str) -> dict[str, Examination]:
    """The last examination of each part of a case."""
    return {e.part: e for e in Examination.objects.filter(subject=subject).select_related("by").order_by("pk")}


def is_open(examinations: dict[str, Examination], part: str) -> bool:
    """Whether somebody has found that the part may be shown to anybody."""
    return part in examinations and examinations[part].openness == Openness.OPEN.value


def information_plan(on: date) -> InformationPlan | None:
    """The plan in force on a day, with its decision. Source: O6."""
    return InformationPlan.objects.filter(valid_from__lte=on).select_related("decision").order_by("-valid_from").first()


def plan_lines(on: date) -> dict[DocumentKind, PlanLine]:
    """What the plan in force says of each kind of document that is made here; what it does not name is not there. One query."""
    newest = InformationPlan.objects.filter(valid_from__lte=on).order_by("-valid_from").values("pk")[:1]
    rows = PlanLine.objects.filter(plan=Subquery(newest)).exclude(kind="").select_related("plan")
    return {DocumentKind(line.kind): line for line in rows}


def population(kind: Population, first: date, last: date) -> list[str]:
    """The decisions made, or the cases registered, from one day to another, by number or code: what a sample is drawn from."""
    if kind is Population.DECISIONS:
        numbers = Decision.objects.filter(decided_on__gte=first, decided_on__lte=last).order_by("number").values_list("number", flat=True)
        return [str(n) for n in numbers]
    opened = RegistryEntry.objects.filter(number=1, on__gte=first, on__lte=last)
    return list(opened.order_by("subject").values_list("subject", flat=True))
