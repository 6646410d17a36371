"""Reads of information: who is the master of what, where copies lie, how systems stand to the principles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from ..models import ConceptModel, Holding, InformationType, PrincipleAnswer, System
from ..terms import Fulfilment, HoldingRole, Principle

_MASTER = Q(role=HoldingRole.MASTER.value)


def types() -> QuerySet[InformationType]:
    """The types of information that are not ended, in Swedish order."""
    return InformationType.objects.filter(ended_on=None).order_by("sort", "pk")


def with_holdings(rows: QuerySet[InformationType]) -> QuerySet[InformationType]:
    """Each type with its master (`master_code`, `master_name`; null where there is none) and its number of `copies` in use."""
    held = Holding.objects.filter(information=OuterRef("pk"), system__retired_on=None)
    master = held.filter(_MASTER)
    copies = held.filter(role=HoldingRole.COPY.value).order_by().values("information").annotate(n=Count("*")).values("n")
    return rows.annotate(
        master_code=Subquery(master.values("system__code")[:1]), master_name=Subquery(master.values("system__name")[:1]),
        copies=Subquery(copies),
    )  # fmt: skip


def without_master(rows: QuerySet[InformationType]) -> QuerySet[InformationType]:
    """The types whose master nobody has named."""
    return rows.filter(~Exists(Holding.objects.filter(_MASTER, information=OuterRef("pk"))))


def mastered_by(system: System) -> list[str]:
    """The types of information that a system is the master of, which it cannot be retired from. Source: P7.1 (3); D3."""
    rows = Holding.objects.filter(_MASTER, system=system, information__ended_on=None).order_by("information__sort")
    return list(rows.values_list("information__name", flat=True))


def holdings_of(information: InformationType) -> list[Holding]:
    """Where a type of information is held: the master first, then by system; those of retired systems last."""
    rows = Holding.objects.filter(information=information).select_related("system__owner", "decision").order_by("system__sort", "pk")
    return sorted(rows, key=lambda h: (h.system.retired_on is not None, h.role != HoldingRole.MASTER.value))


def held_by(system: System) -> list[Holding]:
    """What information a system holds: what it is the master of first, in Swedish order."""
    rows = Holding.objects.filter(system=system).select_related("information__owner", "decision").order_by("information__sort", "pk")
    return sorted(rows, key=lambda h: h.role != HoldingRole.MASTER.value)


def current_models() -> QuerySet[ConceptModel]:
    """The concept models that no later version has replaced."""
    return ConceptModel.objects.filter(replaced_by=None)


def answers_of(system: System) -> dict[Principle, PrincipleAnswer]:
    """How a system stands to each principle that has been answered."""
    return {Principle(a.principle): a for a in system.principle_answers.select_related("by")}


@dataclass(frozen=True)
class Standing:
    """How many systems stand how to a principle; `unanswered` are those that nobody has answered for."""

    principle: Principle
    counts: dict[Fulfilment, int]
    unanswered: int


def standings(systems: QuerySet[System]) -> list[Standing]:
    """How the systems stand to each of the seven principles: two queries, whatever their number. Source: P7.1; D3."""
    total = systems.count()
    rows = PrincipleAnswer.objects.filter(system__in=systems.order_by().values("pk"))
    by: dict[tuple[str, str], int] = {
        (p, a): n for p, a, n in rows.order_by().values_list("principle", "answer").annotate(n=Count("*"))
    }  # fmt: skip
    found = []
    for principle in Principle:
        counts = {f: by.get((principle.value, f.value), 0) for f in Fulfilment}
        found.append(Standing(principle, counts, total - sum(counts.values())))
    return found


def answered(rows: QuerySet[System], codes: Sequence[str] = ()) -> QuerySet[System]:
    """Each system with its answers as `principle_1` … `principle_7` and `answered_last`, the day of the oldest answer that stands."""
    own = PrincipleAnswer.objects.filter(system=OuterRef("pk")).order_by()
    columns = {f"principle_{p}": Subquery(own.filter(principle=p).values("answer")[:1]) for p in Principle.codes()}
    oldest = own.order_by("answered_on").values("answered_on")[:1]
    number = own.values("system").annotate(n=Count("*")).values("n")
    return rows.annotate(**columns, answered_oldest=Subquery(oldest), answers=Subquery(number))


def outdated(rows: QuerySet[System], before: date) -> QuerySet[System]:
    """The systems that lack an answer to some principle, or have one from before a day."""
    own = PrincipleAnswer.objects.filter(system=OuterRef("pk"))
    recent = own.filter(answered_on__gte=before).order_by().values("system").annotate(n=Count("*")).filter(n=len(Principle)).values("n")
    return rows.filter(~Exists(recent))
