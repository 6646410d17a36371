"""Reads of exemptions: what holds on a day, what stands on it, what has ended under it, and on whom it waits. Source: O5."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.terms import BodyKind
from nytta.kit.panels import gather
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Verdict

from ..models import Examination, Exemption, ExemptionQuestion, StandsOn
from ..rules import LEADS, urgency
from ..rules.exemptions import GIVEN, OPEN, SHOWN, TEXTS, Thing, leads_of, reviewer_fits, standing_of
from ..terms import DelegatedAct, ExemptionStanding, ExemptionState, Openness, Role, Target
from . import bodies_of, delegation_for, examined, has_role, holders, is_open, rule_set_in_force

_GIVEN = [s.value for s in GIVEN]
_OPEN = [s.value for s in OPEN]


def _holds(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}state__in": _GIVEN, f"{prefix}valid_from__lte": on, f"{prefix}valid_until__gte": on})


def exemptions_in_force(on: date) -> QuerySet[Exemption]:
    """The exemptions that hold on a day. Source: O5."""
    return Exemption.objects.filter(_holds(on))


def exemption_at(code: str) -> Exemption | None:
    """The exemption with a code, with all that its page names."""
    wanted = ("body", "applied_by", "reviewer__body", "decision", "revocation", "renews")
    return Exemption.objects.select_related(*wanted).filter(code=code).first()


def exempted(codes: Collection[str], on: date) -> set[str]:
    """The common solutions that something may duplicate on a day: by its own code, or by that of the body whose it is."""
    return set(StandsOn.objects.filter(_holds(on, "exemption__"), code__in=list(codes)).values_list("exemption__solution", flat=True)) - {
        ""
    }


def exempted_of_many(codes: Mapping[str, Collection[str]], on: date) -> dict[str, set[str]]:
    """`exempted` for several things by their codes, each given with all the codes that it may stand on; one query."""
    wanted = {one for each in codes.values() for one in each}
    found: dict[str, set[str]] = {}
    rows = StandsOn.objects.filter(_holds(on, "exemption__"), code__in=wanted).exclude(exemption__solution="")
    for code, solution in rows.values_list("code", "exemption__solution"):
        found.setdefault(code, set()).add(solution)
    return {thing: set().union(*(found.get(c, set()) for c in each)) for thing, each in codes.items()}


def holding(on: date) -> QuerySet[Exemption]:
    """The exemptions that hold on a day."""
    return Exemption.objects.filter(_holds(on))


def given_to_many(codes: Mapping[str, Collection[str]], on: date) -> dict[str, list[Exemption]]:
    """The exemptions that several things have been given by a day, those that have ended too, by the codes that each may stand on; one query."""
    wanted = {one for each in codes.values() for one in each}
    rows = StandsOn.objects.filter(code__in=wanted, exemption__state__in=_GIVEN, exemption__valid_from__lte=on)
    found: dict[str, list[Exemption]] = {}
    for row in rows.select_related("exemption__decision").order_by("exemption"):
        found.setdefault(row.code, []).append(row.exemption)
    return {thing: list({e.pk: e for c in each for e in found.get(c, [])}.values()) for thing, each in codes.items()}


def ended_under(on: date) -> QuerySet[StandsOn]:
    """What stands on an exemption that has ended, and on no other from the same that holds: it is in breach. One query.

    A system, a case or a body is healed by a renewal, or by an exemption of the whole body. Source: P7.1; O5.
    """
    same = {"exemption__solution": OuterRef("exemption__solution"), "exemption__clause": OuterRef("exemption__clause")}
    holds = StandsOn.objects.filter(_holds(on, "exemption__"), **same)
    whole = Q(exemption__target=Target.BODY.value, exemption__body=OuterRef("exemption__body"))
    rows = StandsOn.objects.filter(exemption__state__in=_GIVEN, exemption__valid_until__lt=on)
    return rows.exclude(Exists(holds.filter(Q(code=OuterRef("code")) | whole))).select_related("exemption__body")


def still_standing(rows: Iterable[StandsOn]) -> list[StandsOn]:
    """Those whose thing is still there: a retired system or a withdrawn case is in breach of nothing; upper apps answer which are gone."""
    found = list(rows)
    gone = set(gather("exemption.gone", [one.code for one in found])) if found else set()
    return [one for one in found if one.code not in gone]


def resting(codes: Collection[str], on: date, *, shown: bool = False) -> list[tuple[Exemption, ExemptionStanding]]:
    """The exemptions that something stands on, or has asked for, the newest first, with what each is worth on a day; one query.

    `shown`: only those that anybody may see.
    """
    mine = StandsOn.objects.filter(exemption=OuterRef("pk"), code__in=list(codes))
    rows = Exemption.objects.filter(Exists(mine) | Q(subject__in=list(codes))).select_related("body", "decision").order_by("-pk")
    rows = rows.filter(state__in=[s.value for s in SHOWN]) if shown else rows
    return [(one, standing(one, on)) for one in rows]


def reminder_days(on: date) -> tuple[int, ...]:
    """How many days before its end an exemption is warned of, by the rule set in force. Source: O4; O5."""
    rules = rule_set_in_force(on)
    return leads_of(content=rules.content) if rules else LEADS


def standing(one: Exemption, on: date, within: int = max(LEADS)) -> ExemptionStanding:
    """What an exemption is worth on a day."""
    return standing_of(
        state=ExemptionState(one.state), settled_on=one.settled_on, first=one.valid_from, last=one.valid_until, on=on, within=within
    )


def with_standing(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """`standing` of every row on a day, and `applied` or granted no later than that; made in the database."""
    S = ExemptionStanding
    given, soon = Q(state__in=_GIVEN), on + timedelta(days=max(LEADS))
    found: QuerySet[Any] = rows.filter(Q(applied_on__lte=on) | Q(applied_on=None, valid_from__lte=on)).annotate(
        standing=Case(
            When(Q(settled_on=None) | Q(settled_on__gt=on), then=Value(S.OPEN.value)),
            When(state=ExemptionState.WITHDRAWN.value, then=Value(S.WITHDRAWN.value)),
            When(~given, then=Value(S.REFUSED.value)),
            When(valid_from__gt=on, then=Value(S.COMING.value)),
            When(valid_until__lt=on, then=Value(S.ENDED.value)),
            When(valid_until__lte=soon, then=Value(S.ENDING.value)),
            default=Value(S.IN_FORCE.value),
            output_field=CharField(),
        )
    )
    return found


def exemptions_for(person: Person | None) -> QuerySet[Exemption]:
    """The exemptions whose open part somebody may read: who works here all of them, others those that have been decided."""
    rows = Exemption.objects.all()
    return rows if person is not None else rows.filter(state__in=[s.value for s in SHOWN])


def open_texts(one: Exemption) -> set[str]:
    """The closed fields that somebody has examined and found open. Source: O6 (openness)."""
    found: dict[str, Examination] = examined(one.code)
    return {part for part in TEXTS if is_open(found, part)}


def texts_of(one: Exemption, *, everything: bool) -> dict[str, str]:
    """{field: text} of the closed part as one may read it: all of it, or what has been found open. What may not be read is not there."""
    readable = set(TEXTS) if everything else open_texts(one)
    return {name: getattr(one, name) for name in TEXTS if name in readable and getattr(one, name)}


def things_for(person: Person | None, on: date) -> list[Thing]:
    """What a person may ask an exemption for: what belongs to the bodies that they apply or answer for. Upper apps know theirs."""
    keys = {k for role in (Role.APPLICANT, Role.OWNER_REPRESENTATIVE) for k in bodies_of(person, role, on)}
    if not keys:
        return []
    own = [Thing(Target.BODY, b.code, b.name, b.pk) for b in Body.objects.filter(pk__in=keys).order_by("sort")]
    return [*gather("exemption.things", sorted(keys), person, on), *own]


def reviewers(one: Exemption, on: date) -> list[tuple[Person, Verdict]]:
    """Who is appointed technical reviewer, each with whether they may review this one. Source: T; O5."""
    return [(p, reviewer_verdict(one, p)) for p in holders(Role.TECHNICAL_REVIEWER, on).order_by("name")]


def reviewer_verdict(one: Exemption, person: Person) -> Verdict:
    """Whether somebody is independent enough to review an exemption. Source: T; O5."""
    body = one.body
    return reviewer_fits(
        name=str(person), applied=person.pk == one.applied_by_id, same_body=body is not None and person.answers_for_id == body.pk,
        executive=body is not None and BodyKind(body.kind) is BodyKind.EXECUTIVE_BOARD,
    )  # fmt: skip


def told_of(one: Exemption, on: date) -> list[Person]:
    """Who is told that an exemption ends: who applied, those who apply and answer for the body, and the project office."""
    found = {
        p.pk: p
        for role in (Role.OWNER_REPRESENTATIVE, Role.APPLICANT)
        for p in (holders(role, on, body=one.body_id) if one.body_id else ())
    }
    found |= {p.pk: p for p in holders(Role.PROJECT_OFFICE, on)}
    if one.applied_by is not None and one.applied_by.is_active:
        found[one.applied_by.pk] = one.applied_by
    return sorted(found.values(), key=lambda p: p.pk)


def renewed(*, asked: bool) -> Q:
    """The condition that an exemption has been renewed; `asked`: or that its renewal has been asked for."""
    return Q(Exists(Exemption.objects.filter(renews=OuterRef("pk"), state__in=[*_OPEN, *_GIVEN] if asked else _GIVEN)))


def ending_exemptions(on: date) -> QuerySet[Exemption]:
    """Exemptions that end within the longest lead time and that nobody has answered for: neither renewed nor let lapse."""
    last = on + timedelta(days=max(reminder_days(on)))
    rows = Exemption.objects.filter(_holds(on), valid_until__lte=last, lapse_noted_on=None).exclude(renewed(asked=True))
    return rows.select_related("body", "applied_by").order_by("valid_until", "pk")


def _line(what: str, one: Exemption, since: date | None, note: str = "", order: int = 4, act: str = "exemption") -> Waiting:
    return Waiting(what, one.against_name or one.solution, one.code, reverse(f"records:{act}", args=[one.code]), since, note, order)


@worklist
def exemptions_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """Applications that wait on the office, on the reviewer, on the applicant or on whoever decides; one query, one more for a decider."""
    mine = Q(state=ExemptionState.REVIEW.value, reviewer=person) | Q(state=ExemptionState.COMPLETION.value, applied_by=person)
    office = has_role(person, Role.PROJECT_OFFICE, on)
    if office:
        mine |= Q(state=ExemptionState.APPLIED.value)
    if has_role(person, Role.CITY_DIRECTOR, on) and delegation_for(person, DelegatedAct.EXEMPT, on):
        mine |= Q(state=ExemptionState.DECISION.value)
    words = {
        ExemptionState.APPLIED.value: (gettext("Utse granskare för ett undantag"), "appoint_reviewer", "applied_on"),
        ExemptionState.REVIEW.value: (gettext("Granska ett undantag"), "review_exemption", "reviewer_on"),
        ExemptionState.COMPLETION.value: (gettext("Svara på granskarens fråga"), "answer_exemption", "reviewer_on"),
        ExemptionState.DECISION.value: (gettext("Besluta om ett undantag"), "exempt", "reviewed_on"),
    }
    for one in Exemption.objects.filter(mine).select_related("body").order_by("applied_on", "pk")[:50]:
        what, act, since = words[one.state]
        whose = one.body.name if one.target == Target.BODY.value and one.body else one.subject
        yield _line(what, one, getattr(one, since), whose, 3, act)


def _mine(person: Person, on: date) -> Q | None:
    """Which exemptions' ends a person is told of on the desk: those of the bodies that they answer for; the office all."""
    if has_role(person, Role.PROJECT_OFFICE, on):
        return Q()
    keys = {k for role in (Role.APPLICANT, Role.OWNER_REPRESENTATIVE) for k in bodies_of(person, role, on)}
    return Q(body__in=keys) | Q(applied_by=person) if keys else None


@worklist
def exemptions_ending(person: Person, on: date) -> Iterable[Waiting]:
    """Exemptions that end soon, to who asked for them and to the office, until somebody has answered; two queries."""
    which = _mine(person, on)
    if which is None:
        return
    for one in ending_exemptions(on).filter(which)[:25]:
        assert one.valid_until is not None
        note = gettext("sista dag %(day)s") % {"day": one.valid_until.isoformat()}
        order = urgency(days=(one.valid_until - on).days) or 5
        yield _line(gettext("Undantag som går ut: förnya eller låt det gå ut"), one, None, note, order)


@worklist
def exemptions_ended(person: Person, on: date) -> Iterable[Waiting]:
    """What stands on an exemption that has ended, to whose it is and to the office: first on the desk, until it is mended."""
    which = _mine(person, on)
    if which is None:
        return
    rows = ended_under(on).filter(exemption__in=Exemption.objects.filter(which)).order_by("exemption__valid_until", "pk")
    seen: set[int] = set()
    for row in still_standing(rows[:100]):
        if row.exemption_id not in seen and len(seen) < 25:
            seen.add(row.exemption_id)
            note = gettext("gick ut %(day)s") % {"day": row.exemption.valid_until}
            yield _line(
                gettext("Undantag har gått ut: %(code)s står kvar utan stöd") % {"code": row.code},
                row.exemption,
                row.exemption.valid_until,
                note,
                0,
            )


def questions_of(one: Exemption) -> list[ExemptionQuestion]:
    """What the reviewer has asked, in order."""
    return list(one.questions.select_related("asked_by", "answered_by"))


def open_readers(person: Person | None, one: Exemption, on: date) -> bool:
    """Whether somebody is of the body that asks, or reviews: they read the closed part too."""
    if person is None:
        return False
    of_body = one.body_id is not None and person.answers_for_id == one.body_id
    return of_body or person.pk in (one.applied_by_id, one.reviewer_id) or has_role(person, Role.TECHNICAL_REVIEWER, on)


def closed_parts(one: Exemption) -> list[tuple[str, Openness]]:
    """Each closed field that holds something, with what somebody has found of it."""
    found = examined(one.code)
    return [(n, Openness(found[n].openness) if n in found else Openness.TO_EXAMINE) for n in TEXTS if getattr(one, n)]
