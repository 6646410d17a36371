"""Reads of the weighing. `figures` builds the engine's problem, `room` is what the page shows, `answers` what the engine has said."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role, holders
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import MemberWeights, Round, Scenario
from ..terms import RoundState


def rounds() -> QuerySet[Round]:
    """All weighings, the latest first."""
    return Round.objects.select_related("programme", "rule_set", "created_by")


def round_at(code: str) -> Round | None:
    """A weighing by its code, with its figures."""
    return Round.objects.select_related("programme", "rule_set", "figures", "pen").filter(code=code).first()


def round_with_rules(code: str) -> Round | None:
    """A weighing by its code, with its figures, criteria and rules."""
    rows = Round.objects.select_related("programme", "rule_set", "figures", "pen").prefetch_related("criteria", "limits")
    return rows.filter(code=code).first()


def hold(code: str) -> None:
    """Lock a weighing for the rest of the transaction, so that what is read of it after this is what is written over."""
    Round.objects.select_for_update().filter(code=code).values("pk").first()


def screen_of(one: Round) -> Scenario | None:
    """What the room looks at."""
    return Scenario.objects.filter(round=one, is_screen=True).first()


def members(on: date) -> QuerySet[Person]:
    """The members of the development council on a day, by name."""
    return holders(Role.DEVELOPMENT_COUNCIL, on).order_by("name", "pk")


def number_given(one: Round) -> int:
    """How many members have given weights."""
    return MemberWeights.objects.filter(round=one).count()


def weights_by(one: Round, person: Person) -> MemberWeights | None:
    """What a person has given."""
    return MemberWeights.objects.filter(round=one, person=person).first()


def weights_given(one: Round) -> list[MemberWeights]:
    """What the members have given, in the order of their names. Nobody else's is shown before the lock."""
    return list(MemberWeights.objects.filter(round=one).select_related("person").order_by("person__name", "person"))


@worklist
def to_weigh_criteria(person: Person, on: date) -> Iterable[Waiting]:
    """The weighings that wait for a member's own weights."""
    if not has_role(person, Role.DEVELOPMENT_COUNCIL, on):
        return []
    mine = MemberWeights.objects.filter(person=person).values("round")
    waiting = Round.objects.filter(state=RoundState.WEIGHTS.value).exclude(pk__in=mine)[:50]
    return [
        Waiting(gettext("Väg kriterierna"), r.title, r.code, reverse("weighing:weigh_in", args=[r.code]), r.created_on, "", 1)
        for r in waiting
    ]
