"""Flow tables, cell by cell: every act in every state goes where the table says, and nowhere else."""

from itertools import product

import pytest

from nytta.followup.projects.flow import CHANGE, PROJECT
from nytta.followup.projects.terms import ChangeState, ProjectState
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.flow import CONTINUATION
from nytta.governance.portfolios.terms import ContinuationState
from nytta.needs.intake.flow import IDEA
from nytta.needs.intake.terms import IdeaState
from nytta.plain.flows import Flow
from nytta.plain.words import Term

FLOWS = [(CASE, CaseState), (CONTINUATION, ContinuationState), (PROJECT, ProjectState), (CHANGE, ChangeState), (IDEA, IdeaState)]
CASE_TABLE = {
    "draft": {"submit": "screening", "transfer": "granted", "fund": "granted", "withdraw": "withdrawn"},
    "screening": {"ask": "completion", "pass": "valuation", "dismiss": "dismissed", "fund": "granted", "withdraw": "withdrawn"},
    "completion": {"submit": "screening", "fund": "granted", "withdraw": "withdrawn"},
    "valuation": {"sign": "preparation", "fund": "granted", "withdraw": "withdrawn"},
    "preparation": {"ask": "completion", "recommend": "weighing", "fund": "granted", "withdraw": "withdrawn"},
    "weighing": {"advise": "decision", "fund": "granted", "withdraw": "withdrawn"},
    "decision": {"advise": "decision", "grant": "granted", "fund": "granted", "refuse": "refused", "withdraw": "withdrawn"},
    "granted": {}, "refused": {}, "dismissed": {}, "withdrawn": {},
}  # fmt: skip


@pytest.mark.requirement("F6")
def test_case_goes_as_the_table_says() -> None:
    acts = {act for _, act in CASE.moves}
    for state, act in product(CaseState, acts):
        wanted = CASE_TABLE[state.value].get(act)
        assert bool(CASE.allows(state, act)) is (wanted is not None)
        if wanted:
            assert CASE.next(state, act).value == wanted


CHANGE_TABLE = {
    "proposed": {"ask_business": "business", "ask_owner": "owner", "ask_director": "director", "ask_money": "money"},
    "business": {"ask_owner": "owner", "ask_director": "director", "ask_money": "money", "withdraw": "withdrawn"},
    "owner": {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"},
    "director": {"approve_large": "approved", "refuse_large": "refused", "withdraw": "withdrawn"},
    "money": {"enter_grant": "approved", "enter_refusal": "refused"},
    "approved": {}, "refused": {}, "withdrawn": {},
}  # fmt: skip


@pytest.mark.requirement("U5")
def test_change_of_a_project_goes_as_the_table_says() -> None:
    for state, act in product(ChangeState, {act for _, act in CHANGE.moves}):
        wanted = CHANGE_TABLE[state.value].get(act)
        assert bool(CHANGE.allows(state, act)) is (wanted is not None)
        if wanted:
            assert CHANGE.next(state, act).value == wanted


@pytest.mark.requirement("F5")
@pytest.mark.parametrize(("flow", "states"), FLOWS, ids=lambda x: getattr(x, "name", ""))
def test_every_state_says_whom_it_waits_on(flow: Flow, states: type[Term]) -> None:
    assert set(flow.waits_on) == set(states)
    reached = {to for to in flow.moves.values()} | {next(iter(states))}
    assert reached == set(states)
