"""Bodies over time beside a model that remembers every day by itself: random founding, renaming, moving and ending."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.city.organisation.rules import (
    Followed,
    Form,
    Life,
    answering,
    change_fits,
    changed,
    end_fits,
    faults,
    heirs_bound,
    kind_of_succession,
    when_withdrawn,
)
from nytta.city.organisation.terms import PARENTS, BodyKind, SuccessionKind

pytestmark = pytest.mark.requirement("O1")
START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(30)]
CODES, NAMES = ("a", "b", "c", "d"), ("Ett", "Två", "Tre", "Fyra", "Fem")
KINDS = (BodyKind.COMMITTEE, BodyKind.COMPANY_PARENT, BodyKind.COMPANY_BOARD, BodyKind.ADMINISTRATION)
Told = dict[date, tuple[str, str]]


@dataclass
class Model:
    """What each body is called and belongs to on each day, day by day; nothing else."""

    kinds: dict[str, BodyKind] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)

    def sound(self) -> bool:
        """Whether every day holds together, looked at one by one."""
        return all(self._sound_on(day) for day in DAYS)

    def _sound_on(self, day: date) -> bool:
        there = {c: told[day] for c, told in self.told.items() if day in told}
        if len({name for name, _ in there.values()}) < len(there):
            return False
        for code, (_, parent) in there.items():
            may = PARENTS.get(self.kinds[code], ())
            if not parent:
                if self.kinds[code] is BodyKind.ADMINISTRATION:
                    return False
                continue
            if parent not in there or self.kinds[parent] not in may:
                return False
            trail = [code]
            while parent:
                if parent in trail:
                    return False
                trail.append(parent)
                parent = there[parent][1] if parent in there else ""
        return True


def with_change(told: Told, place: int, value: str, on: date) -> Told:
    """The days with another name (0) or parent (1) from a day until it next changes."""
    new, held = dict(told), told[on][place]
    for day in (d for d in sorted(told) if d >= on):
        if told[day][place] != held:
            break
        name, parent = new[day]
        new[day] = (value, parent) if place == 0 else (name, value)
    return new


OP = st.tuples(
    st.sampled_from(("found", "found", "name", "parent", "parent", "end")), st.sampled_from(CODES), st.sampled_from(NAMES),
    st.sampled_from(("", *CODES)), st.sampled_from(KINDS), st.integers(0, len(DAYS) - 1),
)  # fmt: skip


def tried(lives: dict[str, Life], model: Model, op: tuple[str, str, str, str, BodyKind, int]) -> tuple[dict[str, Life], Model] | None:
    """The organisation and the model after an act, both as they would be; None when the act's own rule stops it."""
    what, code, name, parent, kind, number = op
    day, told, kinds = DAYS[number], dict(model.told), dict(model.kinds)
    if what == "found":
        if code in lives or parent == code or (parent and parent not in lives):
            return None
        told[code], kinds[code] = {d: (name, parent) for d in DAYS[number:]}, kind
        return {**lives, code: Life(code, kind, (Form(None, name, parent),), day)}, Model(kinds, told)
    if code not in lives or (what == "parent" and parent and parent not in lives):
        return None
    life = lives[code]
    if what == "end":
        if not end_fits(life, day):
            return None
        told[code] = {d: t for d, t in told[code].items() if d <= day}
        return {**lives, code: replace(life, last=day)}, Model(kinds, told)
    value = name if what == "name" else parent
    if not change_fits(life, what, value, day):  # type: ignore[arg-type]
        return None
    told[code] = with_change(told[code], 0 if what == "name" else 1, value, day)
    return {**lives, code: changed(life, what, value, day)}, Model(kinds, told)  # type: ignore[arg-type]


@settings(max_examples=400, deadline=None)
@given(st.lists(OP, max_size=25))
def test_every_day_is_as_a_model_remembers_it(ops: list[tuple[str, str, str, str, BodyKind, int]]) -> None:
    lives: dict[str, Life] = {}
    model = Model()
    for op in ops:
        after = tried(lives, model, op)
        if after is None:
            continue
        found = faults(after[0], ())
        assert (not found) == after[1].sound(), (op, found)
        if not found:
            lives, model = after
    for code, life in lives.items():
        assert life.forms[0].since is None
        assert [f.since for f in life.forms[1:]] == sorted({f.since for f in life.forms[1:]})
        assert {d: (life.form(d).name, life.form(d).parent) for d in DAYS if life.exists(d)} == model.told[code]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("name", "parent")), st.sampled_from(NAMES), st.integers(1, 29)), max_size=8))
def test_a_change_taken_back_leaves_what_was_before(ops: list[tuple[str, str, int]]) -> None:
    life = Life("a", BodyKind.COMPANY_BOARD, (Form(None, "Noll", "x"),), START)
    for what, value, number in ops:
        day = DAYS[number]
        if any(f.since == day for f in life.forms) or not change_fits(life, what, value, day):  # type: ignore[arg-type]
            continue
        after = changed(life, what, value, day)  # type: ignore[arg-type]
        place = 0 if what == "name" else 1
        back = {d: (when_withdrawn(after, day).form(d).name, when_withdrawn(after, day).form(d).parent) for d in DAYS}
        was = {d: (life.form(d).name, life.form(d).parent) for d in DAYS}
        later = [f for f in life.forms if f.since and f.since > day]
        if not any((f.name, f.parent)[place] == value for f in later):  # else two changes had become one
            assert back == was
        life = after


def lives_of(*rows: tuple[str, date | None, date | None]) -> dict[str, Life]:
    return {c: Life(c, BodyKind.COMMITTEE, (Form(None, c.upper()),), first, last) for c, first, last in rows}


def test_who_answers_follows_step_by_step() -> None:
    lives = lives_of(
        ("a", None, DAYS[4]), ("b", None, DAYS[4]), ("c", DAYS[5], DAYS[9]), ("d", DAYS[10], None), ("e", None, None), ("f", None, DAYS[2])
    )
    followed = [Followed("a", "c", DAYS[5]), Followed("b", "c", DAYS[5]), Followed("c", "d", DAYS[10]), Followed("c", "e", DAYS[10])]
    said = {n: answering("a", DAYS[n], lives, followed) for n in (4, 5, 9, 10)}
    assert said == {4: ["a"], 5: ["c"], 9: ["c"], 10: ["d", "e"]}
    assert answering("f", DAYS[3], lives, followed) == []
    assert answering("d", DAYS[3], lives, followed) == []


@pytest.mark.parametrize(
    ("day", "value", "rule"),
    [
        (START, "Ny", "body_change_day"),
        (DAYS[21], "Ny", "body_change_day"),
        (DAYS[5], "A", "body_change"),
        (DAYS[10], "Ny", "body_change_once"),
        (DAYS[5], "Ny", None),
        (DAYS[20], "Ny", None),
    ],
)
def test_change_fits(day: date, value: str, rule: str | None) -> None:
    life = Life("a", BodyKind.COMMITTEE, (Form(None, "A"), Form(DAYS[10], "B")), START, DAYS[20])
    assert [f.rule for f in change_fits(life, "name", value, day).findings] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("life", "day", "rule"),
    [
        (Life("a", BodyKind.COMMITTEE, (Form(None, "A"),), START, DAYS[3]), DAYS[5], "body_ended"),
        (Life("a", BodyKind.COMMITTEE, (Form(None, "A"),), DAYS[6]), DAYS[5], "body_end_day"),
        (Life("a", BodyKind.COMMITTEE, (Form(None, "A"), Form(DAYS[6], "B")), START), DAYS[5], "body_end_planned"),
        (Life("a", BodyKind.COMMITTEE, (Form(None, "A"), Form(DAYS[6], "B")), START), DAYS[6], None),
    ],
)
def test_end_fits(life: Life, day: date, rule: str | None) -> None:
    assert [f.rule for f in end_fits(life, day).findings] == ([rule] if rule else [])


def test_followers_exist_on_the_day_they_take_over() -> None:
    lives = lives_of(("a", None, DAYS[4]), ("b", DAYS[6], None), ("c", None, None))
    assert [f.rule for f in faults(lives, [Followed("a", "b", DAYS[5])])] == ["body_follower"]
    assert [f.rule for f in faults(lives, [Followed("c", "b", DAYS[6])])] == ["body_followed"]
    assert faults(lives, [Followed("a", "c", DAYS[5])]) == []


def test_succession_is_named_by_how_many() -> None:
    said = [kind_of_succession(before, after) for before, after in ((2, 1), (1, 2), (1, 1))]
    assert said == [SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.TRANSFER]


@pytest.mark.parametrize(
    ("ending", "unbound", "known", "fits"),
    [(["A"], ["B"], False, False), (["A"], ["B"], True, True), ([], ["B"], False, True), (["A"], [], False, True)],
)
def test_a_company_that_is_not_bound_takes_over_only_knowingly(ending: list[str], unbound: list[str], known: bool, fits: bool) -> None:
    assert bool(heirs_bound(ending=ending, unbound=unbound, known=known)) is fits
