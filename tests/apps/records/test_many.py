"""A hundred thousand decisions verify in one streaming pass, with memory that does not grow with them."""

import resource
import sys
import time
from datetime import date

import pytest

from nytta.city.records import commands
from nytta.city.records.models import Decision, DecisionText
from nytta.city.records.queries import register_faults
from nytta.kit.models import ChainHead
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.long, pytest.mark.requirement("O6")]
COUNT, PART = 100_000, 2_000
MOST_BYTES = 40_000_000


def fill(city: City_, count: int) -> None:
    """Decisions as the program writes them, many at a time, and then the head that it would have left."""
    head = ChainHead.objects.get(name=Decision.chain)
    number, previous = head.number, head.sha256
    while number < head.number + count:
        links, texts = [], []
        for _ in range(PART):
            number += 1
            text = DecisionText(
                basis=f"Ansökan {number}", reasons="Angeläget. " * 20, person={"by": 1, "name": "N", "about": ""},
                salts=dict.fromkeys(DecisionText.PARTS, "0" * 32), published_on=date(2026, 3, 2),
            )  # fmt: skip
            link = Decision(
                number=number, previous=previous, form=2, kind="grant", decided_on=date(2026, 3, 2), decider="kommundirektören",
                body_name="Kommunstyrelsen", mandate="Delegationsordningen 4.2", registry_number=f"KS 2026/{number}",
                own_number=f"L {number}", subject=f"A-2026-{number}", content={"amount_sek": number}, published=True,
                **{f"{part}_sha256": text.hash_of(part) for part in DecisionText.PARTS},
            )  # fmt: skip
            link.sha256 = previous = link.digest()
            text.decision = link
            links.append(link)
            texts.append(text)
        Decision.objects.bulk_create(links)
        DecisionText.objects.bulk_create(texts)
    last = ChainHead(name=Decision.chain, number=number, sha256=previous)
    ChainHead.objects.filter(name=Decision.chain).update(number=number, sha256=previous, mac=last.signature())


def held() -> int:
    """The most memory that the process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_hundred_thousand_decisions_verify_with_constant_memory(city: City_, capsys: pytest.CaptureFixture[str]) -> None:
    fill(city, COUNT)
    commands.seal_registers(by=None, on=city.on)
    before, began = held(), time.perf_counter()
    assert list(register_faults()) == []
    took, more = time.perf_counter() - began, held() - before
    with capsys.disabled():
        sys.stdout.write(f"\n{Decision.objects.count()} decisions verified in {took:.1f} s; memory grew by {more / 1e6:.1f} MB\n")
    assert more <= MOST_BYTES  # as objects all at once they would be a thousand MB
