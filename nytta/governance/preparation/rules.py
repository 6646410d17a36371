"""Who may take part in a preparation, given what they have declared."""

from nytta.plain.verdicts import YES, Verdict, no

from .terms import ConflictGround


def may_take_part(*, declared: ConflictGround | None) -> Verdict:
    """A member takes part after declaring that there is no conflict of interest. Source: P5; F10."""
    if declared is None:
        return no("conflict_declared", "Du har inte tagit ställning till jäv i ärendet.", "F10", "Anmäl jäv eller att du inte är jävig.")
    if declared is not ConflictGround.NONE:
        return no("conflict", "Du har anmält jäv i ärendet och deltar inte i beredningen.", "F10", "Någon annan i gruppen yttrar sig.")
    return YES
