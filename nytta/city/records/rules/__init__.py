"""Numbers by the city's pattern, and whether a mandate reaches."""

import base64
import hashlib
import re
import string
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from ..terms import Appointer, Competence, DelegatedAct, Named, Position, Review, Role, Standing


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
    Role.TECHNICAL_REVIEWER: Filling(Appointer.DIRECTOR),
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

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


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


def decision_number(*, pattern: str, year: int, number: int, letters: str = "") -> str:
    """A decision's own number by the city's pattern, with the places {year}, {number} and {letters} of who decides.

    ValueError when the pattern has other places or lacks {year} or {number}. Source: O6.
    """
    places = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
    if not {"year", "number"} <= places <= {"year", "number", "letters"}:
        raise ValueError(pattern)
    return " ".join(pattern.format(year=year, number=number, letters=letters).split())


def decision_pattern_valid(*, pattern: str) -> Verdict:
    """Whether a pattern gives every decision of every year a number of its own, in 40 signs. Source: O6."""
    try:
        made = {decision_number(pattern=pattern, year=y, number=n, letters="ABCDEFGH") for y in (2026, 2027) for n in (1, 2, 99_999)}
    except (ValueError, LookupError, AttributeError):
        made = set()
    if len(made) == 6 and max(map(len, made)) <= 40:
        return YES
    return no(
        "decision_pattern", "Mönstret ger inget eget nummer åt varje beslut.", "O6",
        "Skriv till exempel SD {year}-{number:03d} eller {letters} {year}-{number:03d}.", field="decision_pattern",
    )  # fmt: skip


def letters_of(*, lines: str) -> dict[str, str]:
    """{decider: letters} from lines such as `SD stadsdirektören`; names are compared without regard to case. Source: O6."""
    pairs = (line.split(maxsplit=1) for line in lines.splitlines())
    return {pair[1].strip().casefold(): pair[0] for pair in pairs if len(pair) == 2}


def letters_valid(*, lines: str) -> Verdict:
    """Whether every line has letters, at most eight, and a name. Source: O6."""
    bad = [line for line in lines.splitlines() if line.strip() and not re.fullmatch(r"\s*\w{1,8}\s+\S.*", line)]
    if not bad:
        return YES
    return no(
        "decision_letters", "Raden %(line)s har inte en förkortning och ett namn.", "O6",
        "Skriv förkortningen, ett mellanslag och vem som beslutar, till exempel KS kommunstyrelsen.", field="decision_letters", line=bad[0].strip(),
    )  # fmt: skip


def addresses_valid(*, lines: str) -> Verdict:
    """Whether every line is a mail address. Source: O6."""
    bad = [line for line in lines.split() if not _MAIL.fullmatch(line)]
    if not bad:
        return YES
    return no(
        "seal_addresses", "%(line)s är ingen e-postadress.", "O6", "Skriv en adress på varje rad.", field="seal_addresses", line=bad[0]
    )


def rule_set_may_start(*, version: str, taken: Collection[str], in_force_from: date, days: Collection[date], on: date) -> Verdict:
    """Whether a rule set may be put in force from a day: a designation and a day of its own, not before the day of decision. Source: O4."""
    verdict = YES
    if version in taken:
        verdict += no("rule_set_once", "Ett regelverk med beteckningen %(version)s finns redan.", "O4", "Välj en annan beteckning.",
                      field="version", version=version)  # fmt: skip
    if in_force_from < on:
        verdict += no("rule_set_backwards", "Ett regelverk gäller tidigast från den dag det beslutas, %(on)s.", "O4",
                      "Välj den dagen eller en senare.", field="in_force_from", on=on.isoformat())  # fmt: skip
    if in_force_from in days:
        verdict += no("rule_set_day", "Ett annat regelverk gäller redan från %(day)s.", "O4", "Välj en annan dag.", field="in_force_from",
                      day=in_force_from.isoformat())  # fmt: skip
    return verdict


def review_by_kind(*, content: Mapping[str, Any], kind: str) -> tuple[str, str]:
    """(note on review, clause) that a rule set gives decisions of a kind; ("", "") where it says nothing, and nothing is made up.

    Source: O6; P5.
    """
    for line in content.get("review", []):
        if line.get("kind") == kind and line.get("note") in Review.codes():
            return str(line["note"]), str(line.get("clause", ""))
    return "", ""


def standing(*, superseded: bool, valid_until: str, on: date) -> Standing:
    """Whether a decision holds on a day: until another supersedes it or its own last day (ISO, "" for none) has passed. Source: O6."""
    if superseded:
        return Standing.SUPERSEDED
    return Standing.ENDED if valid_until and valid_until < on.isoformat() else Standing.IN_FORCE


def control_code(*, sha256: str) -> str:
    """The code that is printed on a decision's document: 80 bits of its hash, in letters and figures that are not mistaken.

    Source: O6.
    """
    text = base64.b32encode(bytes.fromhex(sha256)[:10]).decode()
    return "-".join(text[n : n + 4] for n in range(0, 16, 4))


def code_as_typed(*, text: str) -> str:
    """A code as people type it, in the form that `control_code` gives; "" when it is none."""
    kept = re.sub(r"[^A-Z0-9]", "", text.upper()).replace("0", "O").replace("1", "I").replace("8", "B")
    return "-".join(kept[n : n + 4] for n in range(0, 16, 4)) if len(kept) == 16 else ""


def hash_beginning(*, code: str) -> str:
    """The 20 hexadecimal digits that a code stands for."""
    return base64.b32decode(code.replace("-", "")).hex()


def codes_in(*, text: str) -> list[str]:
    """Codes that stand in a text, in order."""
    return re.findall(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b", text)


def disposable(*, parts: Iterable[str], disposed: Mapping[str, Any], numbered: str) -> Verdict:
    """Whether something is picked, and nothing of it is gone already. Source: O6."""
    if not list(parts):
        return no("disposal_parts", "Välj vad som ska gallras.", "O6", "Kryssa för minst en del.", field="parts")
    if gone := [p for p in parts if p in disposed]:
        return no(
            "disposed_already", "En del är redan gallrad genom beslut %(number)s.", "O6", "Välj bara det som finns kvar.",
            field="parts", number=disposed[gone[0]], decision=numbered,
        )  # fmt: skip
    return YES


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


def may_delegate(
    *, clause: str, last: date | None, delegates: bool, owns: bool, name: str, outside: Collection[str]
) -> Verdict:  # fmt: skip
    """Whether a delegation can be: of a right of its own, from a board or committee, with clause and end, to its own employees.

    `delegates`: whether the body is a board or committee; `owns`: whether the right is its own; `outside`: who of those that it would
    reach work elsewhere. Source: P4, P5, P7.1 (the executive board grants, exempts and issues guidelines); F11; O2.
    """
    verdict = YES
    if not delegates:
        verdict += no("delegates", "%(name)s kan inte delegera: det gör bara en nämnd eller styrelse.", "F11",
                      "Välj den nämnd eller styrelse som äger rätten.", field="body", name=name)  # fmt: skip
    elif not owns:
        verdict += no("delegates_own", "%(name)s kan inte delegera den rätten: den är kommunstyrelsens.", "P4; P5; P7.1; F11",
                      "Välj kommunstyrelsen, eller den rätt som är organets egen.", field="body", name=name)  # fmt: skip
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


THE_BOARDS = (DelegatedAct.GRANT, DelegatedAct.EXEMPT, DelegatedAct.GUIDELINES)  # rights that are the executive board's alone: P4, P5, P7.1
ABOUT_MONEY = (DelegatedAct.GRANT,)  # what a delegation must say an amount for


def limit_said(*, delegated: DelegatedAct, limit_sek: int | None, unlimited: bool) -> Verdict:
    """Whether a delegation says how far it reaches: an amount, or that there is none, where the right is about money. Source: F11; O2."""
    if limit_sek is not None and unlimited:
        return no("delegation_one_limit", "Delegationen kan inte både ha ett högsta belopp och gälla utan beloppsgräns.", "F11; O2",
                  "Ta bort beloppet, eller kryssa ur rutan.", field="unlimited")  # fmt: skip
    if delegated in ABOUT_MONEY and limit_sek is None and not unlimited:
        return no("delegation_limit_said", "En delegation om pengar säger till vilket belopp den gäller.", "F11; O2",
                  "Skriv ett högsta belopp, eller kryssa i att den gäller utan beloppsgräns.", field="limit_sek")  # fmt: skip
    return YES


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
