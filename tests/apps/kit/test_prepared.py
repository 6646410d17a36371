"""A query that is composed once reads what the same query composed anew reads."""

from typing import Any

import pytest
from django.db.models import QuerySet, Value

from nytta.city.organisation.models import Person
from nytta.kit.prepared import Prepared

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ODD = '100 % "O\'Hara" %s \\ %(a0)s'


def _under(name: str, above: int) -> QuerySet[Any]:
    return Person.objects.filter(name=name, pk__gt=above).annotate(said=Value(ODD), seven=Value(7)).values_list("name", "said", "seven")


def test_what_is_fixed_and_what_is_given_come_back_as_they_are() -> None:
    prepared = Prepared(_under, str, int)
    for name in ("Åsa", ODD):
        Person.objects.create(username=f"u{len(name)}", name=name)
        for _ in range(2):
            assert prepared(name, 0) == [(name, ODD, 7)] == list(_under(name, 0))
    assert prepared("Nobody", 0) == []


def test_an_argument_that_is_changed_on_its_way_is_refused() -> None:
    with pytest.raises(ValueError, match="as it is"):
        Prepared(lambda name: Person.objects.filter(name__contains=name).values_list("pk"), str)("Åsa")
