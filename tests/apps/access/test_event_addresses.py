"""What a webhook points at is there in the API."""

import pytest

from nytta.kit import events
from nytta.portal.api.root import API

pytestmark = pytest.mark.requirement("D14")


def test_every_event_points_at_something_that_can_be_read() -> None:
    reads = [one for one in API.operations if one.method == "GET"]
    kinds = list(events.kinds().values())
    faults = [kind.name for kind in kinds if not any(one.pattern.fullmatch(kind.path("X-1").removeprefix("/api/v1/")) for one in reads)]
    assert kinds
    assert faults == []
