"""The city's directory for tests: a service account with a token, and calls as it makes them."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from nytta.city.organisation.models import Person
from tests.factories.city import City_

from .holders import make_program, make_token

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PEOPLE = "/Users"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


@dataclass
class Directory:
    """Calls of one token. `call` gives the answer, the others its JSON and hold that it is the status expected."""

    text: str
    program: Person

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes | str) else "" if body is None else json.dumps(body)
        return Client().generic(
            method,
            f"/scim/v2{path}",
            content,
            content_type="application/scim+json",
            headers={"authorization": f"Bearer {self.text}", **headers},
        )

    def json(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == status, answer.content.decode()
        assert answer["Content-Type"] == "application/scim+json" or status == 204
        return json.loads(answer.content) if answer.content else None

    def add(self, name: str, /, **more: Any) -> Any:
        """A new person by user name."""
        return self.json("POST", "/Users", {"schemas": [USER], "userName": name, **more}, 201)

    def group(self, name: str, *members: str, **more: Any) -> Any:
        """A new group with members by id."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members], **more}
        return self.json("POST", "/Groups", body, 201)

    def patch(self, path: str, *operations: Any, status: int = 200, **headers: str) -> Any:
        """Patch a person or group."""
        return self.json("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, status, **headers)

    def found(self, path: str) -> list[str]:
        """The names of what a list gives, in its order."""
        return [one.get("userName") or one["displayName"] for one in self.json("GET", path).get("Resources", [])]


def directory(city: City_, *scopes: str, username: str = "katalogen", per_minute: int = 100_000) -> Directory:
    """The city's directory with a token."""
    program = make_program(city, username)
    _, text = make_token(city, program, scopes or ("scim:write",), per_minute=per_minute)
    return Directory(text, program)
