"""Reads of the organisation."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from nytta.kit.prepared import PreparedThings

from ..models import Body, City, in_existence
from ..terms import APPLICANTS, COMPANIES, BodyKind
from .over_time import BodyThen, Whole, as_on, bodies_then, periods, tree, whole, with_forms, with_those_below

__all__ = [
    "BodyThen", "Whole", "applicants", "as_on", "bodies", "bodies_then", "companies", "name_of", "owners", "periods",
    "the_city", "tree", "whole", "with_forms", "with_those_below",
]  # fmt: skip

_CITY = PreparedThings(lambda: City.objects.order_by("pk")[:1])


def the_city(person: Any = None) -> City:
    """The city's settings; the defaults where none are saved yet. Remembered on the person of a request (`remembered`)."""
    memory: dict[Any, Any] = getattr(person, "remembered", {})
    if "city" not in memory:
        memory["city"] = next(iter(_CITY()), None) or City(name="Nytta kommun")
    city: City = memory["city"]
    return city


def bodies(on: date) -> QuerySet[Body]:
    """Bodies that exist on a day, in Swedish order."""
    return Body.objects.filter(in_existence(on)).order_by("sort")


def applicants(on: date) -> QuerySet[Body]:
    """Committees and boards that exist on a day; whether the programme binds them is tried apart."""
    return bodies(on).filter(kind__in=[k.value for k in APPLICANTS])


def owners(on: date) -> QuerySet[Body]:
    """Bodies that can own a system: always a committee or a board (G3)."""
    return applicants(on)


def companies(on: date) -> QuerySet[Body]:
    """Company boards that exist on a day."""
    return bodies(on).filter(kind__in=[k.value for k in COMPANIES])


def name_of(kind: BodyKind) -> str:
    """The name of the city's one body of a kind (city council, executive board); the kind's own word where none is kept."""
    return Body.objects.filter(kind=kind.value).values_list("name", flat=True).first() or kind.sv
