"""Charts are drawn in a process beside, which may end at any time."""

import json
import os
import signal

import pytest

from nytta.kit import drawing

SPEC = json.dumps({
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"values": [{"a": "Å", "b": 2}]}, "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}},
})  # fmt: skip


def test_a_chart_is_drawn_and_a_killed_drawer_is_replaced() -> None:
    first = drawing.drawn(SPEC)
    assert first.startswith("<svg")
    assert ">Å<" in first
    child = drawing._DRAWER.child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert drawing.drawn(SPEC) == first
    assert drawing._DRAWER.child is not child


def test_what_cannot_be_drawn_is_told_and_the_next_chart_is_drawn() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the words are the library's)
        drawing.drawn('{"mark": {"type": 1}}')
    assert drawing.drawn(SPEC).startswith("<svg")


def test_one_who_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing._DRAWER.end()
    monkeypatch.setattr(drawing, "PATIENCE_SECONDS", 0)
    with pytest.raises(RuntimeError):
        drawing.drawn(SPEC)
    monkeypatch.undo()
    assert drawing.drawn(SPEC).startswith("<svg")
