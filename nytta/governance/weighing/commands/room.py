"""In the room: one holds the pen, changes are undone and redone, and what is worth keeping gets a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Round, Scenario
from ..rules import change_fits, changed, target_of, weight_of_share, weights_fit
from .answers import ask_for


def _ready(scenario: Scenario, by: Person, on: datetime) -> tuple[Round, Scenario]:
    """The round and the scenario under lock, when the person may change it."""
    one = locked(scenario.round)
    scenario = locked(scenario)
    require(policies.can_change(by, one, scenario, on.date()))
    if scenario.is_screen and one.pen_id == by.pk:
        one.pen_at = on
        one.save(update_fields=["pen_at"])
    return one, scenario


@act
def change(*, scenario: Scenario, what: Mapping[str, Any], seen: int, by: Person, on: datetime) -> Scenario:
    """Ask what if. `seen` is the revision that the page showed: a change of the same thing since then is told and not written over.

    Changes of other things since then stay, and this one is added: nothing is lost. Source: F16.
    """
    one, scenario = _ready(scenario, by, on)
    assert one.figures is not None
    require(policies.takes_part_in(by, one, str(what.get("id", "")), on.date()))
    require(change_fits(one.figures.content, what))
    later = [c for c in scenario.changes if c["rev"] > seen and target_of(c) == target_of(what)]
    if later:
        require(no("clash", "%(name)s har ändrat samma sak sedan du såg sidan.", "F16", "Se vad som gäller nu och ändra igen om du vill.",
                   name=later[-1]["name"]))  # fmt: skip
    held = {c["id"]: c["weight"] for c in changed(one.figures.content, scenario.changes)["criteria"]}
    if "percent" in what:
        what = {**what, "weight": weight_of_share(held, what["criterion"], what["percent"])}
    row = {**what, "by": by.pk, "name": str(by), "rev": scenario.revision + 1}
    changes = [*scenario.changes, row]
    weights = {c["id"]: c["weight"] for c in changed(one.figures.content, changes)["criteria"]}
    require(weights_fit(weights))
    return _write(scenario, changes, [])


def _unchanged(scenario: Scenario, seen: int) -> None:
    """What is taken back is what the page showed, and not what somebody has added since."""
    if scenario.revision != seen:
        last = (scenario.changes or scenario.undone)[-1]["name"] if scenario.changes or scenario.undone else ""
        require(
            no(
                "clash",
                "Skärmen har ändrats sedan du såg den; sist av %(name)s.",
                "F16",
                "Se vad som gäller nu och försök igen om du vill.",
                name=last,
            )
        )


def _write(scenario: Scenario, changes: list[dict[str, Any]], undone: list[dict[str, Any]]) -> Scenario:
    scenario.changes, scenario.undone, scenario.revision = changes, undone, scenario.revision + 1
    scenario.save(update_fields=["changes", "undone", "revision"])
    return scenario


@act
def undo(*, scenario: Scenario, seen: int, by: Person, on: datetime) -> Scenario:
    """Take the last change back; it can be done again. Source: F16."""
    _, scenario = _ready(scenario, by, on)
    _unchanged(scenario, seen)
    if not scenario.changes:
        return scenario
    return _write(scenario, scenario.changes[:-1], [*scenario.undone, scenario.changes[-1]])


@act
def redo(*, scenario: Scenario, seen: int, by: Person, on: datetime) -> Scenario:
    """Do the change again that was last taken back. Source: F16."""
    _, scenario = _ready(scenario, by, on)
    _unchanged(scenario, seen)
    if not scenario.undone:
        return scenario
    again = {**scenario.undone[-1], "rev": scenario.revision + 1}
    return _write(scenario, [*scenario.changes, again], scenario.undone[:-1])


@act
def start_again(*, scenario: Scenario, seen: int, by: Person, on: datetime) -> Scenario:
    """Take all changes back, one can still do them again. Source: F16."""
    _, scenario = _ready(scenario, by, on)
    _unchanged(scenario, seen)
    return _write(scenario, [], [*scenario.undone, *reversed(scenario.changes)])


@act
def take_pen(*, one: Round, by: Person, on: datetime) -> Round:
    """Take the pen, which everybody sees. Source: F16."""
    one = locked(one)
    require(policies.can_take_pen(by, one, on.date()))
    before = str(one.pen) if one.pen else ""
    one.pen, one.pen_at = by, on
    one.save(update_fields=["pen", "pen_at"])
    audit.note(subject=one.code, act="round.pen", by=by, on=on, changes={"pen": [before, str(by)]})
    return one


@act
def put_down_pen(*, one: Round, by: Person, on: datetime) -> Round:
    """Put the pen down: then nobody holds it and all in the room can change. Source: F16."""
    one = locked(one)
    require(policies.can_put_down_pen(by, one, on.date()))
    one.pen = one.pen_at = None
    one.save(update_fields=["pen", "pen_at"])
    audit.note(subject=one.code, act="round.pen_down", by=by, on=on, changes={"pen": [str(by), ""]})
    return one


@act
def keep_scenario(*, scenario: Scenario, name: str, by: Person, on: datetime) -> Scenario:
    """Keep what is asked under a name, to compare and to share by link; it is the keeper's own from then on. Source: F16."""
    one = locked(scenario.round)
    require(policies.can_take_pen(by, one, on.date()))
    if not name.strip():
        require(no("name", "Ge scenariot ett namn.", "F16", "Exempel: ”Mer till skolan”.", "name"))
    number = max(Scenario.objects.filter(round=one).values_list("number", flat=True), default=0) + 1
    kept = Scenario.objects.create(
        round=one, number=number, name=name.strip(), changes=scenario.changes, by=by, at=on, revision=scenario.revision
    )
    ask_for(scenario=kept, by=by, on=on)
    audit.note(subject=one.code, act="round.scenario", by=by, on=on, changes={"number": number, "name": kept.name})
    return kept
