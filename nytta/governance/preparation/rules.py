"""Who may take part in a preparation, given what is proposed, declared and settled; on which grounds, by the rule set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from .terms import ConflictGround, Tie

NONE = ConflictGround.NONE.value


@dataclass(frozen=True)
class Ground:
    """A ground of a conflict of interest: its code, its words in both languages, and its clause."""

    code: str
    sv: str
    en: str
    clause: str

    def said(self, language: str) -> str:
        """The ground in a language; Swedish where there is no other."""
        return self.en if language == "en" and self.en else self.sv


@dataclass(frozen=True)
class ProposedBy:
    """A tie that the system looks for: the ground that it proposes, with its own words and clause."""

    tie: Tie
    ground: str
    sv: str
    en: str
    clause: str

    def said(self, language: str) -> str:
        """What ties, in a language; Swedish where there is no other."""
        return self.en if language == "en" and self.en else self.sv


@dataclass(frozen=True)
class Grounds:
    """The grounds and ties that a rule set states; `stated` is False where it states none and the standing ones hold."""

    grounds: tuple[Ground, ...]
    ties: Mapping[Tie, ProposedBy]
    stated: bool = True

    def ground(self, code: str) -> Ground | None:
        """A ground by its code."""
        return next((g for g in self.grounds if g.code == code), None)


STANDING_CLAUSE = "förvaltningslagen 16 §; kommunallagen 6 kap. 28 §"
_GROUND_OF = {
    Tie.ADMINISTRATION: ConflictGround.OTHER, Tie.WRITER: ConflictGround.APPLICANT, Tie.ASSESSOR: ConflictGround.EARLIER_ROLE,
    Tie.OWNER: ConflictGround.EARLIER_ROLE, Tie.COACH: ConflictGround.EARLIER_ROLE, Tie.MANAGER: ConflictGround.EARLIER_ROLE,
}  # fmt: skip


def standing_grounds() -> Grounds:
    """The five words and the ties that hold where a rule set states none of its own. Source: F10."""
    grounds = tuple(Ground(g.value, g.sv, "", STANDING_CLAUSE if g is not ConflictGround.NONE else "") for g in ConflictGround)
    return Grounds(grounds, {t: ProposedBy(t, g.value, t.sv, "", STANDING_CLAUSE) for t, g in _GROUND_OF.items()}, stated=False)


def grounds_of(content: Mapping[str, Any]) -> Grounds:
    """The grounds of a rule set (`conflict_ground`, `conflict_tie`), "none" first; the standing ones where it states none.

    A rule set that states grounds but not a tie does not look for that tie; a tie's name that is not known is left out.
    Source: F10; O4; förvaltningslagen 16–18 §§; kommunallagen 6 kap. 28–32 §§.
    """
    lines = content.get("conflict_ground")
    if not lines:
        return standing_grounds()
    none = Ground(NONE, ConflictGround.NONE.sv, "", "")
    grounds = (none, *(Ground(g["code"], g["sv"], g.get("en", ""), g.get("clause", "")) for g in lines if g["code"] != NONE))
    known = {g.code for g in grounds}
    ties = {
        Tie(t["tie"]): ProposedBy(Tie(t["tie"]), t["ground"], t["sv"], t.get("en", ""), t.get("clause", ""))
        for t in content.get("conflict_tie", ())
        if t["tie"] in Tie.codes() and t["ground"] in known
    }
    return Grounds(grounds, ties)


def conflict_settled(*, ties: Sequence[Tie]) -> Verdict:
    """Whether every proposed conflict has been settled; one that waits keeps nobody out, but nobody takes part before it. Source: F10."""
    if not ties:
        return YES
    return no("conflict_proposed", "Ett föreslaget jäv är inte avgjort: %(ties)s.", "F10; förvaltningslagen 18 §",
              "Ta ställning till förslaget och skriv skälet, eller låt ordföranden avgöra det.", ties=labels(*ties))  # fmt: skip


def may_take_part(*, declared: str | None, ties: Sequence[Tie] = ()) -> Verdict:
    """A member takes part after declaring that there is no conflict of interest, with nothing proposed unsettled. Source: P5; F10."""
    if declared not in (None, NONE):
        return no("conflict", "Du har anmält jäv i ärendet och deltar inte i beredningen.", "F10", "Någon annan i gruppen yttrar sig.")
    if ties:
        return conflict_settled(ties=ties)
    if declared is None:
        return no("conflict_declared", "Du har inte tagit ställning till jäv i ärendet.", "F10", "Anmäl jäv eller att du inte är jävig.")
    return YES


def word_valid(*, ground: str, grounds: Grounds, ties: Sequence[Tie], note: str, for_another: bool) -> Verdict:
    """Whether a word on a conflict can be taken: a ground of the rule set, and a reason where one is due. Source: F10.

    A reason is due when somebody settles for another, and when a proposed conflict is found to be none.
    """
    if grounds.ground(ground) is None:
        return no("ground", "Grunden finns inte i regelverket.", "F10; O4", "Välj en av grunderna i listan.", field="ground")
    if note.strip() or not (for_another or (ties and ground == NONE)):
        return YES
    if for_another:
        return no("settle_reason", "Den som avgör jäv för någon annan skriver sina skäl.", "F10; förvaltningslagen 18 §", "Skriv skälen.",
                  field="note")  # fmt: skip
    return no("settle_reason", "Ett föreslaget jäv avgörs med skäl: %(ties)s.", "F10", "Skriv varför det inte är jäv.", field="note",
              ties=labels(*ties))  # fmt: skip
