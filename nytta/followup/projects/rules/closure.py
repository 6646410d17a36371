"""What a project hands over before it can close. Source: P5 step 7; P4; F6, N6, D1."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nytta.plain.money import sek
from nytta.plain.verdicts import Finding, Verdict, verdict_of


@dataclass(frozen=True)
class Delivered:
    """One deliverable as the rules judge it."""

    title: str
    accepted: bool = False
    is_system: bool = False
    registered: bool = False
    attested: bool = False
    is_e_service: bool = False
    stands_in: bool = False  # an e-service's address, until there is a register of them


@dataclass(frozen=True)
class ClosureFacts:
    """What there is when a project asks to close, and when the owner accepts."""

    delivered: str
    deliverables: Sequence[Delivered]
    lessons: int
    contracts: bool
    innovative: bool
    ending: bool
    wound_down: bool
    running_confirmed: bool
    unspent_sek: int


def handed_over(facts: ClosureFacts) -> Verdict:
    """What the manager has done before the owner is asked: each missing thing by rule, source and what mends it. Source: P5 step 7; F6."""
    return verdict_of(list(_handed_over(facts)))


def _handed_over(facts: ClosureFacts) -> Iterator[Finding]:
    if not facts.delivered.strip():
        yield Finding("delivered", "Skriv vad projektet har lämnat över.", "F6", "Beskriv leveranserna.", {}, "delivered")
    if not facts.deliverables:
        yield Finding("deliverables", "Ingen leverans är upptagen.", "F6", "Ta upp varje leverans för sig på projektets sida.")
    for one in facts.deliverables:
        said = {"title": one.title}
        if one.is_system and not one.registered:
            yield Finding(
                "system_registered",
                "Systemet ”%(title)s” står inte i systemregistret.",
                "D1; F6",
                "För in systemet och knyt det till leveransen.",
                said,
            )
        if one.is_e_service and not one.stands_in:
            yield Finding(
                "e_service_named",
                "E-tjänsten ”%(title)s” har ingen adress.",
                "D5; F6",
                "Ange adressen dit invånaren går; den gäller tills e-tjänsterna har ett eget register.",
                said,
            )
    if not facts.lessons:
        yield Finding(
            "lessons",
            "Projektet har inte skrivit någon erfarenhet.",
            "N6",
            "Skriv minst en erfarenhet som andra har nytta av, på projektets sida.",
        )
    if not facts.contracts:
        yield Finding(
            "contracts",
            "Det är inte sagt vilka avtal som lämnas över.",
            "F6; D9",
            "Ange avtalen och vem som tar över dem, eller att det inte finns några.",
        )
    if facts.innovative and not facts.ending:
        yield Finding("ending", "Det är inte sagt om försöket avvecklas eller införlivas.", "P4; G1", "Välj hur försöket slutar.")
    if facts.unspent_sek:
        yield Finding(
            "unspent",
            "%(amount)s är varken utbetalda eller återlämnade.",
            "P5; F13",
            "Lämna tillbaka det som inte har använts.",
            {"amount": sek(facts.unspent_sek)},
        )


def closable(facts: ClosureFacts) -> Verdict:
    """What has to be there when the owner accepts: all that is handed over, each deliverable accepted, the systems attested, the running cost confirmed.

    Source: P5 step 7; F6.
    """
    return handed_over(facts) + verdict_of(list(_accepted(facts)))


def _accepted(facts: ClosureFacts) -> Iterator[Finding]:
    for one in facts.deliverables:
        said = {"title": one.title}
        if not one.accepted:
            yield Finding(
                "deliverable_accepted",
                "Leveransen ”%(title)s” är inte godtagen.",
                "P4; F6",
                "Systemägarens representant godtar den, eller säger vad som saknas.",
                said,
            )
        if one.is_system and one.registered and not one.attested:
            yield Finding(
                "system_attested",
                "Uppgifterna om systemet ”%(title)s” är inte bekräftade av ägaren sedan projektet startade.",
                "D1; F6",
                "Ägaren bekräftar dem i systemregistret.",
                said,
            )
    if not facts.running_confirmed and not facts.wound_down:
        yield Finding(
            "running_confirmed", "Driftkostnaden är inte bekräftad av systemägaren.", "P4; F12", "Systemägarens representant bekräftar den."
        )
