"""A register to try: decisions with texts, letters, notes on review and seals; and what somebody with the database in hand can do."""

import json
from typing import Any

from django.db import connection

from nytta.city.records import commands
from nytta.city.records.documents.register import seal_lines
from nytta.city.records.models import Decision
from nytta.city.records.terms import DecisionKind, Review
from nytta.kit import guards
from tests.factories.city import City_


def decide(city: City_, number: int = 1, **values: Any) -> Decision:
    """One grant, published, with what a test wants otherwise."""
    given: dict[str, Any] = {
        "kind": DecisionKind.GRANT, "subject": f"A-2026-{number:03d}", "decider": "kommundirektören", "body_name": "Kommunstyrelsen",
        "mandate": "Delegationsordningen 4.2", "basis": f"Ansökan {number}", "reasons": f"Angeläget {number}", "registry": f"KS 2026/{number:04d}",
        "content": {"amount_sek": 1000 + number}, "published": True, "on_delegation": True, "by": city.people["director"], "on": city.on,
    }  # fmt: skip
    return commands.decide(**{**given, **values})


def several(city: City_, count: int, start: int = 1) -> list[Decision]:
    """Grants, every third with a letter and every fourth with a note on review."""
    made = []
    for n in range(start, start + count):
        more: dict[str, Any] = {"letter": f"Hej!\nBeslut {n}."} if n % 3 == 0 else {}
        more |= {"review": Review.LEGALITY, "review_clause": "13 kap. KL"} if n % 4 == 0 else {}
        made.append(decide(city, n, **more))
    return made


def seal(city: City_) -> list[str]:
    """Seal what is new; the lines of the published file as they are then."""
    commands.seal_registers(by=None, on=city.on)
    return list(seal_lines())


def sql(text: str, arguments: Any = ()) -> int:
    """Run SQL as somebody who has dropped the guards and every constraint in the way; the number of rows it touched."""
    with guards.lifted(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(text, arguments)
        return int(cursor.rowcount)


def as_json(value: Any) -> str:
    """A value as a JSON column takes it."""
    return json.dumps(value)
