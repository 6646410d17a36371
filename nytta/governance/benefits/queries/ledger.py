"""Reads of the ledger: who calls on a baseline, what is left of it, and what stands in the way of a grant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from nytta.engine.appraisal import Call, saved_share
from nytta.engine.appraisal.ledger import as_decimal
from nytta.kit.prepared import Prepared
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..models import Baseline, BaselineVersion, Claim, ClaimShare, Item
from ..terms import BINDING, OPEN, BaselineKind, BenefitClass, ClaimDriver, ClaimStatus, Side

WARN = Fraction(4, 5)
NEAR = Fraction(1, 10**6)  # shares are stored to eight places, rounded down


@dataclass(frozen=True)
class Share:
    """What a claim calls on in a year: a share 0-1 of a driver, or kronor of a budget line."""

    claim: int
    item: int
    code: str
    label: str
    baseline: int
    driver: str
    status: str
    year: int
    fraction: Fraction
    amount_sek: int | None
    counted: Fraction | None


def bound() -> Q:
    """The rows of shares that are granted or realised, parts of other claims among them."""
    granted, realised = (s.value for s in BINDING)
    return Q(claim__status=granted, side=Side.DECIDED.value) | Q(claim__status=realised, side=Side.REALISED.value)


def standing() -> Q:
    """The rows of shares that bind: a part of a binding claim is within it and adds nothing."""
    return bound() & ~Q(claim__parent__status__in=[s.value for s in BINDING])


def own() -> Q:
    """The rows of shares that claims ask for by themselves: as the applicant claims, and once they are valued as the assessor found."""
    valued = Q(claim__status=ClaimStatus.VALUED.value)
    return (Q(side=Side.CLAIMED.value) & ~valued) | (Q(side=Side.ASSESSED.value) & valued)


def wanted() -> Q:
    """The rows of shares that open claims ask for, parts of other claims among them: as they say by themselves, or as the parties have settled."""
    open_ = Q(claim__status__in=[s.value for s in OPEN])
    return open_ & ((Q(claim__settlement=None) & own()) | Q(claim__settlement__isnull=False, side=Side.DECIDED.value))


def asked() -> Q:
    """The rows of shares that are asked for and do not bind; a part of another claim is within it and adds nothing."""
    return wanted() & ~Q(claim__parent__status__in=[s.value for s in (*OPEN, *BINDING)])


def _shares(rows: QuerySet[ClaimShare], most: int | None = None) -> list[Share]:
    names = (
        "claim",
        "claim__item",
        "claim__item__calculation__code",
        "claim__item__label",
        "claim__baseline",
        "claim__driver",
        "claim__status",
        "year",
        "fraction",
        "amount_sek",
        "counted",
    )
    order = ("claim__granted_on", "claim", "year")
    if most is not None:  # keys first: what is said of a share is read for those alone
        rows = ClaimShare.objects.filter(pk__in=rows.order_by(*order).values("pk")[:most])
    found = rows.order_by(*order).values_list(*names)
    return [
        Share(c, i, code, text, b, d, st, y, Fraction(f), a, None if w is None else Fraction(w))
        for c, i, code, text, b, d, st, y, f, a, w in found
    ]  # fmt: skip


def shares_now(claims: Iterable[int]) -> list[Share]:
    """The shares of some claims as they stand, granted or asked for, parts of other claims too."""
    return _shares(ClaimShare.objects.filter(bound() | wanted(), claim__in=list(claims)))


def asked_shares(claims: Sequence[int]) -> list[Share]:
    """What some open claims ask for; `counted` where the parties have settled."""
    return _shares(ClaimShare.objects.filter(asked(), claim__in=claims))


def own_shares(claims: Sequence[int]) -> list[Share]:
    """The shares of some claims as they say by themselves, whatever the parties have settled."""
    return _shares(ClaimShare.objects.filter(own(), claim__in=claims))


def binding_shares(baselines: Iterable[int]) -> list[Share]:
    """What binds on some baselines, what was decided first standing first."""
    return _shares(ClaimShare.objects.filter(standing(), claim__baseline__in=list(baselines)))


def calls_on(baseline: Baseline, most: int | None = None) -> list[Share]:
    """All calls on a baseline, or the first `most`: what binds, and what is only asked for; released ones left out."""
    return _shares(ClaimShare.objects.filter(standing() | asked(), claim__baseline=baseline), most)


@dataclass(frozen=True)
class Part:
    """What a part of another claim takes in a year, whose claim it lies within, and how much that one takes."""

    share: Share
    parent: str
    of: Decimal | None
    kind: BaselineKind


def parts_on(baseline: Baseline, most: int | None = None) -> list[Part]:
    """The claims on a baseline that lie within others', or the first `most`; none or three queries whatever their number."""
    mine = ClaimShare.objects.filter(
        bound() | wanted(), claim__baseline=baseline, claim__parent__status__in=[s.value for s in (*OPEN, *BINDING)]
    )
    found = _shares(mine, most)
    if not found:
        return []
    rows = Claim.objects.filter(pk__in={s.claim for s in found}).values_list("pk", "parent__pk", "parent__item__calculation__code")
    above: dict[int, tuple[int, str]] = {c: (int(p), code) for c, p, code in rows if p is not None}
    kind = BaselineKind(baseline.kind)
    held = {
        (s.claim, s.year): Decimal(s.amount_sek) if s.amount_sek is not None else as_decimal(s.fraction)
        for s in shares_now({p for p, _ in above.values()})
    }
    return [Part(s, above[s.claim][1], held.get((above[s.claim][0], s.year)), kind) for s in found]


def yearly_costs(baselines: Iterable[int]) -> dict[int, int]:
    """The latest measured cost of some baselines, in kronor a year."""
    last = BaselineVersion.objects.filter(baseline=OuterRef("pk")).order_by("-number").values("yearly_cost_sek")[:1]
    return dict(Baseline.objects.filter(pk__in=list(baselines)).annotate(cost=Subquery(last)).values_list("pk", "cost"))


def over_all(own: Sequence[Share], standing_: Sequence[Share], baselines: Mapping[int, Baseline]) -> Verdict:
    """Refuses where a case's claims and what binds already pass 100 % of a driver in a year, or the kronor of a budget line.

    Names the claims in the way. Source: F9.
    """
    costs = yearly_costs(k for k, b in baselines.items() if BaselineKind(b.kind) is not BaselineKind.ACTIVITY)
    found: dict[tuple[int, str], Finding] = {}
    for share in own:
        mine = [s for s in own if (s.baseline, s.driver, s.year) == (share.baseline, share.driver, share.year)]
        there = [s for s in standing_ if (s.baseline, s.driver, s.year) == (share.baseline, share.driver, share.year)]
        total, line = sum((s.fraction for s in [*mine, *there]), Fraction(0)), costs.get(share.baseline)
        kronor = sum(s.amount_sek or 0 for s in [*mine, *there])
        passed = kronor > line if line is not None else total > 1
        if passed and (share.baseline, share.driver) not in found:
            found[share.baseline, share.driver] = _passed(
                baselines[share.baseline], share, there, total, kronor if line is not None else None
            )
    return verdict_of(found.values())


def _passed(baseline: Baseline, share: Share, there: Sequence[Share], total: Fraction, kronor: int | None) -> Finding:
    names = ", ".join(dict.fromkeys(f"{s.code} ({s.label})" for s in there)) or share.code
    amount = sek(kronor) if kronor is not None else f"{comma(total * 100, 1)} %"
    return Finding(
        "ledger", "Besparingen är redan räknad: anspråken på %(baseline)s (%(driver)s) skulle %(year)s bli %(total)s. I vägen står %(names)s.",
        "T; F9", "Minska andelen, dela med dem som står i vägen, slå ihop eller dra tillbaka anspråket.",
        {"baseline": str(baseline), "driver": ClaimDriver(share.driver).sv.lower(), "year": share.year, "total": amount, "names": names},
    )  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A driver of a baseline in a year: how much binds, how much more `calls` ask for, and what is left, as shares (or kronor)."""

    driver: ClaimDriver
    year: int
    bound: Decimal
    asked: Decimal
    whole: Decimal
    calls: int
    counted: Decimal = Decimal(0)  # of the whole baseline, what the granted and realised claims of the driver count

    @property
    def left(self) -> Decimal:
        """What nobody has been granted."""
        return self.whole - self.bound

    @property
    def warns(self) -> bool:
        """Whether at least 80 % is claimed, granted or asked for."""
        return self.bound + self.asked >= self.whole * Decimal("0.8")

    @property
    def clashes(self) -> bool:
        """Whether more is claimed than there is."""
        return self.bound + self.asked > self.whole


def state_words(use: Use) -> str:
    """Whether what is called on fits, in words."""
    if use.clashes:
        return gettext("krock: mer är begärt än som finns")
    return gettext("över 80 procent") if use.warns else gettext("ryms")


def use_of(baseline: Baseline, cost_sek: int) -> list[Use]:
    """Each driver and year that somebody calls on, summed in the database. Source: F9."""
    in_kronor = BaselineKind(baseline.kind) is not BaselineKind.ACTIVITY
    what = F("amount_sek") if in_kronor else F("fraction")
    rows = (
        ClaimShare.objects.filter(standing() | asked(), claim__baseline=baseline)
        .order_by("year", "claim__driver")
        .values("claim__driver", "year")
    )
    sums = rows.annotate(
        bound=Sum(what, filter=standing()), asked=Sum(what, filter=asked()), calls=Count("pk"), counted=Sum("counted", filter=standing())
    )
    whole = Decimal(cost_sek if in_kronor else 1)
    return [
        Use(
            ClaimDriver(r["claim__driver"]),
            r["year"],
            Decimal(r["bound"] or 0),
            Decimal(r["asked"] or 0),
            whole,
            r["calls"],
            Decimal(r["counted"] or 0),
        )
        for r in sums
    ]


def saved_by_year(uses: Iterable[Use]) -> dict[int, tuple[Fraction, Fraction]]:
    """(shares added up, what they save together by the multiplicative rule) of the baseline in each year."""
    years: dict[int, list[Call]] = {}
    for u in uses:
        years.setdefault(u.year, []).append(Call(u.driver.value, u.driver.value, Fraction(u.bound + u.asked)))
    return {y: (sum((c.fraction for c in calls), Fraction(0)), saved_share(calls)) for y, calls in sorted(years.items())}


def uncounted_by_year(uses: Iterable[Use]) -> dict[int, tuple[Fraction, Fraction]]:
    """(what binding claims save together, what they count) of the baseline, for the years in which they count less.

    A project that realises less than was decided lets go of its share; those decided after it go on counting what was left for them then.
    """
    years: dict[int, list[Use]] = {}
    for u in uses:
        years.setdefault(u.year, []).append(u)
    found = {}
    for year, mine in sorted(years.items()):
        saved = saved_share(Call(u.driver.value, u.driver.value, Fraction(u.bound)) for u in mine)
        counted = sum((Fraction(u.counted) for u in mine), Fraction(0))
        if saved - counted > NEAR:
            found[year] = (saved, counted)
    return found


def is_part(status: str | None) -> bool:
    """Whether a claim lies within another one, of that status: a released one holds nothing."""
    return status is not None and status != ClaimStatus.RELEASED.value


@dataclass(frozen=True)
class LedgerFacts:
    """What the gates look at: the baselines that a case's claims clash on, and green items that name no budget line."""

    clashes: tuple[str, ...] = ()
    green_without_line: tuple[str, ...] = ()


def _claimed_and_taken(**which: Any) -> QuerySet[Item, Any]:
    """The green and the claiming items of some calculations, by share, with what others hold of the same driver and year."""
    others = ClaimShare.objects.filter(
        standing(), claim__baseline=OuterRef("claim__baseline"), claim__driver=OuterRef("claim__driver"), year=OuterRef("claim__shares__year")
    ).exclude(claim__item__calculation=OuterRef("calculation"))  # fmt: skip
    by_driver = others.order_by().values("claim__driver")
    last = BaselineVersion.objects.filter(baseline=OuterRef("claim__baseline")).order_by("-number").values("yearly_cost_sek")[:1]
    return (
        Item.objects.filter(**which).filter(Q(benefit_class=BenefitClass.GREEN.value) | Q(claim__isnull=False)).order_by("order", "pk")
        .annotate(
            taken=Coalesce(Subquery(by_driver.annotate(s=Sum("fraction")).values("s")[:1]), Decimal(0)),
            taken_sek=Coalesce(Subquery(by_driver.annotate(s=Sum("amount_sek")).values("s")[:1]), 0), line=Subquery(last),
        )
        .values_list("calculation", "label", "benefit_class", "claim__baseline__kind", "claim__baseline__name", "claim__status", "claim__shares__side",
                     "claim__shares__fraction", "claim__shares__amount_sek", "taken", "taken_sek", "line", "claim__driver", "claim__shares__year", "claim__settlement", "claim__parent__status")
    )  # fmt: skip


_CLAIMED_AND_TAKEN = Prepared(lambda calculation: _claimed_and_taken(calculation=calculation), int)


def ledger_facts(calculation: int) -> LedgerFacts:
    """What stands in the way of a grant in a case's ledger; one query. Source: F9."""
    return _facts(_CLAIMED_AND_TAKEN(calculation))


def ledger_facts_of_many(calculations: Sequence[int]) -> dict[int, LedgerFacts]:
    """What stands in the way of a grant in the ledgers of several cases, by calculation; one query. Source: F9."""
    rows: dict[int, list[Any]] = {key: [] for key in calculations}
    for row in _claimed_and_taken(calculation__in=list(calculations)):
        rows[row[0]].append(row)
    return {key: _facts(of) for key, of in rows.items()}


def _facts(rows: Iterable[Any]) -> LedgerFacts:
    """The facts of one calculation's rows, in their order."""
    green, clash = dict[str, None](), dict[str, None]()
    own: dict[tuple[str, str, int], tuple[Decimal, int]] = {}
    for _, label, cls, kind, name, status, side, fraction, amount, taken, taken_sek, line, driver, year, settlement, within in rows:
        if cls == BenefitClass.GREEN.value and kind != BaselineKind.BUDGET_LINE.value:
            green[label] = None
        valued = status == ClaimStatus.VALUED.value
        asked_side = Side.DECIDED if settlement is not None else Side.ASSESSED if valued else Side.CLAIMED
        if side != asked_side.value or status not in (ClaimStatus.INDICATIVE.value, ClaimStatus.VALUED.value) or is_part(within):
            continue
        before = own.get((name, driver, year), (Decimal(0), 0))
        mine = own[name, driver, year] = (before[0] + fraction, before[1] + (amount or 0))
        if (mine[1] + taken_sek > line) if amount is not None else (mine[0] + taken > 1):
            clash[name] = None
    return LedgerFacts(tuple(clash), tuple(green))
