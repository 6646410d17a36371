"""An outside tester of the standard runs against the real server, over the network."""

from typing import Any

import pytest
import requests
from scim2_client import BaseSyncSCIMClient
from scim2_tester import Status, check_server

from tests.factories.city import City_

from .directories import directory


class OverTheNetwork(BaseSyncSCIMClient):
    """The tester's client over a plain HTTP session."""

    def __init__(self, base: str, token: str) -> None:
        super().__init__()
        self.base, self.session = base, requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return endpoint.startswith((self.base, "/")) or "://" not in endpoint

    def request(self, method: str, url: str, **given: Any) -> requests.Response:
        address = url if url.startswith("http") else f"{self.base}/{url.lstrip('/')}"
        return self.session.request(method, address, timeout=30, **given)


@pytest.mark.both
@pytest.mark.requirement("D14")
@pytest.mark.django_db(transaction=True)
def test_outside_tester_finds_no_error(live_server: Any, transactional_city: City_) -> None:
    results = check_server(OverTheNetwork(f"{live_server.url}/scim/v2", directory(transactional_city).text))

    faults = [(r.title, r.resource_type, r.reason) for r in results if r.status not in {Status.SUCCESS, Status.SKIPPED}]
    assert faults == []
    assert len([r for r in results if r.status is Status.SUCCESS]) >= 50
