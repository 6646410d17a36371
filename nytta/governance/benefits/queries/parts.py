"""A part of a larger project's claim: it lies within that claim, is told of, and is not counted again. Source: ADR 0015; F9."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from nytta.engine.appraisal.ledger import as_decimal
from nytta.plain.verdicts import YES, Verdict, no

from ..models import Claim, ClaimShare, Item
from ..terms import BINDING, ClaimStatus, Side
from .ledger import Share, is_part, shares_now

Years = Mapping[int, Fraction | int]


def by_year(shares: Iterable[Share]) -> dict[int, Fraction | int]:
    """What shares of one or more claims come to each year: shares 0-1, or kronor of a budget line."""
    found: dict[int, Fraction | int] = {}
    for s in shares:
        found[s.year] = found.get(s.year, 0) + (s.fraction if s.amount_sek is None else s.amount_sek)
    return found


def within(*, parent: Claim | None, item: Item, baseline: int, driver: str, years: Years) -> Verdict:
    """A claim may be a part of another project's claim on the same, which is no part itself and holds all its parts. Source: F9."""
    if parent is None:
        return YES
    same = (parent.baseline_id, parent.driver) == (baseline, driver) and parent.item.calculation_id != item.calculation_id
    if not same or parent.parent_id is not None or Claim.objects.filter(parent__item=item).exists():
        return no("parent", "Det större projektets anspråk ska gälla samma nuläge, sänka samma sak och inte självt vara en del.", "F9",
                  "Välj ett annat ärende, eller lämna tomt.", field="part_of")  # fmt: skip
    others = Claim.objects.filter(parent=parent).exclude(item=item).exclude(status=ClaimStatus.RELEASED.value)
    return room(parent, years, others)


def room(parent: Claim, years: Years, others: Iterable[Claim]) -> Verdict:
    """A parent project's claim holds its parts' claims. Source: F9."""
    above, beside = by_year(shares_now([parent.pk])), by_year(shares_now([c.pk for c in others]))
    for year, share in sorted(years.items()):
        if share and share + beside.get(year, 0) > above.get(year, 0):
            return no("parent", "Delarna är %(year)s tillsammans mer än anspråket i %(code)s, som de är en del av.", "F9",
                      "Minska andelen, eller ta bort kopplingen.", field=f"share_{year}", year=year, code=parent.item.calculation.code)  # fmt: skip
    return YES


def holds(claim: Claim, years: Years) -> Verdict:
    """What a claim becomes still holds its parts. Source: F9."""
    parts = Claim.objects.filter(parent=claim).exclude(status=ClaimStatus.RELEASED.value)
    for year, share in sorted(by_year(shares_now([c.pk for c in parts])).items()):
        if share > years.get(year, 0):
            return no("parent", "Andra ärenden har delar av anspråket, som %(year)s tillsammans är mer.", "F9", "Skriv en större andel.",
                      field=f"share_{year}", year=year)  # fmt: skip
    return YES


def grantable(claim: Claim) -> Verdict:
    """Whether a part can be granted: not before what it is a part of, nor beyond it together with the parts granted already. Source: F9."""
    parent = claim.parent
    if parent is None or not is_part(parent.status):
        return YES
    if ClaimStatus(parent.status) not in BINDING:
        return no("parent_first", "”%(item)s” är en del av anspråket i %(code)s, som inte är beviljat än.", "F9",
                  "Bevilja det större projektet först, eller ta bort kopplingen.", item=claim.item.label, code=parent.item.calculation.code)  # fmt: skip
    return room(parent, by_year(shares_now([claim.pk])), Claim.objects.filter(parent=parent, status__in=[s.value for s in BINDING]))


def part_rows(claims: Iterable[Claim]) -> list[ClaimShare]:
    """The decided rows, not yet written, of claims that are parts: they count nothing more. Source: F9."""
    of = {c.pk: c for c in claims}
    return [
        ClaimShare(claim=of[s.claim], side=Side.DECIDED.value, year=s.year, fraction=as_decimal(s.fraction), amount_sek=s.amount_sek, counted=as_decimal(Fraction(0)))
        for s in shares_now(of)
    ]  # fmt: skip


def is_within(claim: Claim) -> bool:
    """Whether a claim lies within another one."""
    return claim.parent is not None and is_part(claim.parent.status)
