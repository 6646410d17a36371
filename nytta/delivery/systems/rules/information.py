"""What must hold of information and its masters, whoever writes it."""

from collections.abc import Collection, Sequence
from datetime import date

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of
from nytta.plain.words import Said

MOST_NAMED = 5


def listed(names: Sequence[str]) -> str:
    """The first five names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    return Said("%(names)s och %(more)s till", params={"names": ", ".join(names[:MOST_NAMED]), "more": len(names) - MOST_NAMED})


def masters_have_successors(system: str, mastered: Sequence[str]) -> Verdict:
    """Whether a system can be retired: not while it is the master of any information. Source: P7.1 (3); D3."""
    if not mastered:
        return YES
    return no(
        "master_successor", "%(system)s är huvuddatakälla för %(information)s och kan inte avvecklas utan efterträdare.", "P7.1 (3); D3",
        "Utse först ett annat system till huvuddatakälla.", system=system, information=listed(mastered),
    )  # fmt: skip


def can_be_master(system: str, retired_on: date | None, information: str, ended_on: date | None) -> Verdict:
    """Whether a system can be the master of a type of information: both must be in use. Source: P7.1 (3); D3."""
    return verdict_of([
        Finding("master_standing", "%(system)s är avvecklat sedan %(day)s och kan inte vara huvuddatakälla.", "P7.1 (3); D3",
                "Välj ett system som finns kvar.", {"system": system, "day": retired_on.isoformat()}, "system") if retired_on else None,
        Finding("information_ended", "Informationstypen %(information)s är avslutad sedan %(day)s.", "D3", "",
                {"information": information, "day": ended_on.isoformat()}) if ended_on else None,
    ])  # fmt: skip


def board_has_decided(decision: str, recorded: bool) -> Verdict:
    """Whether the owner may name another master: not where the board has decided, unless a new decision is recorded.

    Source: P7.1 (3) "Kommunstyrelsen kan där det krävs besluta".
    """
    if not decision or recorded:
        return YES
    return no(
        "master_decided", "Kommunens styrelse har beslutat vilket system som är huvuddatakälla (beslut %(decision)s).", "P7.1 (3); D3",
        "För in styrelsens nya beslut med paragraf.", field="paragraph", decision=decision,
    )  # fmt: skip


def name_is_free(name: str, taken: bool) -> Verdict:
    """Whether a type of information may have a name: each name stands for one type. Source: P7.1 (3); D3."""
    if not taken:
        return YES
    return no(
        "information_once", "Informationstypen ”%(name)s” finns redan.", "P7.1 (3); D3",
        "Använd den som finns, eller välj ett namn som skiljer dem åt.", field="name", name=name,
    )  # fmt: skip


def nothing_holds(information: str, systems: Sequence[str]) -> Verdict:
    """Whether a type of information can be ended: not while a system that is in use holds it. Source: D3."""
    if not systems:
        return YES
    return no(
        "information_held", "%(information)s finns i system som är i bruk: %(systems)s.", "D3",
        "Ta först bort uppgiften från systemen.", information=information, systems=listed(systems),
    )  # fmt: skip


def evidence_of(evidence: str, answered_on: date, today: date) -> Verdict:
    """Whether an answer to a principle can be tried: it has evidence, and a day that has come. Source: P7.1; D3."""
    return verdict_of([
        None if evidence.strip() else Finding("principle_evidence", "Ett svar behöver underlag: vad visar att det är så?", "P7.1; D3",
                                              "Beskriv underlaget med några ord.", field="evidence"),
        None if answered_on <= today else Finding("principle_day", "Dagen för svaret har inte kommit än.", "D3", "Välj dagens datum eller tidigare.",
                                                  field="answered_on"),
    ])  # fmt: skip


def concepts_once(words: Collection[str]) -> Verdict:
    """Whether each word of a concept model stands there once: one word, one meaning. Source: P7.1 (3); D3."""
    seen: set[str] = set()
    twice = []
    for word in words:
        if word.casefold() in seen:
            twice.append(word)
        seen.add(word.casefold())
    if not twice:
        return YES
    return no(
        "concept_once", "Samma begrepp står flera gånger: %(words)s.", "P7.1 (3); D3", "Ge varje begrepp en betydelse.", field="concepts",
        words=listed(twice),
    )  # fmt: skip
