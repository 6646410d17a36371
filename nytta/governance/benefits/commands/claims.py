"""Claims on baselines: made, valued, granted under the baselines' locks, realised, released. No saving is counted twice. Source: T; F9."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from nytta.city.organisation.models import Person
from nytta.engine.appraisal import Call, counted, saved_share
from nytta.engine.appraisal.ledger import as_decimal
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require, verdict_of

from ..models import Baseline, Calculation, Claim, ClaimShare, Figure, Item, Settlement
from ..queries import parts
from ..queries.ledger import Share, asked_shares, binding_shares, over_all, own_shares
from ..rules.baselines import Measured, drivers_of, share_lowered
from ..terms import BINDING, OPEN, BaselineKind, ClaimDriver, ClaimStatus, Side
from .kronor import follow_kronor, let_go_parts

Reductions = dict[tuple[int, int], Fraction]


@dataclass(frozen=True)
class ClaimText:
    """An item's call on a baseline: shares 0-1 of a driver by year, or kronor by year of a budget line."""

    baseline: Baseline
    driver: ClaimDriver
    shares: Mapping[int, Fraction]
    kronor: Mapping[int, int] | None = None
    parent: Claim | None = None


@act
def tie(*, item: Item, text: ClaimText, by: Person, on: datetime) -> Claim:
    """Tie an item to a baseline; what the claim said before is replaced. Indicative until the valuation is signed. Source: F9."""
    version = text.baseline.versions.first()
    if version is None:
        require(no("baseline_version", "Nuläget har inga mätta siffror.", "F9", "Processägaren mäter det först.", field="baseline"))
        raise AssertionError
    measured = Measured(
        version.year, version.source, version.quantity, version.minutes, None, version.unit_price_sek, version.yearly_cost_sek
    )
    if text.driver not in drivers_of(BaselineKind(text.baseline.kind), measured):
        require(no("driver", "Nuläget kan inte sänkas på det sättet.", "F9", "Välj något som är mätt i nuläget.", field="driver"))
    for year, share in text.shares.items():
        if not 0 <= share <= 1:
            require(no("share", "Andelen för %(year)s ligger inte mellan 0 och 100 procent.", "F9", "Skriv ett tal från 0 till 100.",
                       field=f"share_{year}", year=year))  # fmt: skip
    rows = (
        {y: (as_decimal(s), None) for y, s in text.shares.items()}
        if text.kronor is None
        else {y: (as_decimal(Fraction(0)), k) for y, k in text.kronor.items()}
    )
    years: dict[int, Fraction | int] = {y: Fraction(f) if k is None else k for y, (f, k) in rows.items()}
    require(parts.within(parent=text.parent, item=item, baseline=text.baseline.pk, driver=text.driver.value, years=years))
    claim = Claim.objects.filter(item=item).first() or Claim(item=item)
    if claim.pk and ClaimStatus(claim.status) in BINDING:
        require(no("granted", "Anspråket är beviljat och kan inte ändras.", "F9", "Föreslå en ändring av projektet."))
    if (claim.baseline_id, claim.driver) == (text.baseline.pk, text.driver.value):
        require(parts.holds(claim, years))
    else:
        let_go_parts(items=[item.pk], by=by, on=on)
    claim.baseline, claim.version, claim.driver, claim.parent = text.baseline, version, text.driver.value, text.parent
    claim.status, claim.settlement = ClaimStatus.INDICATIVE.value, None
    claim.save()
    claim.shares.all().delete()
    ClaimShare.objects.bulk_create([ClaimShare(claim=claim, year=y, fraction=f, amount_sek=k) for y, (f, k) in rows.items()])
    changes = {"item": item.label, "baseline": text.baseline.code, "driver": text.driver.value}
    changes |= {"part_of": text.parent.item.calculation.code} if text.parent else {}
    audit.note(subject=item.calculation.code, act="claim.tie", by=by, on=on, changes=changes)
    return claim


@act
def untie(*, item: Item, by: Person, on: datetime) -> None:
    """Take an item's claim away, while it is not granted. Source: F9."""
    claim = Claim.objects.filter(item=item).first()
    if claim and ClaimStatus(claim.status) in BINDING:
        require(no("granted", "Anspråket är beviljat och kan inte tas bort.", "F9", ""))
    let_go_parts(items=[item.pk], by=by, on=on)
    Claim.objects.filter(item=item).delete()
    audit.note(subject=item.calculation.code, act="claim.untie", by=by, on=on, changes={"item": item.label})


@act
def value_claims(*, calculation: Calculation, by: Person | None, on: datetime) -> None:
    """The valuation is signed: indicative claims are valued and ask for what the assessor found, which is what was claimed where nothing else is said.

    Source: F8, F9.
    """
    follow_kronor(calculation=calculation, side=Side.ASSESSED, by=by, on=on)
    claims = Claim.objects.filter(item__calculation=calculation, status=ClaimStatus.INDICATIVE.value)
    silent = claims.exclude(driver=ClaimDriver.MONEY.value).exclude(shares__side=Side.ASSESSED.value)
    _put_shares(
        {(s.claim_id, s.year): s.fraction for s in ClaimShare.objects.filter(claim__in=list(silent), side=Side.CLAIMED.value)},
        Side.ASSESSED,
    )
    claims.update(status=ClaimStatus.VALUED.value)


def _put_shares(shares: Mapping[tuple[int, int], Decimal], side: Side) -> None:
    """Write a side's shares by claim and year."""
    ClaimShare.objects.bulk_create(
        [ClaimShare(claim_id=c, side=side.value, year=y, fraction=f) for (c, y), f in shares.items()],
        update_conflicts=True, unique_fields=["claim", "side", "year"], update_fields=["fraction"],
    )  # fmt: skip


@act
def value_shares(
    *, calculation: Calculation, side: Side, shares: Mapping[tuple[int, int], Fraction | None], by: Person, on: datetime
) -> None:  # fmt: skip
    """Write what an assessor finds that items take of their baselines, by (item, year): as much as was claimed (None) or less, never more.

    Source: F8, F9.
    """
    rows = ClaimShare.objects.filter(claim__item__calculation=calculation, side=Side.CLAIMED.value, amount_sek=None).select_related(
        "claim__item"
    )
    made = {}
    for row in rows:
        found = shares.get((row.claim.item_id, row.year))
        require(verdict_of([share_lowered(row.claim.item_id, row.claim.item.label, row.year, Fraction(row.fraction), found)]))
        made[row.claim_id, row.year] = row.fraction if found is None else min(as_decimal(found), row.fraction)
    _put_shares(made, side)
    if any(made[r.claim_id, r.year] != r.fraction for r in rows):
        audit.note(subject=calculation.code, act="claim.value", by=by, on=on, changes={"side": side.value})


@act
def release_claims(*, calculation: Calculation, only: int | None = None, by: Person | None, on: datetime) -> None:
    """The case comes to nothing (or one claim of it does): what was not granted is free for others. Source: F9."""
    rows = Claim.objects.filter(item__calculation=calculation, status__in=[s.value for s in OPEN])
    rows = rows if only is None else rows.filter(pk=only)
    if rows.update(status=ClaimStatus.RELEASED.value):
        audit.note(subject=calculation.code, act="claim.release", by=by, on=on)


@act
def settle_claims(*, settlement: Settlement, by: Person, on: datetime) -> None:
    """All parties have accepted: what they agreed on becomes the decided side of their claims; what was claimed stands. Source: F9."""
    parts = list(settlement.parts.filter(claim__status__in=[s.value for s in OPEN]).select_related("claim__item__calculation"))
    claims = {p.claim_id: p.claim for p in parts}
    ClaimShare.objects.filter(claim__in=claims, side=Side.DECIDED.value).delete()
    ClaimShare.objects.bulk_create([
        ClaimShare(claim_id=p.claim_id, side=Side.DECIDED.value, year=p.year, fraction=p.fraction, amount_sek=p.amount_sek, counted=p.counted) for p in parts
    ])  # fmt: skip
    Claim.objects.filter(pk__in=claims).update(settlement=settlement)
    for key, claim in claims.items():
        if not any(p.amount_sek if p.amount_sek is not None else p.fraction for p in parts if p.claim_id == key):
            release_claims(calculation=claim.item.calculation, only=key, by=by, on=on)
    audit.note(subject=settlement.baseline.code, act="settlement.accept", by=by, on=on)


@act
def grant_claims(*, calculation: Calculation, by: Person, on: datetime) -> Reductions:
    """Bind a case's claims, under the locks of their baselines; refused where any would pass 100 %, with who is in the way.

    What was decided earlier stands, and a later claim counts the marginal rest; a settlement that all parties accepted counts as
    it says; a part of another claim counts nothing more. Answers what part of each item's kronor is counted, by (item, year), where it is not all of it. Source: F9.
    """
    mine = list(_open_claims(calculation))
    keys = sorted({c.baseline_id for c in mine})
    locked = {b.pk: b for b in Baseline.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    decided = _decided_kronor(calculation)
    inner = [c for c in mine if parts.is_within(c)]
    for claim in inner:
        require(parts.grantable(claim))
    rows = parts.part_rows(inner)
    reductions: Reductions = {(r.claim.item_id, r.year): Fraction(0) for r in rows}
    own, standing = [_at_most(s, decided) for s in asked_shares([c.pk for c in mine if c not in inner])], binding_shares(keys)
    require(over_all(own, standing, locked))
    claimed = {(s.claim, s.year): s for s in own_shares([c.pk for c in mine])}
    for share in own:
        worth = _worth(share, own, standing) if share.counted is None else min(share.counted, _left(share, own, standing, rows))
        rows.append(ClaimShare(
            claim_id=share.claim, side=Side.DECIDED.value, year=share.year, fraction=as_decimal(share.fraction), amount_sek=share.amount_sek,
            counted=as_decimal(worth),
        ))  # fmt: skip
        part = _counted_part(share, claimed.get((share.claim, share.year), share), worth, decided)
        if part < 1:
            reductions[share.item, share.year] = part
    ClaimShare.objects.filter(claim__in=[c.pk for c in mine], side=Side.DECIDED.value).delete()
    ClaimShare.objects.bulk_create(rows)
    Claim.objects.filter(pk__in=[c.pk for c in mine]).update(status=ClaimStatus.GRANTED.value, granted_on=on.date())
    if mine:
        audit.note(
            subject=calculation.code, act="claim.grant", by=by, on=on, changes={"baselines": ", ".join(b.code for b in locked.values())}
        )
    return reductions


def _decided_kronor(calculation: Calculation) -> dict[tuple[int, int], int]:
    """The decided kronor by (item, year): what a claim on a budget line is granted, or less where the parties agreed on less."""
    rows = Figure.objects.filter(item__calculation=calculation, side=Side.DECIDED.value, item__claim__driver=ClaimDriver.MONEY.value)
    return {(item, year): amount for item, year, amount in rows.values_list("item", "year", "amount_sek")}


def _at_most(share: Share, decided: Mapping[tuple[int, int], int]) -> Share:
    """A share of a budget line in the item's decided kronor; of a settlement never more than was agreed on."""
    amount = decided.get((share.item, share.year))
    if share.amount_sek is None or amount is None:
        return share
    return replace(share, amount_sek=amount if share.counted is None else min(share.amount_sek, amount))


def _counted_part(share: Share, claimed: Share, worth: Fraction, decided: Mapping[tuple[int, int], int]) -> Fraction:
    """What of the decided kronor a granted share counts: by kronor of a budget line, else by shares; all of it where nothing is claimed."""
    if share.amount_sek is not None:
        whole = decided.get((share.item, share.year), claimed.amount_sek)
        return Fraction(share.amount_sek, whole) if whole else Fraction(1)
    return worth / claimed.fraction if claimed.fraction else Fraction(1)


def _open_claims(calculation: Calculation) -> QuerySet[Claim]:
    states = [s.value for s in OPEN]
    return (
        Claim.objects.filter(item__calculation=calculation, status__in=states)
        .select_related("item", "parent__item__calculation")
        .order_by("baseline", "pk")
    )


def _worth(share: Share, own: Iterable[Share], standing: Iterable[Share]) -> Fraction:
    """What of the whole baseline is counted for a claim in a year: the marginal rest after what was decided earlier."""
    here = [s for s in standing if (s.baseline, s.year) == (share.baseline, share.year)]
    calls = [Call(f"{s.claim}", s.driver, s.fraction, decided=True) for s in here]
    calls += [Call(f"{s.claim}", s.driver, s.fraction) for s in own if (s.baseline, s.year) == (share.baseline, share.year)]
    return counted(calls).get(f"{share.claim}", Fraction(0))


def _left(share: Share, own: Iterable[Share], standing: Iterable[Share], made: Iterable[ClaimShare]) -> Fraction:
    """What is saved together with what is granted, less what that and the case's own rows count: others may have been granted since a settlement."""
    here = [s for s in (*standing, *own) if (s.baseline, s.year) == (share.baseline, share.year)]
    mine = {s.claim for s in own if s.baseline == share.baseline}
    taken = sum((s.counted or Fraction(0) for s in here if s.claim not in mine), Fraction(0))
    taken += sum((Fraction(r.counted or 0) for r in made if r.claim_id in mine and r.year == share.year), Fraction(0))
    return max(saved_share(Call(f"{s.claim}", s.driver, s.fraction) for s in here) - taken, Fraction(0))


@act
def realise_claims(*, calculation: Calculation, by: Person, on: datetime) -> None:
    """A year on: what was realised stays claimed, and a shortfall gives capacity back. Source: F9, U6."""
    claims = list(Claim.objects.filter(item__calculation=calculation, status=ClaimStatus.GRANTED.value).select_related("item"))
    list(Baseline.objects.select_for_update().filter(pk__in={c.baseline_id for c in claims}).order_by("pk"))
    for claim in claims:
        share = _realised_share(claim.item_id)
        rows = claim.shares.filter(side=Side.DECIDED.value)
        ClaimShare.objects.bulk_create([
            ClaimShare(
                claim=claim, side=Side.REALISED.value, year=s.year, fraction=as_decimal(Fraction(s.fraction) * share),
                amount_sek=None if s.amount_sek is None else int(s.amount_sek * share), counted=as_decimal(Fraction(s.counted or 0) * share),
            )
            for s in rows
        ])  # fmt: skip
        claim.status = ClaimStatus.REALISED.value
        claim.save(update_fields=["status"])
        audit.note(
            subject=calculation.code, act="claim.realise", by=by, on=on, changes={"item": claim.item.label, "percent": round(share * 100)}
        )


def _realised_share(item: int) -> Fraction:
    """Realised / decided kronor over the years that were reported, at most 1; all of it where there are no kronor."""
    sides = {Side.DECIDED: dict[int, int](), Side.REALISED: dict[int, int]()}
    for side, year, amount in Figure.objects.filter(item=item, side__in=[s.value for s in sides]).values_list("side", "year", "amount_sek"):
        sides[Side(side)][year] = amount
    decided = sum(sides[Side.DECIDED].get(y, 0) for y in sides[Side.REALISED])
    return min(Fraction(sum(sides[Side.REALISED].values()), decided), Fraction(1)) if decided else Fraction(1)
