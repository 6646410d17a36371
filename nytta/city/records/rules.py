"""Numbers by the city's pattern, and whether a mandate reaches."""

import hashlib
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from .terms import Appointer, Competence, Named, Position, Role


@dataclass(frozen=True)
class Filling:
    """How a role is filled: by whom, and what the appointment must name."""

    appointer: Appointer
    names: tuple[Named, ...] = ()


FILLED: dict[Role, Filling] = {
    Role.CITY_DIRECTOR: Filling(Appointer.BOARD),
    Role.DEVELOPMENT_COUNCIL: Filling(Appointer.DIRECTOR, (Named.POSITION,)),
    Role.PREPARATION_GROUP: Filling(Appointer.DIRECTOR, (Named.PORTFOLIO, Named.COMPETENCE)),
    Role.PROJECT_OFFICE: Filling(Appointer.DIRECTOR),
    Role.COACH: Filling(Appointer.DIRECTOR),
    Role.ASSESSOR: Filling(Appointer.DIRECTOR),
    Role.APPLICANT: Filling(Appointer.BODY, (Named.BODY,)),
    Role.OWNER_REPRESENTATIVE: Filling(Appointer.BODY, (Named.BODY,)),
    Role.PROCESS_OWNER: Filling(Appointer.BODY, (Named.BODY,)),
    Role.DECIDING_HEAD: Filling(Appointer.BODY, (Named.BODY,)),
    Role.OWNER_GROUP: Filling(Appointer.BODY, (Named.BODY,)),
    Role.USER_GROUP: Filling(Appointer.BODY, (Named.BODY,)),
    Role.LICENCE_ADMINISTRATOR: Filling(Appointer.SUPPLIER, (Named.SUPPLIER,)),
    Role.CONTACT_CENTRE: Filling(Appointer.DIRECTOR),
    Role.REGISTRAR: Filling(Appointer.BOARD),
    Role.AUDITOR: Filling(Appointer.COUNCIL),
}
APPOINTS: dict[Appointer, tuple[Role, ...]] = {Appointer.DIRECTOR: (Role.CITY_DIRECTOR,)}  # those who appoint in the system themselves
RECORDS: dict[Appointer, tuple[Role, ...]] = {  # those who may record what another has decided
    Appointer.DIRECTOR: (Role.REGISTRAR,),
    Appointer.BODY: (Role.REGISTRAR, Role.PROJECT_OFFICE),
    Appointer.BOARD: (Role.REGISTRAR,),
    Appointer.COUNCIL: (Role.REGISTRAR,),
    Appointer.SUPPLIER: (Role.REGISTRAR, Role.PROJECT_OFFICE),
}
GROUPS = (Role.DEVELOPMENT_COUNCIL, Role.PREPARATION_GROUP, Role.OWNER_GROUP, Role.USER_GROUP)  # which have a chair and substitutes
_HEADS = {
    "förvaltningschef": Position.ADMINISTRATION_HEAD,
    "bolagschef": Position.COMPANY_HEAD,
    "verkställande direktör": Position.COMPANY_HEAD,
}
NEEDED = (Competence.BUSINESS,)  # what every preparation group must have
MIXED = 2  # kinds of competence at least


def registry_number(*, pattern: str, year: int, number: int) -> str:
    """The case's number by the city's pattern, with the places {year} and {number}, e.g. `KS {year}/{number:04d}`.

    ValueError when the pattern has other places or lacks {number}. Source: O6; ADR 0001 (diarienummer).
    """
    places = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
    if "number" not in places or not places <= {"year", "number"}:
        raise ValueError(pattern)
    return pattern.format(year=year, number=number)


def pattern_valid(*, pattern: str) -> Verdict:
    """Whether a pattern gives every case a number of its own. Source: O6."""
    try:
        fits = registry_number(pattern=pattern, year=2026, number=1) != registry_number(pattern=pattern, year=2026, number=2)
    except (ValueError, LookupError, AttributeError):
        fits = False
    if fits and len(registry_number(pattern=pattern, year=2026, number=99_999)) <= 40:
        return YES
    return no(
        "registry_pattern", "Mönstret ger inget eget nummer åt varje ärende.", "O6",
        "Skriv till exempel KS {year}/{number:04d}.", field="registry_pattern",
    )  # fmt: skip


def within_limit(*, limit_sek: int | None, amount_sek: int, clause: str) -> Verdict:
    """Whether a delegation's limit in kronor reaches an amount; None is no limit. Source: F11."""
    if limit_sek is None or amount_sek <= limit_sek:
        return YES
    return no(
        "delegation_limit", "Delegationen räcker till %(limit)s; beloppet är %(amount)s.", clause,
        "Låt styrelsen besluta, eller ändra delegationen.", limit=sek(limit_sek), amount=sek(amount_sek),
    )  # fmt: skip


def period_valid(*, first: date, last: date | None) -> Verdict:
    """A term must not end before it begins. Source: O2."""
    if last is None or first <= last:
        return YES
    return no("period", "Sista dagen ligger före första dagen.", "O2", "Rätta datumen.", field="valid_until")


def seat_valid(*, chair: bool, substitute: bool) -> Verdict:
    """A chair is an ordinary member. Source: O2; ADR 0017."""
    if chair and substitute:
        return no("chair_ordinary", "Ordföranden är ordinarie ledamot.", "O2", "Välj ordförande eller ersättare.", field="chair")
    return YES


def filling_complete(
    *, role: Role, body: bool, portfolio: str, position: bool, supplier: str, contract: str
) -> Verdict:  # fmt: skip
    """Whether an appointment names all that its role asks for; a competence may be added later, the group's page says which is missing.

    Source: P5; P7; O2.
    """
    names, verdict = FILLED[role].names, YES
    if Named.BODY in names and not body:
        verdict += no("appointment_body", "Uppdraget gäller för en nämnd eller styrelse: ange vilken.", "O2",
                      "Välj nämnd eller styrelse.", field="body")  # fmt: skip
    if Named.PORTFOLIO in names and not portfolio:
        verdict += no("appointment_portfolio", "En beredningsgrupp hör till en portfölj: ange vilken.", "P5; O2",
                      "Välj portfölj.", field="portfolio")  # fmt: skip
    if Named.SUPPLIER in names and not (supplier.strip() and contract.strip()):
        verdict += no("appointment_supplier", "En licensadministratör är en upphandlad leverantörs: ange leverantör och avtal.", "P7; O2",
                      "Skriv leverantörens namn och avtalets nummer.", field="supplier")  # fmt: skip
    if Named.POSITION in names and not position:
        verdict += no(
            "council_circle",
            "Utvecklingsrådets ledamöter utses bland förvaltnings- och bolagschefer och berörda chefer i styrelsens kontor.",
            "P5; O2", "Ange befattningen, eller skriv skälet till att gå utanför kretsen.", field="position",
        )  # fmt: skip
    return verdict


def position_of(*, title: str, stated: Position | None) -> Position | None:
    """The stated position, else the one that the title says. Source: P5."""
    return stated or _HEADS.get(title.strip().lower())


def position_fits(*, position: Position | None, administration: bool, company: bool, under_board: bool) -> Verdict:
    """Whether the person works where such a head does. Source: P5."""
    fits = {
        None: True, Position.ADMINISTRATION_HEAD: administration, Position.COMPANY_HEAD: company, Position.OFFICE_HEAD: under_board,
    }  # fmt: skip
    if fits[position]:
        return YES
    return no(
        "council_circle", "Befattningen %(position)s stämmer inte med var personen arbetar.", "P5; O2",
        "Rätta personens arbetsplats eller befattningen, eller skriv skälet till att gå utanför kretsen.", field="position",
        position=labels(position) if position else "",
    )  # fmt: skip


def missing_competences(present: Collection[Competence]) -> list[Competence]:
    """What a preparation group lacks: the business, and where there is only one kind, all the others. Source: P5; F10."""
    kinds = set(present)
    lacking = [c for c in NEEDED if c not in kinds]
    return lacking if len(kinds | set(lacking)) >= MIXED else [c for c in Competence if c not in kinds]


def paragraph_named(*, mandate: str) -> Verdict:
    """A decision that is recorded is named by its paragraph, number or day. Source: O2, O6."""
    if any(c.isdigit() for c in mandate):
        return YES
    return no("paragraph", "Beslutet behöver en paragraf, ett nummer eller en dag.", "O2; O6",
              "Till exempel Byggnadsnämnden 2026-01-15 § 14.", field="mandate")  # fmt: skip


def may_delegate(*, clause: str, last: date | None, delegates: bool, name: str, outside: Collection[str]) -> Verdict:
    """Whether a delegation can be: from a board or committee, with clause and end, to its own employees.

    `delegates`: whether the body is a board or committee; `outside`: who of those that it would reach work elsewhere. Source: F11; O2.
    """
    verdict = YES
    if not delegates:
        verdict += no("delegates", "%(name)s kan inte delegera: det gör bara en nämnd eller styrelse.", "F11",
                      "Välj den nämnd eller styrelse som äger rätten.", field="body", name=name)  # fmt: skip
    if not clause.strip():
        verdict += no("delegation_clause", "En delegation vilar på en bestämmelse: ange vilken.", "F11",
                      "Skriv punkten i delegationsordningen och beslutets dag.", field="clause")  # fmt: skip
    if last is None:
        verdict += no("delegation_end", "En delegation har en sista dag.", "F11; O2", "Ange sista dag, till exempel mandatperiodens.",
                      field="valid_until")  # fmt: skip
    if outside:
        verdict += no(
            "own_employees", "%(name)s delegerar bara till egna anställda; uppdraget innehas också av %(who)s.", "F11; O2",
            "Välj ett uppdrag som bara egna anställda har.", field="role", name=name, who=", ".join(outside),
        )  # fmt: skip
    return verdict


LEADS = (90, 30, 7)  # days before the last one at which a warning grows heavier


def urgency(*, days: int) -> int | None:
    """How heavy the warning of an end stands on a desk, so many days before it (0 is the heaviest); None before the first. Source: O2."""
    reached = [lead for lead in LEADS if days <= lead]
    return {0: None, 1: 5, 2: 3, 3: 1}[len(reached)]


def drawn(codes: Collection[str], *, size: int, seed: str) -> list[str]:
    """A sample without replacement that anybody can draw again: the `size` codes whose SHA-256 of "seed:code" is lowest, in that order.

    The same codes, size and seed give the same list in any order of the codes, on any machine. Source: O2 (auditor).
    """
    marked = sorted((hashlib.sha256(f"{seed}:{code}".encode()).hexdigest(), code) for code in set(codes))
    return [code for _, code in marked[: max(size, 0)]]
