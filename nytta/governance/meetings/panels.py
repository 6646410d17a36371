"""What acts of meetings are called, and the way from a case to its group's circulation."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.panels import day_of
from nytta.governance.valuation.queries import portfolio_code
from nytta.kit.panels import Act, panel
from nytta.kit.words import tell, tell_changes

from .queries.groups import COUNCIL, PREPARATION
from .terms import Outcome

tell({
    "meeting.plan": _("planerade mötet"),
    "meeting.move": _("ändrade tid eller plats"),
    "meeting.agenda": _("ändrade föredragningslistan"),
    "meeting.call": _("skickade kallelsen"),
    "meeting.cancel": _("ställde in mötet"),
    "meeting.open": _("öppnade mötet"),
    "meeting.attend": _("antecknade närvaron"),
    "meeting.settle": _("antecknade utfallet"),
    "meeting.dissent": _("reserverade sig"),
    "meeting.close": _("avslutade mötet"),
    "meeting.approve": _("justerade protokollet"),
    "meeting.lock": _("låste protokollet"),
    "meeting.post": _("anslog att protokollet är justerat"),
    "group.rules": _("ändrade gruppens regler"),
    "feed.renew": _("förnyade kalenderadressen"),
    "circulation.start": _("startade cirkulationen"),
    "circulation.vote": _("svarade"),
    "circulation.stopped": _("kunde inte avsluta cirkulationen"),
    "circulation.decide": _("avslutade cirkulationen med ett utfall"),
    "circulation.leave": _("avslutade cirkulationen utan utfall"),
    "circulation.withdraw": _("återtog cirkulationen"),
})  # fmt: skip

_MEETING = {
    "starts_at": _("Börjar"), "ends_at": _("Slutar"), "place": _("Plats"), "added": _("Uppsatta punkter"), "removed": _("Borttagna punkter"),
    "papers": _("Handlingar"), "items": _("Punkter"), "present": _("Närvarande"), "item": _("Punkt"), "outcome": _("Utfall"),
    "sha256": _("Kontrollsumma"), "posted_on": _("Uppsatt"), "last_day": _("Sista dag"),
}  # fmt: skip
_ROUND = {
    "case": _("Ärende"), "proposed": _("Förslaget"), "edition": _("Svar i ordningen"), "outcome": _("Utfall"), "votes": _("Svaren"),
}  # fmt: skip
tell_changes("meeting", _MEETING, {"outcome": Outcome})
tell_changes("circulation", _ROUND, {"proposed": Outcome, "outcome": Outcome, "votes": Outcome})

WAITS = {CaseState.PREPARATION: Role.PREPARATION_GROUP, CaseState.WEIGHING: Role.DEVELOPMENT_COUNCIL}


@panel("case.acts", order=58)
def send_round(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Send the case round, for those who sit in the group that it waits for; asks nothing that the page has not asked."""
    role, code = WAITS.get(CaseState(application.state)), portfolio_code(application)
    if role is None or person is None:
        return []
    preparing = role is Role.PREPARATION_GROUP
    if not has_role(person, role, day_of(on), portfolio=code if preparing else None):
        return []
    group = f"{PREPARATION}{code.lower()}" if preparing else COUNCIL
    return [Act(gettext("Skicka på cirkulation"), f"{reverse('meetings:circulate', args=[group])}?arende={application.code}")]
