"""A frame's granted sum is the sum of its grants, whoever writes it."""

import pytest
from django.db import DatabaseError, connection, transaction

from nytta.governance.portfolios.models import Frame, FramePart
from tests.factories.city import City_, make_case, make_city

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("amount", [0, 999_999, 1_000_001])
def test_granted_sum_cannot_be_written_by_hand(city: City_, amount: int) -> None:
    make_case(city, "granted")
    frame = Frame.objects.get(portfolio=city.portfolio(), year=2026)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE portfolios_frame SET granted_sek = %s WHERE id = %s", [amount, frame.pk])
    frame.refresh_from_db()
    assert (frame.granted_sek, frame.left_sek) == (1_000_000, 9_000_000)


@pytest.mark.requirement("F3")
def test_part_is_charged_with_its_frame(db: None) -> None:
    city = make_city(parts={"innovation": 2_000_000, "improvement": 8_000_000})
    make_case(city, "granted")
    rows = FramePart.objects.filter(frame__portfolio=city.portfolio(), frame__year=2026).order_by("part")
    assert list(rows.values_list("part", "granted_sek")) == [("improvement", 1_000_000), ("innovation", 0)]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE portfolios_framepart SET granted_sek = 0 WHERE part = 'improvement'")
