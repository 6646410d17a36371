"""Programs that call: a token for anybody, and what answers it."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.test import Client

from nytta.city.access.commands.programs import issue_own_token
from nytta.city.organisation.models import Person
from nytta.portal.api import RESOURCES
from nytta.portal.api.acts import LABELS
from tests.factories.city import City_

ROOT = "/api/v1/"
READ = tuple(r.scope for r in RESOURCES)
WRITE = tuple(f"{name}:write" for name in LABELS)


def token_for(city: City_, holder: Person, scopes: Collection[str] = READ) -> str:
    """A token of a holder, good for a day."""
    end = city.on + timedelta(days=1)
    return issue_own_token(name="prov", scopes=scopes, known=set(scopes), expires_at=end, per_minute=100_000, by=holder, on=city.on)[1]


class Program:
    """Calls with a token, or as nobody."""

    def __init__(self, token: str = "") -> None:
        self.client, self.token = Client(), token

    def get(self, address: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """The answer to a GET below the root."""
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        return self.client.get(ROOT + address, query or {}, headers=sent)

    def read(self, address: str, query: dict[str, Any] | None = None) -> Any:
        """What a GET that must answer 200 says."""
        answer = self.get(address, query)
        assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[:500])
        return json.loads(answer.content)


def problem(answer: Any) -> tuple[int, str]:
    """(status, kind) of a problem, its form tried."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["status"] == answer.status_code
    return told["status"], told["type"].partition("#")[2]
