"""Every act × every role × in term, out of term and in conflict: exactly what the table of rights says."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from nytta.city.organisation.models import Person
from nytta.city.records.terms import Holder, Role
from nytta.plain.rights import RIGHTS, Right
from nytta.plain.verdicts import Verdict
from tests.apps.acts import ARGUMENTS, BEING, IN, OUT, SITUATIONS, Held, expected, hold, serving, stand
from tests.factories.city import ROOT, make_city

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]


def policies() -> dict[str, Callable[..., Any]]:
    """Every public `can_…` of the house's policies, by module and name."""
    found = {}
    for path in sorted([*ROOT.glob("nytta/**/policies.py"), *ROOT.glob("nytta/**/policies/*.py")]):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("can_") and function.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = function
    return found


FOUND = policies()  # imports them all, so that the table is whole
GENERAL = {  # ask for roles that are given, or of a provider and nobody in particular; they are no acts
    "nytta.city.records.policies.can_as",
    "nytta.city.access.policies.can_enter",
}


def test_every_policy_has_its_row_in_the_table() -> None:
    said_of = {r.policy for r in RIGHTS.values()}
    assert sorted(name for name, function in FOUND.items() if function not in said_of and name not in GENERAL) == []


def test_auditor_reads_and_does_nothing() -> None:
    assert [r.name for r in RIGHTS.values() if Role.AUDITOR in r.roles and not r.reads] == []
    assert [r.name for r in RIGHTS.values() if Role.AUDITOR in r.roles] != []


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Held]:
    """One world for all rows; each is tried in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield hold(make_city())
        transaction.set_rollback(True)


@pytest.fixture
def held(world: Held) -> Iterator[Held]:
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


def judged(one: Right, person: Person, arguments: tuple[Any, ...], day: date) -> Verdict:
    """What the policy says."""
    wants_day = "on" in inspect.signature(one.policy).parameters
    verdict: Verdict = one.policy(person, *arguments, *([day] if wants_day else []))
    return verdict


def test_every_act_for_every_role_is_as_the_table_says(held: Held) -> None:
    day = held.city.on.date()
    people: dict[tuple[Any, ...], Person] = {}
    for number, (role, term) in enumerate(SITUATIONS):
        for conflict in (False, True):
            person = people[role, term, conflict] = serving(held.city, f"p{number}-{conflict}", role, term)
            stand(person, held.ran, held.fresh, conflict=conflict, on=day)
    faults, tried = [], 0
    for name, one in RIGHTS.items():
        arguments = ARGUMENTS.get(name, lambda h: ())(held)
        for (role, term, conflict), person in people.items():
            person.remembered = {}  # type: ignore[attr-defined]
            verdict, wanted = judged(one, person, arguments, day), expected(one, role, term, set(), conflict)
            tried += 1
            if bool(verdict) is not wanted or (not verdict and not all(f.text for f in verdict.blocking)):
                faults.append((name, str(role), term, conflict, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))
    assert tried == len(RIGHTS) * len(people) == len(RIGHTS) * (len(Role) * 2 + 1) * 2


UNAPPOINTED = sorted((n, h.value) for n, r in RIGHTS.items() for h in {*r.others, *r.also} - {Holder.EMPLOYED})


@pytest.mark.parametrize(("name", "kind"), UNAPPOINTED)
def test_who_has_a_right_without_an_appointment(held: Held, name: str, kind: str) -> None:
    one, day, being, faults = RIGHTS[name], held.city.on.date(), Holder(kind), []
    roles = [(None, IN), *((r, t) for r in (*one.roles, Role.AUDITOR) for t in (IN, OUT))]
    for number, (role, term, conflict) in enumerate([(r, t, c) for r, t in roles for c in ((False, True) if one.barred else (False,))]):
        person = serving(held.city, f"p{number}", role, term)  # type: ignore[arg-type]
        stand(person, held.ran, held.fresh, conflict=conflict, on=day)
        arguments = (person,) if name in {"records.see_rights", "portal.extract"} else ARGUMENTS[name](held)
        BEING[being](held, person, arguments)
        verdict = judged(one, person, arguments, day)
        if bool(verdict) is not expected(one, role, term, {being}, conflict):  # type: ignore[arg-type]
            faults.append((str(role), term, conflict, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))


def test_rights_documented_are_the_rights_that_hold() -> None:
    page = Path(ROOT, "docs", "rights.md").read_text(encoding="utf-8")
    assert [name for name in RIGHTS if f"| `{name}` |" not in page] == []


def test_two_rows_of_one_name_are_refused() -> None:
    one = next(iter(RIGHTS.values()))
    with pytest.raises(ValueError, match="twice"):
        importlib.import_module("nytta.plain.rights").right(one.name, "x", scope=one.scope, source="O2")(one.policy)
    assert replace(one, name="another").policy is one.policy
