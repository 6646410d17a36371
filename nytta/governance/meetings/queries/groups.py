"""Which groups there are, who sits in them on a day, and their calendars' addresses."""

from datetime import date

from nytta.city.access.rules import digest
from nytta.city.organisation.models import Body, Person, in_existence
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import queries as records
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.terms import Role
from nytta.governance.portfolios.models import Portfolio

from ..models import Feed, Group
from ..terms import GroupKind

COUNCIL, PREPARATION, BODY = "utvecklingsradet", "beredning-", "organ-"
ROLES = {GroupKind.PREPARATION_GROUP: Role.PREPARATION_GROUP, GroupKind.DEVELOPMENT_COUNCIL: Role.DEVELOPMENT_COUNCIL}


def group_at(code: str, on: date) -> Group | None:
    """A group by its code, as it is kept, or with the rules that hold until others are set; None where there is no such group."""
    kept = Group.objects.select_related("body").filter(code=code).first()
    if kept is not None:
        return kept
    if code == COUNCIL:
        return _council()
    if code.startswith(PREPARATION):
        portfolio = code.removeprefix(PREPARATION).upper()
        known = Portfolio.objects.filter(code=portfolio, programme=records.programme_in_force(on)).exists()
        return _preparing(portfolio) if known else None
    body = Body.objects.filter(code=code.removeprefix(BODY)).first() if code.startswith(BODY) else None
    return _posting_for(body) if body is not None and BodyKind(body.kind) is not BodyKind.ADMINISTRATION else None


def _council() -> Group:
    return Group(code=COUNCIL, kind=GroupKind.DEVELOPMENT_COUNCIL.value, name="Utvecklingsrådet")


def _preparing(portfolio: str) -> Group:
    kind = GroupKind.PREPARATION_GROUP.value
    return Group(code=f"{PREPARATION}{portfolio.lower()}", kind=kind, portfolio=portfolio, name=f"Beredningsgrupp {portfolio}")


def _posting_for(body: Body) -> Group:
    kind = GroupKind.STATUTORY.value
    return Group(code=f"{BODY}{body.code}", kind=kind, body=body, name=body.name, may_circulate=False)


def groups(on: date) -> list[Group]:
    """The groups that meet: the development council, and one for each portfolio of the programme in force. Three queries."""
    codes = Portfolio.objects.filter(programme=records.programme_in_force(on)).order_by("code").values_list("code", flat=True)
    wanted = [_council(), *(_preparing(c) for c in codes)]
    kept = {g.code: g for g in Group.objects.filter(code__in=[g.code for g in wanted])}
    return [kept.get(g.code, g) for g in wanted]


def bodies_that_post(on: date) -> list[Group]:
    """The council, boards and committees whose minutes can be posted here, in order of name."""
    kinds = [k.value for k in BodyKind if k is not BodyKind.ADMINISTRATION]
    return [_posting_for(b) for b in Body.objects.filter(in_existence(on), kind__in=kinds).order_by("sort")]


def seats(group: Group, on: date) -> list[Appointment]:
    """Who is appointed to a group on a day: chair, ordinary members, substitutes; one query. Nobody where we keep no members."""
    role = ROLES.get(GroupKind(group.kind))
    return records.members(role, on, group.portfolio) if role else []


def writers(group: Group, planner: Person, on: date) -> list[Person]:
    """Who can be chosen to write a meeting's minutes: whoever plans it, the group's own, the project office; each once. Source: F10; U9."""
    found = [planner, *(s.person for s in seats(group, on)), *records.holders(Role.PROJECT_OFFICE, on).order_by("name", "pk")]
    return list({p.pk: p for p in found}.values())


def chair_of(group: Group, on: date, sitting: list[Appointment] | None = None) -> Person | None:
    """Who chairs a group on a day: its appointed chair; the development council else the city director."""
    role = ROLES.get(GroupKind(group.kind))
    if role is None:
        return None
    found = next((a.person for a in sitting or [] if a.chair), None)
    return found or records.chair_of(role, on, group.portfolio)


def sits_in(person: Person | None, group: Group, on: date) -> bool:
    """Whether somebody is appointed to a group on a day, as a member or a substitute."""
    role = ROLES.get(GroupKind(group.kind))
    if person is None or role is None:
        return False
    rows = Appointment.objects.filter(in_period(on), person=person, role=role.value, portfolio__in=["", group.portfolio])
    return rows.exists()


def codes_of(person: Person | None, on: date) -> list[str]:
    """The codes of the groups that somebody is appointed to on a day, as a member or a substitute; one query."""
    if person is None or not person.pk:
        return []
    rows = Appointment.objects.filter(in_period(on), person=person, role__in=[r.value for r in ROLES.values()])
    found = rows.values_list("role", "portfolio")
    return sorted({COUNCIL if role == Role.DEVELOPMENT_COUNCIL.value else f"{PREPARATION}{code.lower()}" for role, code in found})


def feed_at(token: str) -> Feed | None:
    """The calendar under a secret address."""
    return Feed.objects.select_related("group", "person").filter(digest=digest(token)).first()


def feed_of_person(person: Person) -> Feed | None:
    """A person's own calendar."""
    return Feed.objects.filter(person=person).first()


def feed_of_group(group: Group) -> Feed | None:
    """A group's calendar."""
    return Feed.objects.filter(group=group).first() if group.pk else None
