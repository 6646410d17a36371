"""A part of a larger project's claim: it lies within that claim, is told of, and is not counted again. Source: ADR 0015; F9."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from nytta.engine.appraisal.ledger import as_decimal
from nytta.plain.verdicts import no, require

from ..models import Claim, ClaimShare, Item
from ..queries.ledger import Share, is_part, shares_now
from ..terms import BINDING, ClaimStatus, Side

Years = Mapping[int, Fraction | int]


def by_year(shares: Iterable[Share]) -> dict[int, Fraction | int]:
    """What shares of one or more claims come to each year: shares 0-1, or kronor of a budget line."""
    found: dict[int, Fraction | int] = {}
    for s in shares:
        found[s.year] = found.get(s.year, 0) + (s.fraction if s.amount_sek is None else s.amount_sek)
    return found


def let_go_parts(items: Iterable[int]) -> None:
    """The claims of some items go, or turn to something else: their parts stand by themselves."""
    Claim.objects.filter(parent__item__in=list(items)).update(parent=None)


def require_within(*, parent: Claim | None, item: Item, baseline: int, driver: str, years: Years) -> None:
    """A claim may be a part of another project's claim on the same, which is no part itself and holds all its parts. Source: F9."""
    if parent is None:
        return
    same = (parent.baseline_id, parent.driver) == (baseline, driver) and parent.item.calculation_id != item.calculation_id
    if not same or parent.parent_id is not None or Claim.objects.filter(parent__item=item).exists():
        require(no("parent", "Det större projektets anspråk ska gälla samma nuläge, sänka samma sak och inte självt vara en del.", "F9",
                   "Välj ett annat ärende, eller lämna tomt.", field="part_of"))  # fmt: skip
    others = Claim.objects.filter(parent=parent).exclude(item=item).exclude(status=ClaimStatus.RELEASED.value)
    require_room(parent, years, others)


def require_room(parent: Claim, years: Years, others: Iterable[Claim]) -> None:
    """A parent project's claim holds its parts' claims. Source: F9."""
    above, beside = by_year(shares_now([parent.pk])), by_year(shares_now([c.pk for c in others]))
    for year, share in sorted(years.items()):
        if share and share + beside.get(year, 0) > above.get(year, 0):
            require(no("parent", "Delarna är %(year)s tillsammans mer än anspråket i %(code)s, som de är en del av.", "F9",
                       "Minska andelen, eller ta bort kopplingen.", field=f"share_{year}", year=year, code=parent.item.calculation.code))  # fmt: skip


def require_holds(claim: Claim, years: Years) -> None:
    """What a claim becomes still holds its parts. Source: F9."""
    parts = Claim.objects.filter(parent=claim).exclude(status=ClaimStatus.RELEASED.value)
    for year, share in sorted(by_year(shares_now([c.pk for c in parts])).items()):
        if share > years.get(year, 0):
            require(no("parent", "Andra ärenden har delar av anspråket, som %(year)s tillsammans är mer.", "F9", "Skriv en större andel.",
                       field=f"share_{year}", year=year))  # fmt: skip


def granted_parts(claims: Iterable[Claim]) -> list[ClaimShare]:
    """The decided rows of claims that are parts: refused before what they are a part of is granted, or beyond it; they count nothing more.

    Source: F9.
    """
    rows = []
    for claim in claims:
        parent = claim.parent
        assert parent is not None
        if ClaimStatus(parent.status) not in BINDING:
            require(no("parent_first", "”%(item)s” är en del av anspråket i %(code)s, som inte är beviljat än.", "F9",
                       "Bevilja det större projektet först, eller ta bort kopplingen.", item=claim.item.label, code=parent.item.calculation.code))  # fmt: skip
        mine = shares_now([claim.pk])
        require_room(parent, by_year(mine), Claim.objects.filter(parent=parent, status__in=[s.value for s in BINDING]))
        rows += [(claim, s) for s in mine]
    return [
        ClaimShare(
            claim=c,
            side=Side.DECIDED.value,
            year=s.year,
            fraction=as_decimal(s.fraction),
            amount_sek=s.amount_sek,
            counted=as_decimal(Fraction(0)),
        )
        for c, s in rows
    ]


def is_within(claim: Claim) -> bool:
    """Whether a claim lies within another one."""
    return claim.parent is not None and is_part(claim.parent.status)
