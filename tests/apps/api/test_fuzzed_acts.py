"""Every act, for every role, sent what its own fields take and what they do not: no fault of ours, no answer that the document does not know."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from config.wsgi import application
from tests.apps.api.callers import ROOT
from tests.apps.api.test_acts_matrix import THERE, TRIED, tokens
from tests.apps.api.test_fuzzed import one_connection
from tests.apps.test_matrix_pages import ROWS, World, asked, world

__all__ = ["tokens", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("D14", "O2")]
ODD: tuple[Any, ...] = (
    "", " ", "0", "-1", "1,5", "99999999999999999999", "2026-02-30", "0000-00-00", "9999-12-31", "1900-01-01", "ja", "x" * 20_000, "\u2028å\ud7ff\U0001f600", "<b>", "%", "\t\n",
    0, -1, 2**63, 1e308, 1.5, True, False, None, [], ["1", "1"], [None], {"a": 1}, [[1]], "a\0b",
)  # fmt: skip
WORDS = {"integer": ("1", 1, 250_000), "boolean": (True, False), "string": ("Prov", "2026-06-01", "1", "08:30"), "array": ([],)}
TURNS_IN, TURNS_OUT = 4, 1
MADE_UP = {"weighing:decide": {"also"}}  # names the cases of a screen that are nowhere else in the world that is tried
NO_CHECK = {
    "positive_data_acceptance": {"enabled": False},
    "negative_data_rejection": {"enabled": False},
}  # what a field takes is not in the document


@pytest.fixture(scope="module")
def document(world: World) -> Iterator[Any]:
    """The document as a program reads it."""
    with one_connection():
        yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application, config=SchemathesisConfig.from_dict({"checks": NO_CHECK}))


def value_of(field: Any, dice: random.Random, odd: float) -> Any:
    """A value for a field: one that it may take, or an odd one."""
    if dice.random() < odd:
        return dice.choice(ODD)
    if choices := field.get("choices"):
        one = dice.choice(choices)["value"]
        return [one] if field["type"] == "array" else one
    return field["value"] if field["value"] is not None and dice.random() < 0.6 else dice.choice(WORDS[field["type"]])


def bodies(fields: Any, marks: Any, dice: random.Random, turns: int) -> Iterator[dict[str, Any]]:
    """Bodies from one that is likely to be taken to one that is odd all through."""
    for turn in range(turns):
        yield {f["name"]: value_of(f, dice, turn / turns) for f in fields if f["required"] or dice.random() < 0.8} | dict(marks)


def ask(case: Any, headers: dict[str, str], faults: list[str]) -> Any:
    """The answer, tried by all of schemathesis's checks; what is done is undone."""
    with transaction.atomic():
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    try:
        case.validate_response(answer, headers=headers)
    except FailureGroup as wrong:
        faults.extend(f"{case.as_curl_command()}: {one}"[:1500] for one in wrong.exceptions)
    return answer


@pytest.mark.parametrize("most", [pytest.param(2, id="some"), pytest.param(99, id="every role", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", TRIED)
def test_no_act_fails_or_answers_what_is_not_described(
    world: World, tokens: dict[int, dict[str, str]], document: Any, name: str, most: int
) -> None:
    act, values, row, faults = THERE[name], {**world.values}, ROWS[name], list[str]()
    with transaction.atomic():
        row.ready(values)
        app, dice, left = name.split(":")[0], random.Random(name), {True: most, False: most}
        places = {k: values.get(f"{name}.{k}", values.get(f"{app}.{k}", values.get(k))) for k in act.places}
        looked, done = document[act.path]["GET"], document[act.path]["POST"]
        people = [(tokens[person.pk], wanted) for _who, person, wanted in asked(world, name)]
        for token, wanted in [({}, False), *people]:
            if not left[wanted]:
                continue
            left[wanted] -= 1
            told = ask(looked.Case(path_parameters=places), token, faults)
            said = told.json() if told.status_code == 200 else {"fields": [], "marks": {}}
            fields = [f for f in said["fields"] if f["name"] not in MADE_UP.get(name, ())]
            for body in bodies(fields, said["marks"], dice, TURNS_IN if wanted else TURNS_OUT):
                ask(done.Case(path_parameters=places, body=body, media_type="application/json"), token, faults)
        transaction.set_rollback(True)
    assert not faults, f"{len(faults)}: " + "\n".join(faults[:5])
