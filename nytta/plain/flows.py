"""A process as a table: from a state, by an act, to a state; and who each state waits on."""

from collections.abc import Mapping
from dataclasses import dataclass

from .verdicts import YES, Verdict, no
from .words import Term, labels


@dataclass(frozen=True)
class Flow:
    """`moves` maps (state, act) to the next state; `waits_on` maps each state to the role it waits on ("" for none)."""

    name: str
    moves: Mapping[tuple[Term, str], Term]
    waits_on: Mapping[Term, str]

    def allows(self, state: Term, act: str) -> Verdict:
        """Whether the act can be done in the state; the refusal names the state and the states that would do."""
        if (state, act) in self.moves:
            return YES
        fits = labels(*(s for (s, a) in self.moves if a == act))
        return no(
            f"flow.{self.name}.{act}",
            "Detta går inte att göra i läget ”%(state)s”.",
            "P5",
            "Det går i läget: %(fits)s." if fits else "",
            state=labels(state, small=False),
            fits=fits,
        )

    def next(self, state: Term, act: str) -> Term:
        """The state after the act. KeyError when the table has no such move."""
        return self.moves[state, act]
