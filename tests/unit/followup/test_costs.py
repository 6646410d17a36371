"""Which project a booked row belongs to, worked by hand; every öre is somewhere."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.followup.projects.rules import Codes, CostRow, Read, ore_of, read_costs, sek_of, tied_again
from nytta.followup.projects.terms import LeftOut, Untied

pytestmark = pytest.mark.requirement("U5")
DAY = date(2026, 2, 9)
CODES = [
    Codes(1, "P300", "1000", "200"),
    Codes(1, "P300", "1000", "210"),
    Codes(2, "P300", "1000", "220"),
    Codes(3, "P300", "2000", "220"),
    Codes(4, "P400", "4000", "400"),
]
CLASSES = {4, 5, 6, 7}


def row(
    project: str = "P400", centre: str = "", activity: str = "", *, ore: int = 100, account: str = "6540", voucher: str = "A 1", n: int = 1
) -> CostRow:
    return CostRow(n, DAY, voucher, account, ore, project, centre, activity)


def read(*rows: CostRow, known: frozenset[str] = frozenset()) -> Read:
    return read_costs(rows=rows, codes=CODES, classes=CLASSES, known=lambda keys: known & set(keys))


@pytest.mark.parametrize(("codes", "project", "why"), [
    (("P400", "", ""), 4, None), (("P400", "9999", "999"), 4, None), (("P999", "1000", "200"), None, Untied.UNKNOWN),
    (("P300", "", "200"), 1, None), (("P300", "", "220"), None, Untied.SEVERAL), (("P300", "2000", "220"), 3, None), (("P300", "2000", ""), 3, None),
    (("P300", "", ""), None, Untied.SEVERAL), (("", "4000", "400"), 4, None), (("", "2000", "220"), 3, None),
])  # fmt: skip
def test_row_is_tied_by_its_codes(codes: tuple[str, str, str], project: int | None, why: Untied | None) -> None:
    assert [(t.project, t.untied) for t in read(row(*codes)).tied] == [(project, why)]


@pytest.mark.parametrize(("one", "why"), [
    (row("", "4000", ""), LeftOut.NO_CODE), (row("", "", ""), LeftOut.NO_CODE), (row(account="2440"), LeftOut.ACCOUNT), (row(account=""), LeftOut.ACCOUNT),
    (row(account="1930"), LeftOut.ACCOUNT),
])  # fmt: skip
def test_what_is_no_projects_cost_is_left_out_by_reason(one: CostRow, why: LeftOut) -> None:
    found = read(one)
    assert (found.rows, found.tied, found.left_out) == (1, (), {why: 1})


def test_same_row_again_is_known_and_two_equal_rows_are_two() -> None:
    first = read(row(), row(n=2))
    assert len({t.key for t in first.tied}) == 2
    keys = frozenset(t.key for t in first.tied)
    again = read(row(n=9), row(n=10), row(n=11), row(voucher="A 2"), known=keys)
    assert (again.known, [t.row.row for t in again.tied]) == (2, [11, 1])  # a third equal row, and another voucher, are new


def test_untied_rows_are_tied_when_a_project_has_their_code() -> None:
    untied = read(row("P999"), row("P300")).untied
    found = tied_again(rows=untied, codes=[*CODES, Codes(7, "P999", "1", "1")])
    assert [(t.row.project_code, t.project, t.untied) for t in found] == [("P999", 7, None)]


@pytest.mark.parametrize(
    ("text", "ore"), [("1 234,50", 123_450), ("-12.5", -1_250), ("−1\u00a0000", -100_000), ("0.30000000000000004", 30), ("7", 700)]
)
def test_amount_to_the_ore(text: str, ore: int) -> None:
    assert ore_of(text) == ore


@pytest.mark.parametrize("text", ["", "1,234", "1.2.3", "tolv", "1e5", "12 kr", "--1"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        ore_of(text)


@pytest.mark.parametrize(("ore", "sek"), [(149, 1), (150, 2), (-150, -1), (-151, -2), (0, 0)])
def test_kronor_are_rounded_half_up_once(ore: int, sek: int) -> None:
    assert sek_of(ore) == sek


rows = st.lists(st.builds(
    row, st.sampled_from(["", "P300", "P400", "P999"]), st.sampled_from(["", "1000", "2000", "4000"]), st.sampled_from(["", "200", "220", "400"]),
    ore=st.integers(-(10**9), 10**9), account=st.sampled_from(["1930", "4010", "6540", "7010", "8410"]), voucher=st.sampled_from(["A 1", "A 2"]),
), max_size=30)  # fmt: skip


@given(rows, st.integers(0, 30))
def test_every_row_is_tied_untied_left_out_or_known(some: list[CostRow], split: int) -> None:
    first = read(*some[:split])
    second = read(*some, known=frozenset(t.key for t in first.tied))
    assert second.rows == len(second.tied) + second.known + sum(second.left_out.values())
    cost = sum(r.amount_ore for r in some if r.account[0] in "4567")
    no_code = sum(r.amount_ore for r in some if r.account[0] in "4567" and not r.project_code and read(r).left_out)
    assert sum(t.row.amount_ore for t in first.tied) + sum(t.row.amount_ore for t in second.tied) == cost - no_code
    assert [t.key for t in read(*some).tied] == [t.key for t in read(*reversed(list(reversed(some)))).tied]
