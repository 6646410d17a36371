"""Who may do what with a case."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.benefits.models import Claim, Settlement
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from . import queries
from .flow import CASE
from .models import Application
from .terms import CLOSED_STATES, Acceptable, CaseState

WRITABLE = (CaseState.DRAFT, CaseState.COMPLETION)


@right("applications.start", _("Börja på en ansökan"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="P5; F5")
def can_start(person: Person | None, on: date) -> Verdict:
    """Begin a draft: anyone employed; the body is tried at hand-in. Source: P5; F5."""
    if person is not None and person.is_active:
        return YES
    return no("employed", "Logga in för att skriva en ansökan.", "P5")


@right("applications.import", _("Läsa in ansökningar från ett kalkylblad"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F15")
def can_import(person: Person | None, on: date) -> Verdict:
    """Bring a sheet of applications in as drafts: the project office. Source: P5; F6."""
    return by_right(person, "applications.import", on)


@right("applications.keep_mapping", _("Spara kopplingar för inläsning"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F6")
def can_keep_mapping(person: Person | None, on: date) -> Verdict:
    """Keep the city's own mappings of sheets: whoever brings sheets in. Source: F6."""
    return by_right(person, "applications.keep_mapping", on)


@right(
    "applications.see_mappings",
    _("Se kopplingar för inläsning"),
    Role.PROJECT_OFFICE,
    Role.AUDITOR,
    scope=Scope.CITY,
    reads=True,
    source="F6; O2",
)
def can_see_mappings(person: Person | None, on: date) -> Verdict:
    """See the city's own mappings: whoever brings sheets in, and the auditor, who reads all. Source: F6; O2."""
    return by_right(person, "applications.see_mappings", on)


@right("applications.write", _("Skriva på en ansökan"), Role.APPLICANT, others=(Holder.WRITER,), scope=Scope.BODY, source="P5; F6")
def can_write(person: Person | None, application: Application, on: date) -> Verdict:
    """Write on a draft, or on a case sent back for completion. Source: P5; F6."""
    if not queries.is_writer(person, application, on):
        return no("writer", "Bara de som skriver på ansökan kan ändra den.", "F6", "Be den som började att lägga till dig.")
    if CaseState(application.state) not in WRITABLE:
        return no(
            "frozen", "Ansökan är inlämnad och kan inte ändras i läget ”%(state)s”.", "F6",
            "Projektkontoret kan skicka tillbaka den för komplettering.", state=labels(CaseState(application.state), small=False),
        )  # fmt: skip
    return YES


@right("applications.copy", _("Kopiera från ett annat ärendes kalkyl"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="F7; O6")
def can_copy_from(person: Person | None, source: Application, application: Application, on: date) -> Verdict:
    """Copy from another case's calculation: one that the person may open. Source: F7; O6."""
    if source.pk == application.pk:
        return no("itself", "Kalkylen kan inte kopieras till sig själv.", "F7", "Välj ett annat ärende.", field="source")
    if not queries.visible_to(person, on).filter(pk=source.pk).exists():
        return no(
            "source",
            "Ärendet finns inte, eller är ett utkast som du inte skriver på.",
            "F7",
            "Välj ett ärende i registret.",
            field="source",
        )
    return YES


@right(
    "applications.invite", _("Bjuda in någon att skriva på ansökan"), Role.APPLICANT, others=(Holder.WRITER,), scope=Scope.BODY, source="F6"
)
def can_invite(person: Person | None, application: Application, on: date) -> Verdict:
    """Ask somebody to write too. Source: expectations on joint writing."""
    return can_write(person, application, on)


@right("applications.submit", _("Lämna in en ansökan"), Role.APPLICANT, scope=Scope.BODY, source="P5; O2")
def can_submit(person: Person | None, application: Application, on: date) -> Verdict:
    """Hand in: a writer with the applicant's appointment for the body. Source: P5; O2."""
    verdict = CASE.allows(CaseState(application.state), "submit")
    if not queries.is_writer(person, application, on):
        verdict += no("writer", "Bara de som skriver på ansökan kan lämna in den.", "F6")
    elif not has_role(person, Role.APPLICANT, on, body=application.applicant_body_id):
        verdict += no(
            "mandate", "Du har inte uppdraget att söka för %(body)s.", "P5; O2",
            "Be någon som har uppdraget att lämna in, eller be projektkontoret föra in nämndens beslut om uppdrag.",
            body=application.applicant_body.name,
        )  # fmt: skip
    return verdict


@right("applications.withdraw", _("Återkalla en ansökan"), Role.APPLICANT, others=(Holder.WRITER,), scope=Scope.BODY, source="F6")
def can_withdraw(person: Person | None, application: Application, on: date) -> Verdict:
    """Take a case back before it is decided. Source: F6."""
    verdict = CASE.allows(CaseState(application.state), "withdraw")
    if not queries.is_writer(person, application, on):
        verdict += no("writer", "Bara de som skriver på ansökan kan återkalla den.", "F6")
    return verdict


@right(
    "applications.screen",
    _("Granska en inlämnad ansökan: skicka vidare, tillbaka eller avvisa"),
    Role.PROJECT_OFFICE,
    scope=Scope.CITY,
    source="F15",
)
def can_screen(person: Person | None, application: Application, on: date) -> Verdict:
    """Pass on, send back or dismiss a hand-in: the project office. Source: P5; F6."""
    return by_right(person, "applications.screen", on) + CASE.allows(CaseState(application.state), "pass")


@right("applications.check", _("Anteckna den centrala funktionens granskning"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F12")
def can_check(person: Person | None, application: Application, on: date) -> Verdict:
    """Note a check by the central function, until the case is decided. Source: P4; F12."""
    verdict = by_right(person, "applications.check", on)
    if CaseState(application.state) in (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED, CaseState.WITHDRAWN):
        verdict += no("closed", "Ärendet är avgjort.", "F12")
    return verdict


@right("applications.accept", _("Godta ägarskap och driftkostnad"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="P4; G3; F12")
def can_accept(person: Person | None, application: Application, what: Acceptable, on: date) -> Verdict:
    """Accept for a body: only somebody that the body itself appointed. Source: P4; G3, F12."""
    body = queries.asked_of(application, what)
    if body is None:
        return no(
            "asked_of", "Ansökan anger inte vem som ska godta %(what)s.", "G3; F12", "Sökanden anger nämnd eller bolag i ansökan.",
            what=labels(what),
        )  # fmt: skip
    role = Role.OWNER_REPRESENTATIVE if what is Acceptable.OWNERSHIP else Role.PROCESS_OWNER
    if body.pk not in bodies_of(person, role, on):
        return no(
            "mandate", "Bara %(role)s för %(body)s kan godta; ingen godtar åt någon annan.", "P4; F12",
            "%(body)s utser en företrädare, och registratorn för in beslutet.", role=labels(role), body=body.name,
        )  # fmt: skip
    if CaseState(application.state) in (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED, CaseState.WITHDRAWN):
        return no("closed", "Ärendet är avgjort.", "F12")
    if body.valid_until and body.valid_until < on:
        return no(
            "body_ended", "%(name)s upphörde %(last)s och kan inte godta något nytt.", "O1; F12",
            "Projektkontoret eller registratorn flyttar ärendet till den som tog över.", name=body.name, last=body.valid_until.isoformat(),
        )  # fmt: skip
    return YES


@right(
    "applications.move", _("Flytta ett ärende till den som tog över efter ett organ som har upphört"), Role.PROJECT_OFFICE, Role.REGISTRAR,
    scope=Scope.CITY, source="O1; F15",
)  # fmt: skip
def can_move(person: Person | None, application: Application, on: date) -> Verdict:
    """Let an open case go on with whoever answers now for a body that has ended: the project office or the registrar. Source: O1; F15."""
    verdict = by_right(person, "applications.move", on)
    if CaseState(application.state) in CLOSED_STATES:
        verdict += no("closed", "Ärendet är avgjort.", "F12")
    return verdict


@right(
    "applications.document",
    _("Lägga till en handling"),
    Role.PROJECT_OFFICE,
    Role.APPLICANT,
    others=(Holder.WRITER,),
    scope=Scope.BODY,
    source="O6",
)
def can_add_document(person: Person | None, application: Application, on: date) -> Verdict:
    """Add a file: a writer, or the office. Source: O6."""
    if queries.is_writer(person, application, on) or has_role(person, Role.PROJECT_OFFICE, on):
        return YES
    return no("writer", "Bara de som skriver på ansökan och projektkontoret kan lägga till handlingar.", "O6")


@right("applications.answer_items", _("Godta eller invända mot nyttor"), Role.PROCESS_OWNER, scope=Scope.BODY, source="T; F8; F12")
def can_answer_items(person: Person | None, application: Application, on: date) -> Verdict:
    """Accept or object, item by item: the process owner of the body where the benefit arises, until the case is decided. Source: T; F8, F12."""
    return can_accept(person, application, Acceptable.BENEFITS, on)


@right(
    "applications.settle",
    _("Föreslå en väg ut när två ärenden räknar samma nytta"),
    Role.PROJECT_OFFICE,
    Role.APPLICANT,
    others=(Holder.WRITER,),
    scope=Scope.BODY,
    source="F9",
)
def can_settle(person: Person | None, claims: QuerySet[Claim], on: date) -> Verdict:
    """Propose a way out of a clash: the project office, or somebody who writes on one of the cases; one query. Source: F9."""
    if has_role(person, Role.PROJECT_OFFICE, on):
        return YES
    if person and queries.written_by(person, on).filter(code__in=claims.values("item__calculation__code")).exists():
        return YES
    return no("party", "Bara parterna och projektkontoret kan föreslå en väg ut.", "F9", "Be projektkontoret.")


@right("applications.answer_settlement", _("Svara på ett förslag om vem som räknar nyttan"), Role.APPLICANT, scope=Scope.BODY, source="F9")
def can_answer_settlement(person: Person | None, settlement: Settlement, application: Application, on: date) -> Verdict:
    """Answer for a party: somebody who may apply for its body, while the proposal is open; nobody answers for another. Source: F9."""
    if settlement.accepted_on or settlement.dropped_on:
        return no("settled", "Förslaget är avgjort.", "F9", "Föreslå en ny väg ut om det behövs.")
    if application.applicant_body_id not in bodies_of(person, Role.APPLICANT, on):
        return no("party", "Bara den som söker för %(body)s kan svara; ingen svarar åt någon annan.", "F9",
                  "%(body)s utser en sökande.", body=application.applicant_body.name)  # fmt: skip
    return YES
