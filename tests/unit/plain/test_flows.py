"""A flow answers from its table, cell by cell."""

import itertools

import pytest

from nytta.plain.flows import Flow
from nytta.plain.verdicts import YES
from nytta.plain.words import Term


class State(Term):
    DRAFT = "draft", "Utkast"
    SENT = "sent", "Inskickad"
    SHUT = "shut", "Avslutad"


MOVES = {(State.DRAFT, "send"): State.SENT, (State.SENT, "shut"): State.SHUT, (State.DRAFT, "shut"): State.SHUT}
FLOW = Flow("case", MOVES, {State.DRAFT: "applicant", State.SENT: "assessor", State.SHUT: ""})


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State, ["send", "shut", "burn"])))
def test_each_cell_allows_what_the_table_has_and_nothing_else(state: State, act: str):
    if (state, act) in MOVES:
        assert FLOW.allows(state, act) == YES
        assert FLOW.next(state, act) is MOVES[state, act]
    else:
        assert not FLOW.allows(state, act)
        with pytest.raises(KeyError):
            FLOW.next(state, act)


def test_refusal_names_the_state_and_those_that_would_do():
    (finding,) = FLOW.allows(State.SHUT, "shut").findings
    assert finding.rule == "flow.case.shut"
    assert finding.text % finding.params == "Detta går inte att göra i läget ”Avslutad”."
    assert finding.mend % finding.params == "Det går i läget: inskickad, utkast."


def test_refusal_of_an_act_that_no_state_has_promises_nothing():
    (finding,) = FLOW.allows(State.SENT, "burn").findings
    assert finding.mend == ""
