"""Who may record an adoption, answer reports, set their own choices, see all cases and remind."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.applications.models import Application
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from .terms import Recipient

ROLE_TO = {Recipient.OFFICE: Role.PROJECT_OFFICE, Recipient.DIRECTOR: Role.CITY_DIRECTOR}


@right(
    "portal.adopt",
    _("Föra in ett antaget program med mål, portföljer och regelverk"),
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    scope=Scope.CITY,
    source="N2; O3",
)
def can_adopt(person: Person | None, on: date) -> Verdict:
    """Record that the city council adopted a programme: registrar or project office. Source: T decision 1; N2, O3."""
    return by_right(person, "portal.adopt", on)


@right("portal.answer_report", _("Svara på en anmälan om bristande tillgänglighet"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F15")
def can_answer_report(person: Person | None, on: date) -> Verdict:
    """Answer a report of a shortcoming in accessibility: the project office."""
    return by_right(person, "portal.answer_report", on)


@right(
    "portal.extract",
    _("Begära ut det som finns om en person"),
    Role.REGISTRAR,
    others=(Holder.SELF,),
    scope=Scope.CITY,
    reads=True,
    source="D14",
)
def can_extract(person: Person | None, other: Person, on: date) -> Verdict:
    """Ask for all that is kept about somebody: oneself, and the registrar on their behalf. Source: D14; Regulation (EU) 2016/679 article 15."""
    return YES if person is not None and person.pk == other.pk else by_right(person, "portal.extract", on)


@right("portal.choose", _("Göra sina egna val"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="D14")
def can_choose(person: Person | None) -> Verdict:
    """Set one's own choices: whoever is logged in."""
    return YES if person is not None and person.is_active else no("logged_in", "Logga in för att ändra dina val.")


@right(
    "portal.oversee",
    _("Se alla ärenden och vem de väntar på"),
    Role.PROJECT_OFFICE,
    Role.REGISTRAR,
    Role.AUDITOR,
    Role.CITY_DIRECTOR,
    Role.DEVELOPMENT_COUNCIL,
    scope=Scope.CITY,
    reads=True,
    source="T; F5; F15",
)
def can_oversee(person: Person | None, on: date) -> Verdict:
    """See every case, whom it waits on by name and for how long: those who read all, and the development council. Source: T; F5, F15."""
    return by_right(person, "portal.oversee", on)


@right("portal.remind", _("Påminna dem som ärenden väntar på"), Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, scope=Scope.CITY, source="T; F15")
def can_remind(person: Person | None, on: date) -> Verdict:
    """Remind those whom cases wait on: the project office and the director. Source: T; F15."""
    return by_right(person, "portal.remind", on)


@right(
    "portal.escalation",
    _("Bestämma när och till vem det påminns"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="T; F15",
)
def can_set_escalation(person: Person | None, on: date) -> Verdict:
    """Set whom to remind after how many days: the project office and the director. Source: T; F15."""
    return by_right(person, "portal.escalation", on)


@right("portal.follow", _("Följa ett ärende"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="F5")
def can_follow_case(person: Person | None, application: Application) -> Verdict:
    """Follow a registered case: whoever is logged in and may open it. Source: F5."""
    if person is None or not person.is_active:
        return no("logged_in", "Logga in för att följa ärenden.", "F5")
    if not application.registry_number:
        return no("registered", "Ärendet är ett utkast och går inte att följa ännu.", "F5", "Vänta tills ansökan har lämnats in.")
    return YES
