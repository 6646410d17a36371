"""Forms of the valuation: who values, and the assessed figures beside the claimed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.governance.benefits.models import Item, Mitigation
from nytta.governance.benefits.terms import ClaimDriver, Ledger, Side
from nytta.kit.fields import NumberField, SekField, TextField
from nytta.needs.goals.models import CouncilGoal
from nytta.plain.money import comma
from nytta.plain.verdicts import Verdict

from .models import Valuation


class AppointForm(forms.Form):
    """Choose one of the appointed assessors; those who are not independent can be tried, and are refused in words."""

    assessor = forms.ChoiceField(
        label=_("Värderare"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj den som ska värdera ansökan.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, Verdict]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people
        self.fields["assessor"].choices = [(str(p.pk), str(p)) for p, _verdict in people]  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each assessor with the field's option and whether they are independent."""
        chosen = str(self["assessor"].value() or "")
        return [{"person": p, "verdict": v, "chosen": chosen == str(p.pk)} for p, v in self.people]

    def clean_assessor(self) -> Person:
        return next(p for p, _verdict in self.people if str(p.pk) == self.cleaned_data["assessor"])


@dataclass(frozen=True)
class YearRow:
    """One year of an item: what is claimed, and the fields of what is assessed, low and high where it is uncertain."""

    year: int
    claimed_sek: int
    field: BoundField
    low: BoundField | None
    high: BoundField | None


@dataclass(frozen=True)
class ItemRow:
    """One item with its years and the field of the reason."""

    item: Item
    ledger: Ledger
    years: list[YearRow]
    reason: BoundField
    level: BoundField | None
    claimed_level: Any
    shares: list[tuple[int, str, BoundField]]
    driver: ClaimDriver | None

    @property
    def uncertain(self) -> bool:
        """Whether its years have a low and a high."""
        return any(y.low is not None for y in self.years)


class ValueForm(forms.Form):
    """Assessed kronor by item and year, a reason by item, points by goal, a summary. Nothing is required: it is a draft."""

    def __init__(
        self,
        *args: Any,
        items: Iterable[Item],
        goals: Iterable[CouncilGoal],
        valuation: Valuation | None,
        factors: Iterable[Mitigation] = (),
        side: Side = Side.ASSESSED,
        **options: Any,
    ) -> None:
        self.side = side
        super().__init__(*args, **options)
        self.items, self.goals = list(items), list(goals)
        self.claimed: dict[tuple[int, int], int] = {}
        self.shares: dict[tuple[int, int], Decimal] = {}
        self.mine: dict[tuple[int, int], Decimal] = {}
        for item in self.items:
            self._add_item(item)
        self.factors = list(factors)
        for factor in self.factors:
            self._add_factor(factor)
        scores = {s.goal_id: s for s in valuation.scores.all()} if valuation else {}
        for goal in self.goals:
            self.fields[f"points_{goal.code}"] = forms.IntegerField(
                label=f"{goal.code} {goal.said}",
                min_value=0,
                max_value=100,
                required=False,
                initial=scores[goal.pk].points if goal.pk in scores else None,
                help_text=_("0 = som i dag, 50 = tydlig förbättring för många, 100 = det mesta som går att tänka sig."),
                widget=forms.NumberInput(attrs={"class": "w-points", "inputmode": "numeric", "step": 1}),
            )
            for end, label in (("low", gettext("Som lägst")), ("high", gettext("Som högst"))):
                self.fields[f"{end}_{goal.code}"] = forms.IntegerField(
                    label=f"{label}, {goal.code}", min_value=0, max_value=100, required=False,
                    initial=getattr(scores.get(goal.pk), end, None),
                    widget=forms.NumberInput(attrs={"class": "w-points", "inputmode": "numeric", "step": 1}),
                )  # fmt: skip
            self.fields[f"why_{goal.code}"] = TextField(
                label=gettext("Skäl för poängen, %(goal)s") % {"goal": goal.code}, lines=2, max_length=4000, required=False,
                initial=scores[goal.pk].reason if goal.pk in scores else "",
            )  # fmt: skip
        self.fields["summary"] = TextField(
            label=_("Sammanfattning"),
            required=False,
            initial=valuation.summary if valuation else "",
            help_text=_(
                "Skriv kort hur du har värderat och hur säkra siffrorna är. Exempel: ”Bygger på ärendestatistik 2024; volymen är osäker.”"
            ),
        )

    def _add_item(self, item: Item) -> None:
        claimed = {f.year: f.amount_sek for f in item.figures.all() if f.side == Side.CLAIMED.value}
        assessed = {f.year: f for f in item.figures.all() if f.side == self.side.value}
        uncertain = any(f.low_sek is not None or f.high_sek is not None for f in item.figures.all())
        for year in sorted({*claimed, *assessed}):
            self.claimed[item.pk, year] = claimed.get(year, 0)
            self.fields[f"a_{item.pk}_{year}"] = SekField(
                label=gettext("Värderat belopp för %(item)s %(year)s") % {"item": item.label, "year": year},
                required=False,
                initial=assessed[year].amount_sek if year in assessed else claimed.get(year, 0),
            )
            for name, said, column in (("l", gettext("Lågt"), "low_sek"), ("h", gettext("Högt"), "high_sek")) if uncertain else ():
                self.fields[f"{name}_{item.pk}_{year}"] = SekField(
                    label=f"{said}, {item.label} {year}",
                    required=False,
                    initial=getattr(assessed[year], column) if year in assessed else None,
                )
        if item.figures.all():  # the reason stands with the figures
            self._add_shares(item)
        if item.scale or item.levels.all():
            levels = {x.side: x.value for x in item.levels.all()}
            self.fields[f"level_{item.pk}"] = NumberField(
                label=_("Väntad nivå enligt dig"), required=False, initial=levels.get(self.side.value, levels.get(Side.CLAIMED.value))
            )
        self.fields[f"reason_{item.pk}"] = TextField(
            label=_("Skäl, om du ändrar"),
            lines=2,
            max_length=6000,
            required=False,
            initial=next((f.reason for f in assessed.values() if f.reason), ""),
        )

    def _add_shares(self, item: Item) -> None:
        """A field for each year of what the item takes of its baseline; a budget line follows the kronor."""
        claim = getattr(item, "claim", None)
        rows = [s for s in claim.shares.all() if s.amount_sek is None] if claim else []
        self.mine |= {(item.pk, s.year): s.fraction for s in rows if s.side == self.side.value}
        for s in rows:
            if s.side == Side.CLAIMED.value:
                self.shares[item.pk, s.year] = s.fraction
                self.fields[f"share_{item.pk}_{s.year}"] = NumberField(
                    label=gettext("Värderad andel för %(item)s %(year)s, procent") % {"item": item.label, "year": s.year}, most=100,
                    required=False, initial=self.mine.get((item.pk, s.year), s.fraction) * 100,
                )  # fmt: skip

    def _add_factor(self, factor: Mitigation) -> None:
        mine = next((j for j in factor.judgements.all() if j.side == self.side.value), None)
        claimed = factor.mitigated * 100
        counted = claimed if factor.evidence.strip() else Decimal(0)
        self.fields[f"f_{factor.pk}"] = NumberField(
            label=factor.factor, most=100, suffix="%", required=False, initial=mine.mitigated * 100 if mine else counted,
            help_text=gettext("Enligt sökanden hanterat till %(share)s %%. Underlag: %(evidence)s")
            % {"share": comma(claimed, 0), "evidence": factor.evidence or gettext("inget, räknas som ohanterat")},
        )  # fmt: skip
        self.fields[f"fwhy_{factor.pk}"] = TextField(
            label=gettext("Skäl, om du ändrar ”%(factor)s”") % {"factor": factor.factor}, lines=2, max_length=4000, required=False,
            initial=mine.reason if mine else "",
        )  # fmt: skip

    @property
    def factor_fields(self) -> list[BoundField]:
        """The fields of what makes costs be underestimated: how far it is dealt with, and why one thinks otherwise."""
        return [self[f"{name}_{f.pk}"] for f in self.factors for name in ("f", "fwhy")]

    @property
    def rows(self) -> list[ItemRow]:
        """The items as the page shows them."""
        return [
            ItemRow(
                item,
                Ledger(item.ledger),
                [
                    YearRow(y, amount, self[f"a_{i}_{y}"], self._maybe(f"l_{i}_{y}"), self._maybe(f"h_{i}_{y}"))
                    for (i, y), amount in self.claimed.items()
                    if i == item.pk
                ],
                self[f"reason_{item.pk}"],
                self._maybe(f"level_{item.pk}"),
                next((x.value for x in item.levels.all() if x.side == Side.CLAIMED.value), None),
                [(y, f"{comma(s * 100, 1)} %", self[f"share_{i}_{y}"]) for (i, y), s in sorted(self.shares.items()) if i == item.pk],
                ClaimDriver(item.claim.driver) if hasattr(item, "claim") else None,
            )
            for item in self.items
        ]

    def _share(self, key: tuple[int, int], percent: Decimal | None) -> Fraction | None:
        """A share as it is written; what was shown rounded and is sent back as it was is what it was."""
        kept = (self.mine.get(key), self.shares[key])
        known = next((s for s in kept if s is not None and percent is not None and round(s * 100, 2) == percent), None)
        return Fraction(known) if known is not None else None if percent is None else Fraction(percent) / 100

    def _maybe(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def point_fields(self) -> list[tuple[BoundField, ...]]:
        """The fields of points, of their span and of reasons, goal by goal."""
        return [tuple(self[f"{name}_{g.code}"] for name in ("points", "low", "high", "why")) for g in self.goals]

    def clean(self) -> dict[str, Any]:
        """Gather the fields: kronor by (item, year) where an empty one is 0, reasons by item, points given by goal."""
        cleaned = super().clean() or {}
        points = {g: cleaned.get(f"points_{g.code}") for g in self.goals}
        amounts = {(i, y): cleaned.get(f"a_{i}_{y}") or 0 for i, y in self.claimed}
        bounds = {k: (cleaned.get(f"l_{k[0]}_{k[1]}"), cleaned.get(f"h_{k[0]}_{k[1]}")) for k in amounts}
        for (i, y), (low, high) in bounds.items():
            for name, wrong in (("l", low is not None and low > amounts[i, y]), ("h", high is not None and high < amounts[i, y])):
                if wrong:
                    self.add_error(f"{name}_{i}_{y}", _("Lågt ska vara minst och högt störst; ändra det som är fel."))
        return {
            "shares": {k: self._share(k, cleaned.get(f"share_{k[0]}_{k[1]}")) for k in self.shares},
            "amounts": amounts,
            "bounds": bounds,
            "levels": {item.pk: cleaned.get(f"level_{item.pk}") for item in self.items if f"level_{item.pk}" in self.fields},
            "factors": {f.pk: ((cleaned.get(f"f_{f.pk}") or 0) / Decimal(100), cleaned.get(f"fwhy_{f.pk}", "")) for f in self.factors},
            "spans": {g: (cleaned.get(f"low_{g.code}"), cleaned.get(f"high_{g.code}")) for g in self.goals},
            "goal_reasons": {g: cleaned.get(f"why_{g.code}", "") for g in self.goals},
            "reasons": {item.pk: cleaned.get(f"reason_{item.pk}", "") for item in self.items},
            "points": {g: p for g, p in points.items() if p is not None},
            "summary": cleaned.get("summary", ""),
        }
