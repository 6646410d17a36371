"""What a page that listens compares: cheap, since twenty pages ask every other second."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

from ..models import Answer, Figures, Round, Scenario
from ..rules import changed, in_force, mark_of
from ..terms import Question

FORCE = ("in", "out", "free")
BESIDE = (
    Question.SELECT,
    Question.OVERRIDE,
    Question.FREQUENCY,
    Question.MEMBERS,
    Question.INTERVAL,
    Question.UNCERTAIN,
    Question.MARGINAL,
)


def mark_of_room(one: Round, scenario: Scenario, answers: Iterable[Answer]) -> str:
    """Names what a page shows: the changes, the pen, the state, the figures, and how far the engine has come. The same in every process."""
    said = "".join(sorted(f"{a.pk}{a.state}{a.content.get('gap', '')}{len(a.content.get('conflict', ()))}{a.error}" for a in answers))
    of = f"{one.figures_id}{one.pen_id}{one.state}{said}{json.dumps(scenario.changes)}"
    return f"{scenario.revision}-{crc32(of.encode()):x}"


def figures_of(one: Round, changes: Sequence[Mapping[str, Any]]) -> str:
    """The mark of the changed figures. What is taken in or out by hand is not in them."""
    text = json.dumps([c for c in in_force(changes) if c["do"] not in FORCE], sort_keys=True)
    return _marked(str(one.figures_id), text)


@lru_cache(maxsize=512)
def _marked(figures: str, changes: str) -> str:
    made = json.loads(changes)
    return mark_of(changed(Figures.objects.get(pk=figures).content, made)) if made else figures


def heard(one: Round, scenario: Scenario) -> str:
    """What the room's page would be named now: one query for the answers, and nothing is worked out."""
    rows = Answer.objects.filter(figures=figures_of(one, scenario.changes), kind__in=[k.value for k in BESIDE])
    return mark_of_room(one, scenario, rows)
