"""Who may keep the city's own records."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.plain.rights import RIGHTS, right
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from .flow import EXEMPTION
from .models import Appointment, Exemption
from .queries import delegation_for, has_role, successors
from .queries.exemptions import open_readers, reviewer_verdict
from .rules import APPOINTS, FILLED, RECORDS, within_limit
from .terms import Appointer, DelegatedAct, ExemptionState, Holder, Level, Role, Scope


def can_as(person: Person | None, *roles: Role, on: date, source: str = "O2") -> Verdict:
    """Yes when the person holds one of the roles on the day; else a refusal that names the roles."""
    if any(has_role(person, role, on) for role in roles):
        return YES
    names = labels(*roles, glue=" / ", small=False)
    return no("mandate", "Det kräver uppdraget: %(roles)s.", source, "Be den som utser att ge dig uppdraget.", roles=names)


def by_right(person: Person | None, name: str, on: date) -> Verdict:
    """As `can_as`, with the roles and the source that the table of rights has for an act."""
    one = RIGHTS[name]
    return can_as(person, *(Role(r.value) for r in one.roles), on=on, source=one.source)


def serves_by_right(person: Person | None, name: str, on: date) -> bool:
    """Whether the person serves in one of the roles that the table of rights has for an act."""
    return any(has_role(person, Role(r.value), on) for r in RIGHTS[name].roles)


@right(
    "records.record",
    _("Föra in vad fullmäktige, nämnder och styrelser har beslutat"),
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    scope=Scope.CITY,
    source="O6",
)
def can_record(person: Person | None, on: date) -> Verdict:
    """Record what the city council or a board has decided: registrar or project office. Source: O6."""
    return by_right(person, "records.record", on)


_APPOINT_TEXTS = {
    Appointer.DIRECTOR: _("Utse råd, beredningsgrupper, värderare, coacher och kontor, eller föra in att så har skett"),
    Appointer.BODY: _("Föra in vem en nämnd eller styrelse har utsett"),
    Appointer.BOARD: _("Föra in vem kommunstyrelsen har utsett"),
    Appointer.COUNCIL: _("Föra in vem kommunfullmäktige har utsett"),
    Appointer.SUPPLIER: _("Föra in vem en leverantör har utsett"),
}


def can_appoint(person: Person | None, role: Role, on: date) -> Verdict:
    """Fill a seat: who appoints to the role, or who records what the appointer has decided. Source: P5; P7; O2."""
    return by_right(person, f"records.appoint.{FILLED[role].appointer}", on)


for _one, _label in _APPOINT_TEXTS.items():
    right(f"records.appoint.{_one}", _label, *APPOINTS.get(_one, ()), *RECORDS[_one], scope=Scope.CITY, source="P5; P7; O2")(can_appoint)


@right(
    "records.renew", _("Förnya uppdrag som den högsta tjänstemannen ger"), Role.CITY_DIRECTOR, Role.REGISTRAR, scope=Scope.CITY, source="O2"
)
def can_renew(person: Person | None, old: Appointment, last: date, on: date) -> Verdict:
    """Renew one appointment to a day: who fills the seat, for an appointment with an end and no successor. Source: O2."""
    verdict = can_appoint(person, Role(old.role), on)
    if old.valid_until is None:
        verdict += no("appointment_open", "Uppdraget gäller tills vidare.", "O2", "Avsluta det med en sista dag.")
    elif last <= old.valid_until:
        verdict += no("renew_later", "Uppdraget gäller redan till %(day)s.", "O2", "Välj en senare sista dag.", field="valid_until",
                      day=old.valid_until.isoformat())  # fmt: skip
    if successors(old).exists():
        verdict += no("renewed", "Uppdraget är redan förnyat.", "O2")
    return verdict


@right(
    "records.appoint_any",
    _("Öppna sidan där uppdrag förs in"),
    Role.CITY_DIRECTOR,
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    scope=Scope.CITY,
    source="O2",
)
def can_appoint_any(person: Person | None, on: date) -> Verdict:
    """Open the page on which seats are filled. Source: O2."""
    return by_right(person, "records.appoint_any", on)


@right(
    "records.designate",
    _("Bestämma vem som äger en e-tjänst utan eget system"),
    Role.CITY_DIRECTOR,
    Role.REGISTRAR,
    scope=Scope.CITY,
    source="O2",
)
def can_designate(person: Person | None, on: date) -> Verdict:
    """Decide which body owns an e-service that no system carries: the director decides, the registrar records. Source: O2."""
    return by_right(person, "records.designate", on)


@right(
    "records.absence",
    _("Anteckna att en ledamot är frånvarande"),
    Role.CITY_DIRECTOR,
    Role.REGISTRAR,
    others=(Holder.SELF,),
    scope=Scope.CITY,
    source="O2",
)
def can_note_absence(person: Person | None, appointment: Appointment, on: date) -> Verdict:
    """Note that a member is away: the member, or who appoints and records appointments. Source: O2."""
    if person is not None and person.pk == appointment.person_id:
        return YES
    return can_appoint(person, Role(appointment.role), on)


@right(
    "records.seek_exemption",
    _("Söka undantag, eller förnya det"),
    Role.APPLICANT,
    Role.OWNER_REPRESENTATIVE,
    scope=Scope.BODY,
    source="P7.1; O5",
)
def can_seek_exemption(person: Person | None, body: int | None, on: date) -> Verdict:
    """Ask for an exemption for a body (key; None: for any): who applies or answers for its systems. Source: P7.1; O5."""
    if any(has_role(person, role, on, body=body) for role in (Role.APPLICANT, Role.OWNER_REPRESENTATIVE)):
        return YES
    return by_right(person, "records.seek_exemption", on) if body is None else no(
        "mandate", "Det kräver uppdraget: %(roles)s.", "P7.1; O5", "Be den som utser att ge dig uppdraget.",
        roles=labels(Role.APPLICANT, Role.OWNER_REPRESENTATIVE, glue=" / ", small=False),
    )  # fmt: skip


@right(
    "records.answer_exemption",
    _("Svara på granskarens frågor, ta tillbaka en ansökan om undantag eller låta ett undantag gå ut"),
    Role.APPLICANT,
    Role.OWNER_REPRESENTATIVE,
    scope=Scope.BODY,
    source="O5",
)
def can_answer_exemption(person: Person | None, one: Exemption, act: str, on: date) -> Verdict:
    """Answer, take back or let lapse for whoever asked (`act` as in the flow, or lapse). Source: O5."""
    verdict = can_seek_exemption(person, one.body_id, on)
    if act != "lapse":
        return verdict + EXEMPTION.allows(ExemptionState(one.state), act)
    if ExemptionState(one.state) is not ExemptionState.GRANTED or one.valid_until is None or one.valid_until < on:
        verdict += no("exemption_over", "Undantaget gäller inte längre.", "O5", "Sök ett nytt undantag om det behövs.")
    return verdict


@right("records.appoint_reviewer", _("Utse teknisk granskare av ett undantag"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; O5")
def can_appoint_reviewer(person: Person | None, one: Exemption, on: date) -> Verdict:
    """Designate who reviews: the office, until it is decided. Source: T; O5."""
    return by_right(person, "records.appoint_reviewer", on) + EXEMPTION.allows(ExemptionState(one.state), "appoint")


@right(
    "records.review_exemption",
    _("Granska ett undantag tekniskt"),
    Role.TECHNICAL_REVIEWER,
    also=(Holder.REVIEWER,),
    scope=Scope.CITY,
    source="T; O5",
)
def can_review_exemption(person: Person | None, one: Exemption, act: str, on: date) -> Verdict:
    """Ask or review (`act` as in the flow): the designated reviewer alone, still appointed and independent. Source: T; O5."""
    if person is None or one.reviewer_id != person.pk:
        return no(
            "exemption_designated",
            "Bara den som är utsedd att granska undantaget kan göra det.",
            "T; O5",
            "Projektkontoret utser granskare.",
        )
    return (
        by_right(person, "records.review_exemption", on) + EXEMPTION.allows(ExemptionState(one.state), act) + reviewer_verdict(one, person)
    )


@right(
    "records.exempt",
    _("Medge undantag från riktlinje eller dubbleringsförbud, avslå eller återkalla"),
    delegation=DelegatedAct.EXEMPT,
    scope=Scope.CITY,
    source="P7.1; O5",
)
def can_decide_exemption(person: Person, one: Exemption, act: str, on: date) -> Verdict:
    """Grant, refuse or revoke (`act` as in the flow) on delegation; nobody decides what they have asked for themselves. Source: P7.1; O5."""
    verdict = _delegated(person, DelegatedAct.EXEMPT, on) + EXEMPTION.allows(ExemptionState(one.state), act)
    if one.applied_by_id is not None and one.applied_by_id == person.pk:
        verdict += no("exemption_own", "Den som har sökt undantaget kan inte besluta om det.", "O5", "Låt styrelsen besluta.")
    return verdict


@right(
    "records.record_exemption",
    _("Föra in styrelsens eget beslut om ett undantag"),
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    scope=Scope.CITY,
    source="P7.1; O5; O6",
)
def can_record_exemption(person: Person | None, one: Exemption, act: str, on: date) -> Verdict:
    """Record what the executive board itself has decided (`act` as in the flow). Source: P7.1; O5, O6."""
    return by_right(person, "records.record_exemption", on) + EXEMPTION.allows(ExemptionState(one.state), act)


def reads_exemption(person: Person | None, one: Exemption, on: date) -> bool:
    """Whether somebody reads the closed part of an exemption: who asks, reviews, decides, keeps the register or audits. Source: O5."""
    return reads_all(person, on) or open_readers(person, one, on)


@right("records.decide_rules", _("Besluta regelverk"), delegation=DelegatedAct.GUIDELINES, scope=Scope.CITY, source="T; O4")
def can_decide_rules(person: Person, on: date) -> Verdict:
    """Decide a rule set, on recorded delegation. Source: T decision 2 "besluta om riktlinjer"; O4."""
    return _delegated(person, DelegatedAct.GUIDELINES, on)


@right(
    "records.decide_amount",
    _("Bestämma om pengar av en viss storlek"),
    delegation=DelegatedAct.GRANT,
    scope=Scope.CITY,
    source="P5; T; F11",
)
def can_decide_amount(person: Person, amount_sek: int, on: date) -> Verdict:
    """Grant or refuse money of this size, on recorded delegation. Source: P5; T; F11."""
    return _delegated(person, DelegatedAct.GRANT, on, amount_sek)


@right(
    "records.decide_guideline",
    _("Besluta riktlinjer"),
    delegation=DelegatedAct.GUIDELINES,
    scope=Scope.CITY,
    source="T; O3",
)
def can_decide_guideline(person: Person, on: date) -> Verdict:
    """Decide a guideline oneself, on the board's recorded delegation. Source: T decision 2; O3."""
    return _delegated(person, DelegatedAct.GUIDELINES, on)


def may_govern(person: Person, level: Level, on: date) -> Verdict:
    """Register a governing document of a level: who records what others decided, or for the director's own whoever has the delegation. Source: O3."""
    recorded = can_record(person, on)
    return recorded if recorded or level is not Level.DIRECTOR else can_decide_guideline(person, on)


def _delegated(person: Person, act: DelegatedAct, on: date, amount_sek: int = 0) -> Verdict:
    delegation = delegation_for(person, act, on)
    if delegation is None:
        return no(
            "mandate", "Du har ingen registrerad delegation för att: %(act)s.", act.source,
            "Rätten är styrelsens. Registrera styrelsens delegationsbeslut med paragraf.", act=labels(act),
        )  # fmt: skip
    return within_limit(limit_sek=delegation.limit_sek, amount_sek=amount_sek, clause=delegation.clause)


@right("records.examine", _("Pröva om en uppgift får lämnas ut"), Role.REGISTRAR, scope=Scope.CITY, source="O6")
def can_examine(person: Person | None, on: date) -> Verdict:
    """Examine whether something may be shown to anybody. Source: O6; O2."""
    return by_right(person, "records.examine", on)


@right(
    "records.keep_register",
    _("Sköta beslutens register: anteckna överprövning och gallring"),
    Role.REGISTRAR,
    scope=Scope.CITY,
    source="O6",
)
def can_keep_register(person: Person | None, on: date) -> Verdict:
    """Keep the register of decisions: note on review, recorded disposal. Source: O6; O2."""
    return by_right(person, "records.keep_register", on)


def reads_register(person: Person | None, on: date) -> bool:
    """Whether a person gets the whole register, closed parts too: registrar and auditor. Source: O6; O2."""
    return any(has_role(person, role, on) for role in (Role.REGISTRAR, Role.AUDITOR))


def reads_all(person: Person | None, on: date) -> bool:
    """Whether a person reads every registered case and its working material: office, registrar, auditor, director."""
    return any(has_role(person, role, on) for role in (Role.PROJECT_OFFICE, Role.REGISTRAR, Role.AUDITOR, Role.CITY_DIRECTOR))


@right(
    "records.see_rights",
    _("Se vad en annan person får göra"),
    Role.CITY_DIRECTOR,
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    Role.AUDITOR,
    others=(Holder.SELF,),
    scope=Scope.CITY,
    reads=True,
    source="O2",
)
def can_see_rights(person: Person | None, other: Person, on: date) -> Verdict:
    """See what somebody may do and why: oneself, whoever fills or records seats, and the auditor. Source: O2."""
    return YES if person is not None and person.pk == other.pk else by_right(person, "records.see_rights", on)


@right("records.sample", _("Dra ett urval att granska"), Role.AUDITOR, scope=Scope.CITY, reads=True, source="O2")
def can_sample(person: Person | None, on: date) -> Verdict:
    """Draw a sample of decisions or cases: the auditor. Source: O2."""
    return by_right(person, "records.sample", on)
