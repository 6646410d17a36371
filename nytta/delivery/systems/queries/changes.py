"""Reads of change notices: whom they reach, who answers, what clashes, and the outages that reach a system."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from nytta.city.access.rules import digest
from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.queries import rule_set_in_force
from nytta.city.records.terms import Role

from ..models import ChangeFeed, ChangeNotice, Flow, NoticeAnswer, System
from ..rules.changes import Clash, Span, Terms, clashes, terms_of
from ..terms import ChangeKind, NoticeState
from .impact import Reach, reached

TOLD = (NoticeState.ANNOUNCED, NoticeState.GOING_AHEAD)
ON_THE_CALENDAR = (*TOLD, NoticeState.DONE)


def terms_on(on: date) -> Terms:
    """What the rule set in force says of change notices. Source: O4; D4."""
    rules = rule_set_in_force(on)
    return terms_of(rules.content if rules else {})


@dataclass(frozen=True)
class Step:
    """One step of a way: the flow, what it carries, and the system that it leads to."""

    flow: str
    information: str
    system: str
    name: str

    def kept(self) -> dict[str, str]:
        """The step as it is kept with an answer."""
        return {"flow": self.flow, "information": self.information, "system": self.system, "name": self.name}


@dataclass(frozen=True)
class Affected:
    """A system that a change reaches, in how many steps and by which way."""

    system: System
    hops: int
    way: Sequence[Step]


def affected(system: System, on: date, steps: int, *, part: slice | None = None) -> tuple[int, list[Affected]]:
    """How many systems a change in a system reaches, and those (or a part of them) nearest first, each with its way; three questions."""
    reach = reached([system.pk], on, steps)[system.pk]
    found = reach.systems
    names = dict(System.objects.filter(pk__in=found).values_list("pk", "sort")) if part else {}
    order = sorted(found, key=lambda k: (found[k].hops, names.get(k, ""), k))
    return len(order), told(reach, order[part] if part else order)


def told(reach: Reach, keys: Iterable[int]) -> list[Affected]:
    """Some of the systems that are reached, in order of steps and name, each with its way; two questions."""
    ways = {key: reach.way(key) for key in keys}
    steps = [step for way in ways.values() for step in way]
    flows = Flow.objects.in_bulk({flow for flow, _ in steps})
    systems = {s.pk: s for s in System.objects.filter(pk__in={key for _, key in steps}).select_related("owner", "representative")}
    made = [
        Affected(systems[key], len(way), [Step(flows[f].code, flows[f].information, systems[s].code, systems[s].name) for f, s in way])
        for key, way in ways.items()
    ]
    return sorted(made, key=lambda a: (a.hops, a.system.sort, a.system.pk))


def representatives(bodies: Collection[int], on: date) -> dict[int, list[Person]]:
    """{body: who represents it as owner of systems on a day}; one question."""
    return holders_of(Role.OWNER_REPRESENTATIVE, bodies, on)


def holders_of(role: Role, bodies: Collection[int], on: date) -> dict[int, list[Person]]:
    """{body: who holds a role for it on a day}; one question. Substitutes are not counted."""
    rows = Appointment.objects.filter(in_period(on), role=role.value, body__in=bodies, substitute=False, person__is_active=True)
    found: dict[int, list[Person]] = {body: [] for body in bodies}
    for one in rows.select_related("person").order_by("person__name", "pk"):
        if one.body_id is not None and one.person not in found[one.body_id]:
            found[one.body_id].append(one.person)
    return found


def notice_at(code: str) -> ChangeNotice | None:
    """A notice by its code, with its system and owner."""
    rows = ChangeNotice.objects.select_related("system__owner", "created_by", "announced_by", "decision")
    return rows.filter(code=code).first()


def answers_of(notice: ChangeNotice) -> QuerySet[NoticeAnswer]:
    """Who is asked and what they answer, nearest first, with the questions."""
    rows = notice.answers.select_related("system", "owner", "answered_by").prefetch_related("questions__asked_by", "questions__replied_by")
    return rows.order_by("hops", "system__sort", "pk")


def answer_at(code: str, system: str) -> NoticeAnswer | None:
    """What one system's owner is asked in a notice."""
    rows = NoticeAnswer.objects.select_related("notice__system__owner", "system", "owner", "answered_by")
    return rows.filter(notice__code=code, system__code=system).first()


def seen_by(person: Person | None) -> QuerySet[ChangeNotice]:
    """The notices that somebody may read: all that is announced for who works in the city, drafts too; the public none here. Source: D4."""
    return ChangeNotice.objects.all() if person is not None else ChangeNotice.objects.none()


def within(first: datetime, last: datetime, states: Collection[NoticeState] = ON_THE_CALENDAR) -> QuerySet[ChangeNotice]:
    """The notices in some states that go on at some time in a period, in order of time."""
    rows = ChangeNotice.objects.filter(state__in=[s.value for s in states], starts_at__lt=last, ends_at__gt=first)
    return rows.select_related("system__owner").order_by("starts_at", "code")


def next_after(moment: datetime) -> ChangeNotice | None:
    """The first notice of the calendar that begins at a moment or later."""
    rows = ChangeNotice.objects.filter(state__in=[s.value for s in ON_THE_CALENDAR], starts_at__gte=moment)
    return rows.order_by("starts_at", "code").first()


def clashes_among(notices: Iterable[ChangeNotice], on: date) -> list[Clash]:
    """The pairs that overlap on systems that affect each other, by the flows of a day; one question. Source: D4."""
    every = [n for n in notices if NoticeState(n.state) is not NoticeState.CANCELLED]
    reach = reached({n.system_id for n in every}, on, terms_on(on).steps) if len(every) > 1 else {}
    return clashes([Span(n.code, n.system_id, n.starts_at, n.ends_at) for n in every], {key: r.systems for key, r in reach.items()})


def clashes_with(notice: ChangeNotice, on: date) -> list[tuple[Clash, ChangeNotice]]:
    """What a notice clashes with: each with the other notice; a draft too, before it is announced. Source: D4."""
    others = list(within(notice.starts_at, notice.ends_at, TOLD).exclude(pk=notice.pk))
    by_code = {n.code: n for n in others}
    mine = [c for c in clashes_among([notice, *others], on) if notice.code in (c.first, c.second)]
    return [(c, by_code[c.second if c.first == notice.code else c.first]) for c in mine]


@dataclass(frozen=True)
class Outage:
    """A planned outage that reaches a system: the notice, and the way from the system that is down (none when it is this one)."""

    notice: ChangeNotice
    way: Sequence[Step]


def outages_on(system: System, day: date) -> list[Outage]:
    """The planned outages that reach a system on a day, its own first: what a service that stands on the system has to tell. Source: D4; D7.

    At most five questions, whatever the register's size.
    """
    return outages_within(system, *_day(day), day)


def outages_within(system: System, first: datetime, last: datetime, on: date) -> list[Outage]:
    """The planned outages that reach a system at some time in a period, by the flows of a day; its own first, then in order of time. Source: D4; D7."""
    reach = reached([system.pk], on, terms_on(on).steps, against=True)[system.pk]
    keys = [system.pk, *reach.systems]
    rows = list(within(first, last).filter(kind=ChangeKind.OUTAGE.value, system__in=keys))
    down = {n.system_id for n in rows} - {system.pk}
    ways = {key: _turned(reach, key, system) for key in down}
    flows = Flow.objects.in_bulk({flow for way in ways.values() for flow, _ in way})
    systems = System.objects.in_bulk({key for way in ways.values() for _, key in way})
    made = {
        key: [Step(flows[f].code, flows[f].information, systems[s].code, systems[s].name) for f, s in way] for key, way in ways.items()
    }  # fmt: skip
    found = [Outage(n, made.get(n.system_id, [])) for n in rows]
    return sorted(found, key=lambda o: (len(o.way) > 0, o.notice.starts_at, o.notice.code))


def _turned(reach: Reach, key: int, system: System) -> list[tuple[int, int]]:
    """The way from a system that reaches another, told from there: it was walked against the flows."""
    way = reach.way(key)
    places = [system.pk, *(s for _, s in way)]
    return [(flow, before) for (flow, _), before in zip(reversed(way), reversed(places[:-1]), strict=True)]


def public_outages(now: datetime) -> QuerySet[ChangeNotice]:
    """The planned outages that owners have said are public, that are not over. Source: D4; D7."""
    rows = ChangeNotice.objects.filter(is_public=True, kind=ChangeKind.OUTAGE.value, state__in=[s.value for s in TOLD], ends_at__gt=now)
    return rows.select_related("system").order_by("starts_at", "code")


def outages_from(day: date) -> QuerySet[ChangeNotice]:
    """The public outages that are not over when a day begins."""
    return public_outages(_day(day)[0])


def reaching(system: System, on: date) -> QuerySet[NoticeAnswer]:
    """What is announced elsewhere, not over on a day, and reaches a system: by the way that its owner was told. Source: D4; D7."""
    rows = NoticeAnswer.objects.filter(system=system, notice__state__in=[s.value for s in TOLD], notice__ends_at__gte=_day(on)[0])
    return rows.select_related("notice__system").order_by("notice__starts_at", "notice__code")


def _day(day: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time(), tzinfo=zone)
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def month(first: date) -> tuple[datetime, datetime]:
    """The moments from the first of a month to the first of the next."""
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _day(first.replace(day=1))[0], _day(after)[0]


def feed_at(token: str) -> ChangeFeed | None:
    """Whose calendar an address is; none when it is dead or its owner no longer works here."""
    return ChangeFeed.objects.filter(digest=digest(token), person__is_active=True).select_related("person").first()


def feed_of(person: Person | None) -> ChangeFeed | None:
    """The address of somebody's calendar, where they have one."""
    return ChangeFeed.objects.filter(person=person).first() if person else None


def concerning(bodies: Collection[int]) -> Q:
    """The condition that a notice is about a system of some bodies (keys), or that they are asked."""
    return Q(system__owner__in=bodies) | Q(pk__in=NoticeAnswer.objects.filter(owner__in=bodies).values("notice"))


def reached_codes(notices: Collection[ChangeNotice]) -> dict[int, list[str]]:
    """{notice: the codes of the systems that its owners were told it reaches}; one question."""
    found: dict[int, list[str]] = {n.pk: [] for n in notices}
    for notice, code in NoticeAnswer.objects.filter(notice__in=list(found)).order_by("system__code").values_list("notice", "system__code"):
        found[notice].append(code)
    return found
