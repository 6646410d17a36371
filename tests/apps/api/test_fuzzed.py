"""The whole API asked at random, by schemathesis: no fault of ours, and no answer that the document does not know.

Three callers each time, every role in make test-all. Acts are asked by one of them here, and by every role in test_fuzzed_acts.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from config.wsgi import application
from nytta.city.records.terms import Role
from nytta.portal.api import RESOURCES
from tests.apps.acts import IN, serving
from tests.apps.api.callers import READ, ROOT, WRITE, Program, token_for
from tests.apps.portal.test_bad_input import whole_city
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("D14")]
TRIES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 3}
# a code or cursor that nobody has made up may be well written and still not be there, and an act may be refused
CHECKS = {"checks": {"positive_data_acceptance": {"expected-statuses": [200, 304, 400, 401, 403, 404, 409, 412, 422]}}}


@contextlib.contextmanager
def one_connection() -> Iterator[None]:
    """The application runs inside the test's transaction, and so leaves its connection open."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


def places(office: Program) -> dict[str, dict[str, Any]]:
    """The address of a thing that is there, for each operation that reads one."""
    found = {}
    for one in RESOURCES:
        if one.detail and (rows := office.read(one.name, {"limit": 1})["items"]):
            path = "/".join((one.name, *(f"{{{name}}}" for name in one.detail.address)))
            found[f"/{path}"] = {name: rows[0][name] for name in one.detail.address}
    return found


def ask(operation: Any, mode: GenerationMode, token: str, place: dict[str, Any] | None, faults: list[str]) -> int:
    """Ask an operation some times, each answer tried by all of schemathesis's checks; how many times. What is wrong is added to the faults."""
    asked = 0
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    strategy = operation.as_strategy(generation_mode=mode, **({"path_parameters": place} if place else {}))

    @hypothesis.settings(
        max_examples=TRIES[mode],
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def once(case: Any) -> None:
        nonlocal asked
        asked += 1
        try:
            case.validate_response(case.call(headers=headers), headers=headers)
        except FailureGroup as wrong:
            faults.extend(f"{case.as_curl_command()} {mode.value}: {one}"[:1500] for one in wrong.exceptions)

    with contextlib.suppress(hypothesis.errors.Unsatisfiable):  # nothing can be wrong in an operation without parameters
        once()
    return asked


EACH_TIME = ("", "project_office", "applicant")
IN_TIME = [pytest.param(role.value, marks=pytest.mark.long) for role in Role if role.value not in EACH_TIME]


@pytest.mark.parametrize("who", [*EACH_TIME, *IN_TIME])
def test_no_fault_and_no_undocumented_answer(city: City_, who: str) -> None:
    whole_city(city)
    holder = city.people.get(who) or (serving(city, "provar", Role(who), IN) if who else None)
    token = token_for(city, holder, (*READ, *WRITE)) if holder else ""
    there = places(Program(token_for(city, city.people["project_office"])))
    asked, faults = dict.fromkeys(TRIES, 0), list[str]()
    with one_connection():
        schema = schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", application, config=SchemathesisConfig.from_dict(CHECKS))
        for result in schema.get_all_operations():
            operation = result.ok()
            if operation.path.startswith("/acts/") and who != "project_office":
                continue
            for mode in TRIES:
                asked[mode] += ask(operation, mode, token, None, faults)
            if operation.path in there:
                asked[GenerationMode.POSITIVE] += ask(operation, GenerationMode.POSITIVE, token, there[operation.path], faults)
    assert not faults, f"{len(faults)}: " + "\n".join(faults[:10])
    assert asked[GenerationMode.POSITIVE] > 120
    assert asked[GenerationMode.NEGATIVE] > 80
