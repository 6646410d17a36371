"""Fund requests: of a project, and what waits on whom."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.portfolios.models import Allocation
from nytta.governance.portfolios.queries.money import allocations_of
from nytta.kit.work import Waiting, worklist
from nytta.plain.money import sek

from ..models import FundRequest, Project
from ..terms import RequestState


def asked_of(allocation: Allocation) -> int:
    """What waits to be reserved of an allocation, in kronor."""
    waiting = FundRequest.objects.filter(allocation=allocation, state=RequestState.ASKED.value)
    return waiting.aggregate(s=Sum("amount_sek"))["s"] or 0


def requests_of(project: Project) -> QuerySet[FundRequest]:
    """A project's fund requests, the newest first."""
    return FundRequest.objects.filter(project=project).select_related("allocation", "asked_by", "settled_by")


def request_at(code: str) -> FundRequest | None:
    """The fund request under a code with all that its page names."""
    related = ("project__application__applicant_body", "project__manager", "allocation__portfolio", "asked_by", "settled_by")
    return FundRequest.objects.filter(code=code).select_related(*related).first()


def money_to_ask_for(project: Project, on: date) -> list[tuple[Allocation, int]]:
    """(allocation, kronor free and not asked for) of the years that have begun and have something left; two queries."""
    places = [a for a in allocations_of(project.application_id) if a.year <= on.year and a.available_sek]
    waiting = FundRequest.objects.filter(allocation__in=places, state=RequestState.ASKED.value).order_by()
    asked = dict(waiting.values_list("allocation").annotate(s=Sum("amount_sek")))
    return [(a, left) for a in places if (left := a.available_sek - asked.get(a.pk, 0)) > 0]


@worklist
def requests_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """Fund requests to decide and to pay, for the office; those of the last month that were refused, for their manager."""
    lines: list[Waiting] = []
    if has_role(person, Role.PROJECT_OFFICE, on):
        what = {
            RequestState.ASKED.value: gettext("Besluta om en rekvisition"), RequestState.RESERVED.value: gettext("Betala ut en rekvisition")
        }  # fmt: skip
        rows = FundRequest.objects.filter(state__in=list(what)).exclude(asked_by=person).select_related("project__application")
        lines += [
            Waiting(what[r.state], r.project.application.title, r.code, reverse("projects:request", args=[r.code]), r.settled_on or r.asked_on,
                    sek(r.amount_sek), 3)
            for r in rows.order_by("asked_on", "pk")[:50]
        ]  # fmt: skip
    return lines
