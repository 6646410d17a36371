"""Forms of portfolios: frame, description, advice, decision."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.records.terms import FrameSource
from nytta.governance.applications.terms import PortfolioPart
from nytta.kit.fields import DateField, SekField, TextField, term_choices

from .models import Frame, Portfolio
from .queries import Target
from .rules import MOST_CONDITIONS, ConditionText
from .terms import Advice

CONDITION_ROWS = 3


class FrameForm(forms.Form):
    """The city council's frame for a portfolio and year, with the parts' sizes where they are set."""

    amount_sek = SekField(label=_("Ram"), help_text=_("Exempel: 12 000 000 eller 12 mkr."))
    source = forms.ChoiceField(label=_("Finansiering"), widget=forms.RadioSelect, choices=term_choices(FrameSource))
    paragraph = TextField(
        label=_("Fullmäktiges paragraf och datum"), lines=1, max_length=200, help_text=_("Exempel: KF § 112, 2025-11-20.")
    )

    commitment_ceiling_sek = SekField(
        label=_("Tak för åtaganden"),
        required=False,
        help_text=_(
            "Vad som redan nu får bindas för det här året. Fyll i bara om fullmäktige har beslutat om ett tak. Exempel: 6 000 000."
        ),
    )

    def __init__(self, *args: Any, frame: Frame | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        sizes = {p.part: p.amount_sek for p in frame.parts.all()} if frame else {}
        if frame:
            self.initial = {name: getattr(frame, name) for name in ("amount_sek", "source", "commitment_ceiling_sek")}
        for part in PortfolioPart:
            self.fields[f"part_{part.value}"] = SekField(label=_(part.sv), required=False, initial=sizes.get(part.value))

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The frame and its decision, then the parts."""
        parts = [self[f"part_{p.value}"] for p in PortfolioPart]
        help_ = _("Fyll i bara om fullmäktige har fastställt delarnas storlek. Anges någon del är de delar som saknar belopp stängda.")
        return [
            (_("Ram och beslut"), "", [self["amount_sek"], self["source"], self["paragraph"], self["commitment_ceiling_sek"]]),
            (_("Delar"), help_, parts),
        ]

    def clean(self) -> dict[str, Any]:
        """Gather the parts that are given."""
        cleaned = super().clean() or {}
        parts = {p.value: cleaned.pop(f"part_{p.value}", None) for p in PortfolioPart}
        cleaned["parts"] = {p: amount for p, amount in parts.items() if amount is not None}
        if cleaned.get("source"):
            cleaned["source"] = FrameSource(cleaned["source"])
        return cleaned


class DescribeForm(forms.Form):
    """What a portfolio is for."""

    purpose = TextField(
        label=_("Syfte"), required=False, max_length=4000, help_text=_("Skriv vad portföljen ska användas till, i två tre meningar.")
    )
    target_picture = TextField(
        label=_("Målbild"), required=False, max_length=4000, help_text=_("Skriv hur det ser ut när portföljen har gjort sitt.")
    )

    def __init__(self, *args: Any, portfolio: Portfolio, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"purpose": portfolio.purpose, "target_picture": portfolio.target_picture}


class AdviceForm(forms.Form):
    """The development council's advice and its reasons."""

    advice = forms.ChoiceField(
        label=_("Råd"), widget=forms.RadioSelect, choices=term_choices(Advice), error_messages={"required": _("Välj ett råd.")}
    )
    reasons = TextField(
        label=_("Skäl"),
        help_text=_(
            "Skälen sparas och publiceras med beslutet. Exempel: ”Störst bidrag till målen i portföljen i förhållande till kostnaden.”"
        ),
        error_messages={"required": _("Skriv utvecklingsrådets skäl.")},
    )

    def clean_advice(self) -> Advice:
        return Advice(self.cleaned_data["advice"])


class DecideForm(forms.Form):
    """Amount, reasons and the finance system's codes; a refusal needs the reasons alone."""

    amount_sek = SekField(label=_("Belopp att bevilja"), required=False, help_text=_("Ifyllt med det som är sökt och värderat för året."))
    reasons = TextField(
        label=_("Skäl"),
        help_text=_("Skälen står i brevet till sökanden och publiceras. Exempel: ”Projektet bidrar tydligt till målen och ryms i ramen.”"),
        error_messages={"required": _("Skriv skälen för beslutet.")},
    )
    cost_centre = TextField(label=_("Kostnadsställe"), lines=1, max_length=20, required=False)
    activity = TextField(label=_("Verksamhetskod"), lines=1, max_length=20, required=False)
    project_code = TextField(label=_("Projektkod"), lines=1, max_length=20, required=False)

    def __init__(self, *args: Any, target: Target, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"amount_sek": target.amount_sek}
        written = [n for n in range(MOST_CONDITIONS) if self.data.get(f"condition_{n}")]
        self.rows = min(MOST_CONDITIONS, max(CONDITION_ROWS, max(written, default=-1) + 2))
        for n in range(self.rows):
            self.fields[f"condition_{n}"] = TextField(
                label=_("Villkor"), lines=2, max_length=500, required=False,
                help_text=_("Exempel: ”Personuppgiftsbiträdesavtal är tecknat med leverantören.”") if n == 0 else "",
            )  # fmt: skip
            self.fields[f"stops_{n}"] = forms.BooleanField(label=_("Inget betalas ut innan villkoret är uppfyllt"), required=False)
        for name in ("cost_centre", "activity", "project_code"):
            self.fields[name].widget.attrs["class"] = "w-code"

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The decision, then where it is booked."""
        codes = [self["cost_centre"], self["activity"], self["project_code"]]
        help_ = _("Koder i ekonomisystemet. De behövs när medel beviljas, inte vid avslag.")
        told = _(
            "Villkoren står i beslutet och i brevet. Projektledaren visar att de är uppfyllda, och projektkontoret eller coachen bekräftar det."
        )
        rows = [self[f"{name}_{n}"] for n in range(self.rows) for name in ("condition", "stops")]
        return [
            (_("Beslut"), "", [self["amount_sek"], self["reasons"]]), (_("Villkor för beslutet"), told, rows), (_("Kontering"), help_, codes)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A grant needs the amount and all codes; a refusal does not. The conditions are gathered."""
        cleaned = super().clean() or {}
        pairs = [(cleaned.pop(f"condition_{n}", ""), cleaned.pop(f"stops_{n}", False)) for n in range(self.rows)]
        cleaned["conditions"] = [ConditionText(text, stops) for text, stops in pairs if text]
        if self.data.get("act", "").endswith("grant"):
            for name in ("amount_sek", "cost_centre", "activity", "project_code"):
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("Fyll i fältet för att kunna bevilja."))
        return cleaned


YEARS_AHEAD = 3


class _Body(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class SpecialForm(forms.Form):
    """The city council's decision on money outside the portfolios: paragraph, day, kronor by year, reasons, and where it is booked."""

    paragraph = TextField(label=_("Fullmäktiges paragraf"), lines=1, max_length=200, help_text=_("Exempel: KF § 88."))
    decided_on = DateField(label=_("Beslutsdag"))
    reasons = TextField(label=_("Skäl"), help_text=_("Varför fullmäktige finansierar projektet utanför portföljerna. Skälen publiceras."))
    cost_centre = TextField(label=_("Kostnadsställe"), lines=1, max_length=20, required=False)
    activity = TextField(label=_("Verksamhetskod"), lines=1, max_length=20, required=False)
    project_code = TextField(label=_("Projektkod"), lines=1, max_length=20, required=False)

    def __init__(self, *args: Any, first_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = [first_year + n for n in range(YEARS_AHEAD)]
        for n, year in enumerate(self.years):
            self.fields[f"amount_{n}"] = SekField(label=str(year), required=False)
        for name in ("cost_centre", "activity", "project_code"):
            self.fields[name].widget.attrs["class"] = "w-code"

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The decision, its money, and where it is booked."""
        amounts = [self[f"amount_{n}"] for n in range(YEARS_AHEAD)]
        codes = [self["cost_centre"], self["activity"], self["project_code"]]
        return [
            (_("Fullmäktiges beslut"), "", [self["paragraph"], self["decided_on"], self["reasons"]]),
            (_("Medel per år"), _("I kronor. Ingen ram belastas. Lämna tomt det år som inte har något."), amounts), (_("Kontering"), _("Koder i ekonomisystemet, om de är kända."), codes),
        ]  # fmt: skip

    def decided(self) -> dict[str, Any]:
        """What was decided, as the command takes it."""
        names = ("paragraph", "decided_on", "reasons", "cost_centre", "activity", "project_code")
        amounts = {year: self.cleaned_data.get(f"amount_{n}") or 0 for n, year in enumerate(self.years)}
        return {**{n: self.cleaned_data[n] for n in names}, "amounts": amounts}


class NewSpecialForm(SpecialForm):
    """The same, for a project that is not here yet."""

    CASE = ("title", "applicant_body", "owner_body", "summary", "start_on", "end_on", "running_sek")
    title = TextField(label=_("Vad projektet heter"), lines=1, max_length=200)
    applicant_body = _Body(label=_("Nämnd eller bolag som genomför"), queryset=Body.objects.none(), empty_label=_("Välj"))
    owner_body = _Body(
        label=_("Systemägare"), queryset=Body.objects.none(), empty_label=_("Välj"),
        help_text=_("Ägaren godtar själv ansvaret och driftkostnaden. Innan dess är medlen inte fria."),
    )  # fmt: skip
    summary = TextField(label=_("Vad som ska göras"), lines=4, max_length=4000)
    start_on = DateField(label=_("Start"))
    end_on = DateField(label=_("Slut"))
    running_sek = SekField(
        label=_("Driftkostnad per år"),
        required=False,
        help_text=_("Vad det kostar när projektet är klart. Ägaren tar ställning till beloppet."),
    )

    def __init__(self, *args: Any, owners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("applicant_body", "owner_body"):
            self.fields[name].queryset = owners  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The project, then the decision."""
        return [(_("Projektet"), "", [self[n] for n in self.CASE]), *super().sections]

    def case(self) -> dict[str, Any]:
        """The case, as the command takes it."""
        return {n: self.cleaned_data[n] for n in self.CASE} | {"running_sek": self.cleaned_data["running_sek"] or 0}
