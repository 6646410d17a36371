"""Tying an item to a baseline, and ways out of a clash."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.engine.appraisal.ledger import as_decimal
from nytta.governance.benefits.commands import ClaimText
from nytta.governance.benefits.models import Baseline, Claim
from nytta.governance.benefits.terms import IN_KRONOR, BaselineKind, ClaimDriver, ClaimStatus, WayOut
from nytta.kit.fields import NumberField, SekField, TextField, term_choices
from nytta.plain.money import comma, sek

from ..queries.item import ItemPage


class TieForm(forms.Form):
    """Which baseline an item calls on, what it lowers and by how much."""

    all_required = True
    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    baseline = TextField(
        label=_("Nuläge"), lines=1, max_length=200, widget=forms.TextInput(attrs={"list": "baselines"}),
        help_text=_("Skriv koden eller välj i listan. Finns det inte ber du processägaren lägga upp det."),
    )  # fmt: skip
    driver = forms.ChoiceField(
        label=_("Vad sänks"),
        choices=term_choices(ClaimDriver),
        help_text=_("Färre ärenden, kortare tid för var och en, lägre pris, eller kronor på en budgetpost."),
    )
    share = NumberField(
        label=_("Andel alla år"),
        required=False,
        most=100,
        suffix="%",
        help_text=_("Så stor del som försvinner. Exempel: 40 procent av tiden. En budgetpost sänks med postens egna belopp."),
    )

    part_of = TextField(
        label=_("Del av ett större projekts anspråk"), lines=1, required=False, max_length=20,
        help_text=_("Skriv det större projektets kod, till exempel A-2026-014. Andelen ryms då inom dess och räknas inte en gång till."),
    )  # fmt: skip

    def __init__(self, page: ItemPage, years: list[int], baselines: Sequence[Baseline], **options: Any) -> None:
        self.page, self.years, self.baselines = page, years, {b.code: b for b in baselines}
        super().__init__(**options)
        self.initial["edition"] = str(page.application.edition)
        shares: dict[int, Decimal] = {}
        if page.claim:
            parent = page.claim.parent
            self.initial.update(
                {
                    "baseline": str(page.claim.baseline),
                    "driver": page.claim.driver,
                    "part_of": parent.item.calculation.code if parent else "",
                }
            )
            shares = {s.year: s.fraction for s in page.claim.shares.all() if s.side == "claimed"}
        first = min((y for y, a in page.amounts.items() if a.likely), default=years[0])
        if len({shares.get(y) for y in years if y >= first}) == 1 and set(shares) == {y for y in years if y >= first}:
            self.initial["share"], shares = shares[first] * 100, {}
        for year in years:
            share = shares.get(year)
            self.fields[f"share_{year}"] = NumberField(
                label=gettext("Andel %(year)s") % {"year": year},
                required=False,
                most=100,
                suffix="%",
                initial=share * 100 if share else None,
            )

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """What is lowered, and how much year by year."""
        ramp = _("Lämna tomt för andelen ovan. Skriv bara de år som avviker, till exempel medan det nya arbetssättet införs.")
        return [
            (_("Anspråket"), "", [self["baseline"], self["driver"], self["share"], self["part_of"]]),
            (_("År för år"), ramp, [self[f"share_{y}"] for y in self.years]),
        ]

    def clean(self) -> dict[str, Any]:
        c = super().clean() or self.cleaned_data
        baseline = self._chosen()
        if c.get("baseline") and baseline is None:
            self.add_error("baseline", _("Det finns inget sådant nuläge. Välj ett i listan."))
        elif (
            baseline
            and BaselineKind(baseline.kind) not in IN_KRONOR
            and c.get("share") is None
            and not any(c.get(f"share_{y}") for y in self.years)
        ):
            self.add_error("share", _("Skriv hur stor del som försvinner."))
        if c.get("part_of") and baseline and self._parent(baseline) is None:
            self.add_error("part_of", _("Det ärendet har inget anspråk på nuläget som sänker samma sak."))
        return c

    def _parent(self, baseline: Baseline) -> Claim | None:
        """The claim of the larger project on the same baseline and driver."""
        code, driver = self.cleaned_data.get("part_of"), self._driver(baseline)
        rows = baseline.claims.filter(item__calculation__code=code, driver=driver).exclude(status=ClaimStatus.RELEASED.value)
        return rows.exclude(item=self.page.item).select_related("item__calculation").order_by("pk").first() if code else None

    def _driver(self, baseline: Baseline) -> str:
        return ClaimDriver.MONEY.value if BaselineKind(baseline.kind) in IN_KRONOR else self.cleaned_data.get("driver", "")

    def _chosen(self) -> Baseline | None:
        """The baseline whose code is written, among those suggested or not."""
        code = (self.cleaned_data.get("baseline") or "").split(" ")[0]
        if code and code not in self.baselines:
            self.baselines |= {b.code: b for b in Baseline.objects.filter(code=code)}
        return self.baselines.get(code)

    def text(self) -> ClaimText:
        """The claim as it is to be written: from the first year that the item has kronor, or a share is written."""
        c = self.cleaned_data
        baseline = self._chosen()
        assert baseline is not None
        if BaselineKind(baseline.kind) in IN_KRONOR:
            kronor = {y: a.likely for y, a in self.page.amounts.items() if a.likely}
            return ClaimText(baseline, ClaimDriver.MONEY, {}, kronor, self._parent(baseline))
        first = min((y for y, a in self.page.amounts.items() if a.likely), default=self.years[0])
        shares = {y: c[f"share_{y}"] if c[f"share_{y}"] is not None else c["share"] if y >= first else None for y in self.years}
        return ClaimText(
            baseline, ClaimDriver(c["driver"]), {y: Fraction(s) / 100 for y, s in shares.items() if s}, parent=self._parent(baseline)
        )


class SettleForm(forms.Form):
    """A way out of a clash: which claims, and what each of them is to have."""

    way_out = forms.ChoiceField(label=_("Väg ut"), choices=term_choices(WayOut), widget=forms.RadioSelect)
    reason = TextField(label=_("Skäl"), max_length=4000, help_text=_("Läses av de andra parterna."))

    def __init__(self, claims: Sequence[Claim], standing: Mapping[int, Fraction | int], *, in_kronor: bool, **options: Any) -> None:
        """`standing` is what each claim asks for in its greatest year: a share 0-1, or kronor of a budget line."""
        self.claims, self.in_kronor = list(claims), in_kronor
        super().__init__(**options)
        for c in self.claims:
            code, asked = c.item.calculation.code, standing.get(c.pk, 0)
            self.fields[f"in_{c.pk}"] = forms.BooleanField(
                label=gettext("%(code)s %(item)s är med") % {"code": code, "item": c.item.label}, required=False, initial=True
            )  # fmt: skip
            if in_kronor:
                self.fields[f"share_{c.pk}"] = SekField(
                    label=gettext("Nytt belopp per år för %(code)s") % {"code": code}, required=False, initial=asked,
                    help_text=gettext("I dag högst %(amount)s. Noll drar tillbaka anspråket.") % {"amount": sek(int(asked))},
                )  # fmt: skip
            else:
                self.fields[f"share_{c.pk}"] = NumberField(
                    label=gettext("Ny andel för %(code)s") % {"code": code}, required=False, most=100, suffix="%", initial=as_decimal(Fraction(asked) * 100),
                    help_text=gettext("I dag %(share)s %%. Noll drar tillbaka anspråket.") % {"share": comma(Fraction(asked) * 100, 1)},
                )  # fmt: skip

    def chosen(self) -> tuple[list[Claim], dict[int, Fraction]]:
        """The claims, and the new shares (kronor) where the way out changes them."""
        c = self.cleaned_data
        mine = [x for x in self.claims if c[f"in_{x.pk}"]]
        if WayOut(c["way_out"]) is WayOut.WEIGHED:
            return mine, {}
        return mine, {x.pk: Fraction(c[f"share_{x.pk}"] or 0) / (1 if self.in_kronor else 100) for x in mine}


class AnswerForm(forms.Form):
    """One party's answer."""

    accepts = forms.ChoiceField(label=_("Svar"), choices=[("1", _("Vi godtar")), ("0", _("Vi godtar inte"))], widget=forms.RadioSelect)
    reason = TextField(label=_("Skäl"), required=False, max_length=4000)
