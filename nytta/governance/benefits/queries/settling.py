"""What a proposed way out of a clash would give each claim, beside what stands."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from nytta.engine.appraisal.ledger import as_decimal

from ..models import Claim, Settlement, SettlementPart
from ..rules.settling import Ask, given
from ..terms import IN_KRONOR, BaselineKind
from .ledger import Share, binding_shares, own_shares, yearly_costs


def settlement_parts(settlement: Settlement, claims: Sequence[Claim], shares: Mapping[int, Fraction] | None) -> list[SettlementPart]:
    """What each claim gets in each year by the rule of the way out, not yet written. Source: F9."""
    baseline = settlement.baseline
    mine, standing = own_shares([c.pk for c in claims]), binding_shares([baseline.pk])
    line = yearly_costs([baseline.pk])[baseline.pk] if BaselineKind(baseline.kind) in IN_KRONOR else None

    def asks(rows: Sequence[Share], year: int) -> list[Ask]:
        return [Ask(s.claim, s.driver, s.fraction, s.amount_sek) for s in rows if s.year == year]

    return [
        SettlementPart(
            settlement=settlement, claim_id=g.claim, year=year, fraction=as_decimal(g.fraction), amount_sek=g.amount_sek, counted=as_decimal(g.counted),
        )
        for year in sorted({s.year for s in mine}) for g in given(asks(mine, year), asks(standing, year), shares, line)
    ]  # fmt: skip
