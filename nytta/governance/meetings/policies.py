"""Who may plan, call, hold and write a meeting, approve its minutes, circulate, vote and post."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, serves_by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.applications.models import Application
from nytta.governance.preparation.policies import can_declare, takes_part
from nytta.governance.preparation.queries import has_conflict, standing
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from . import rules
from .flow import CIRCULATION, MEETING
from .models import Circulation, Group, Item, Meeting
from .queries import agenda, groups, meetings
from .queries.agenda import Case
from .terms import CirculationState, GroupKind, MeetingState


def _allows(meeting: Meeting, act: str) -> Verdict:
    return MEETING.allows(MeetingState(meeting.state), act)


def _not_yours(group: Group) -> Verdict:
    return no("group", "Det gör den som sitter i gruppen, dess sekreterare eller projektkontoret: %(group)s.", "F10; O2",
              "Be någon av dem.", group=group.shown)  # fmt: skip


def _meets(group: Group) -> Verdict:
    if GroupKind(group.kind) is GroupKind.STATUTORY:
        return no("statutory", "Nämnder och styrelser kallas och skriver protokoll i kommunens eget ärendesystem.", "Kommunallagen 6 kap.",
                  "Här kan du anslå deras justerade protokoll.")  # fmt: skip
    return YES


def serves(person: Person | None, group: Group, on: date) -> bool:
    """Whether somebody may arrange the group's meetings: sits in it, chairs it, or is the office or the director."""
    return serves_by_right(person, "meetings.plan", on) or groups.sits_in(person, group, on)


@right(
    "meetings.plan",
    _("Planera ett sammanträde"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER,),
    scope=Scope.PORTFOLIO,
    source="P5; F10; F11",
)
def can_plan(person: Person | None, group: Group, on: date) -> Verdict:
    """Plan a meeting of a group. Source: P5; F10, F11."""
    return _meets(group) + (YES if serves(person, group, on) else _not_yours(group))


@right(
    "meetings.run",
    _("Kalla till, öppna och avsluta ett sammanträde"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER, Holder.SECRETARY),
    scope=Scope.PORTFOLIO,
    source="F10; F11",
)
def can_run(person: Person | None, meeting: Meeting, act: str, on: date) -> Verdict:
    """Change, call, open, close or cancel: the secretary, or who may arrange the group's meetings. Source: F10, F11."""
    mine = person is not None and person.pk in (meeting.secretary_id, meeting.chair_id)
    return (YES if mine or serves(person, meeting.group, on) else _not_yours(meeting.group)) + _allows(meeting, act)


def may_open(person: Person | None, meeting: Meeting, on: date) -> Verdict:
    """Open a meeting: who may run it, on its day or later. Source: F10, U9."""
    return can_run(person, meeting, "open", on) + rules.may_open(starts_on=timezone.localtime(meeting.starts_at).date(), on=on)


@right(
    "meetings.rules",
    _("Bestämma en grupps egna regler"),
    Role.CITY_DIRECTOR,
    Role.PROJECT_OFFICE,
    others=(Holder.CHAIR,),
    scope=Scope.PORTFOLIO,
    source="P5; F10",
)
def can_set_rules(person: Person | None, group: Group, on: date) -> Verdict:
    """Set a group's own rules: who appoints it, the office, or its chair. Source: P5 "utses av stadsdirektören"; F10."""
    chair = groups.chair_of(group, on) if _meets(group) else None
    if person is not None and chair == person:
        return YES
    return _meets(group) + by_right(person, "meetings.rules", on)


@right(
    "meetings.feed",
    _("Förnya gruppens kalenderadress"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER,),
    scope=Scope.PORTFOLIO,
    source="F10",
)
def can_renew_feed(person: Person | None, group: Group, on: date) -> Verdict:
    """Get or renew the group's calendar address. Source: F10."""
    return _meets(group) + (YES if serves(person, group, on) else _not_yours(group))


def _barred(person: Person | None, application: Application | None, on: date) -> Verdict:
    """Whether somebody keeps out of a case: a conflict, or, for whoever can settle it, a proposed one that waits."""
    if person is None or application is None:
        return YES
    if has_conflict(person, application):
        return no("conflict", "Du har anmält jäv i ärendet och deltar inte i punkten.", "F10", "Någon annan i gruppen gör det.")
    return standing(person, application, on).settled if can_declare(person, application, on) else YES


@right(
    "meetings.settle",
    _("Anteckna vad sammanträdet kom fram till"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER, Holder.SECRETARY),
    scope=Scope.PORTFOLIO,
    barred=True,
    source="F10; F11",
)
def can_settle(person: Person | None, item: Item, on: date) -> Verdict:
    """Record what the meeting came to in an item: the secretary or a member who is there, without conflict. Source: F10, F11."""
    return can_run(person, item.meeting, "settle", on) + _barred(person, item.application, on)


@right(
    "meetings.write",
    _("Skriva på protokollet"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER, Holder.SECRETARY),
    scope=Scope.PORTFOLIO,
    barred=True,
    source="U9",
)
def can_write(person: Person | None, meeting: Meeting, item: Item | None, on: date) -> Verdict:
    """Write on the minutes: the secretary and whoever sits in the group, but not on an item where one has a conflict. Source: U9."""
    return can_run(person, meeting, "write", on) + _barred(person, item.application if item else None, on)


@right("meetings.dissent", _("Reservera sig"), others=(Holder.ATTENDED,), scope=Scope.PORTFOLIO, barred=True, source="F10")
def can_dissent(person: Person | None, item: Item, on: date) -> Verdict:
    """Have a dissent written down: a member who took part, until the minutes are approved. Source: F10."""
    if person is None or not meetings.attends(person, item.meeting):
        return no("dissent_member", "Bara den som var med kan reservera sig.", "F10", "")
    return _allows(item.meeting, "dissent") + _barred(person, item.application, on)


@right("meetings.approve", _("Justera protokollet"), others=(Holder.APPROVER,), scope=Scope.PORTFOLIO, source="U9")
def can_approve(person: Person | None, meeting: Meeting, on: date) -> Verdict:
    """Approve the minutes: the two who were chosen when the meeting was closed. Source: U9."""
    if person is None or person.pk not in (meeting.first_approver_id, meeting.second_approver_id):
        return _allows(meeting, "approve") + no("approver", "Två andra är valda att justera protokollet.", "U9", "Be en av dem.")
    return _allows(meeting, "approve")


@right(
    "meetings.circulate",
    _("Cirkulera ärenden i en grupp"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER,),
    scope=Scope.PORTFOLIO,
    source="F10; F11",
)
def can_circulate(person: Person | None, group: Group, on: date) -> Verdict:
    """Send a case round: never in a committee or board, else by the group's rules. Source: F10, F11."""
    verdict = rules.circulation_allowed(kind=GroupKind(group.kind), allowed=group.may_circulate)
    return verdict + (YES if not verdict or serves(person, group, on) else _not_yours(group))


@right(
    "meetings.circulate_case",
    _("Cirkulera ett visst ärende"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER,),
    scope=Scope.PORTFOLIO,
    barred=True,
    source="F10; F11",
)
def can_circulate_case(person: Person | None, group: Group, case: Case | None, on: date) -> Verdict:
    """Send this case round: it waits for the group, and the person has no conflict in it. Source: F10, F11."""
    verdict = can_circulate(person, group, on)
    if not verdict:
        return verdict
    if case is None:
        return no("circulation_case", "Ärendet väntar inte på gruppen.", "F10, F11", "Välj ett ärende som väntar på gruppen.", field="case")
    return _barred(person, case.application, on)


@right("meetings.vote", _("Rösta vid cirkulation"), others=(Holder.MEMBER,), scope=Scope.PORTFOLIO, barred=True, source="F10; F11")
def can_vote(person: Person | None, circulation: Circulation, on: date, *, takers: agenda.Takers | None = None) -> Verdict:
    """Vote: a member without conflict (in a preparation group who has said so), or a substitute for one who has. Source: F10, F11.

    `takers` where it has been read who takes part.
    """
    verdict = CIRCULATION.allows(CirculationState(circulation.state), "vote")
    if person is None or not groups.sits_in(person, circulation.group, on):
        return verdict + no("voter", "Du sitter inte i gruppen.", "F10; O2", "")
    found = takers or agenda.voters(circulation.group, circulation.application, on)
    if person.pk in {p.pk for p in found.counted}:
        return verdict
    if GroupKind(circulation.group.kind) is GroupKind.PREPARATION_GROUP:
        verdict += standing(person, circulation.application, on).takes_part
    else:
        verdict += takes_part(person, circulation.application, on, instead="Någon annan i gruppen gör det.")
    if verdict:
        verdict += no("substitute", "Som ersättare röstar du bara när någon ordinarie ledamot inte kan delta i ärendet.", "O2; F10", "")
    return verdict


@right(
    "meetings.close_circulation",
    _("Avsluta en cirkulation"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    others=(Holder.MEMBER,),
    scope=Scope.PORTFOLIO,
    barred=True,
    source="F10; F11",
)
def can_close_circulation(person: Person | None, circulation: Circulation, on: date) -> Verdict:
    """Close or withdraw a circulation: who may arrange the group's meetings; who started it too, for as long as they may. Source: F10, F11."""
    allowed = YES if serves(person, circulation.group, on) else _not_yours(circulation.group)
    return allowed + CIRCULATION.allows(CirculationState(circulation.state), "decide") + _barred(person, circulation.application, on)


@right("meetings.post", _("Anslå att ett protokoll är justerat"), Role.REGISTRAR, scope=Scope.CITY, source="Kommunallagen 8 kap. 12 §; O6")
def can_post(person: Person | None, on: date) -> Verdict:
    """Post that minutes are approved: the registrar. Source: kommunallagen 8 kap. 12 §; O6."""
    return by_right(person, "meetings.post", on)
