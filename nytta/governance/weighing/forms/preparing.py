"""Forms before the room is opened: a new weighing, a criterion, how weights are joined, and a member's own weights."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, SekField, TextField, term_choices

from ..models import Criterion
from ..queries.before import Scale
from ..terms import Joined

POINTS = {"class": "w-points", "inputmode": "numeric", "step": 1}


class StartForm(forms.Form):
    """A weighing of a year."""

    title = TextField(label=_("Namn"), lines=1, max_length=160, help_text=_("Exempel: Vårens vägning 2026."))
    year = forms.IntegerField(
        label=_("År som medlen gäller"), min_value=2000, max_value=2099,
        widget=forms.NumberInput(attrs=POINTS),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Skriv året med fyra siffror, till exempel 2027.")),
        help_text=_("Ramarna för det året är de som förslagen ska rymmas i."),
    )  # fmt: skip
    held_on = DateField(label=_("Dag då utvecklingsrådet möts"))

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"year": on.year, "held_on": on}


class CriterionForm(forms.Form):
    """What a criterion is called and means at its ends."""

    title = TextField(label=_("Namn"), lines=1, max_length=160)
    worst = TextField(
        label=_("0 poäng betyder"), lines=2, max_length=300, required=False, help_text=_("Exempel: Som i dag: 6 veckors handläggning.")
    )
    best = TextField(
        label=_("100 poäng betyder"), lines=2, max_length=300, required=False,
        help_text=_("Exempel: Besked samma dag för alla som söker."),
    )  # fmt: skip

    def __init__(self, *args: Any, criterion: Criterion | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if criterion is not None:
            self.initial = {name: getattr(criterion, name) for name in self.fields if hasattr(criterion, name)}


class RatedForm(CriterionForm):
    """A criterion in saved kronor, with the rate at which kronor and points meet and who decided it."""

    worst = TextField(label=_("Inget sparat betyder"), lines=2, max_length=300, required=False, help_text=_("Exempel: Kostar lika mycket."))
    best = TextField(
        label=_("Mest sparat betyder"), lines=2, max_length=300, required=False,
        help_text=_("Exempel: Alla anspråk på årets nulägen infrias."),
    )  # fmt: skip
    sek_per_point = SekField(
        label=_("Kronor om året som väger lika med en poäng"),
        help_text=_("Exempel: 20 000. Kronor och poäng möts bara genom det här talet, och utvecklingsrådet bestämmer det."),
        error_messages={"required": _("Skriv hur många kronor om året som väger lika med en poäng.")},
    )
    decided_by = TextField(label=_("Beslutat av"), lines=1, max_length=160)
    paragraph = TextField(label=_("Paragraf och datum"), lines=1, max_length=200, help_text=_("Exempel: § 4, 2026-02-11."))

    def __init__(self, *args: Any, criterion: Criterion | None = None, **options: Any) -> None:
        super().__init__(*args, criterion=criterion, **options)
        self.initial = {"decided_by": gettext("Utvecklingsrådet"), **(self.initial or {})}

    def clean_sek_per_point(self) -> int:
        """A rate is more than nothing."""
        rate: int = self.cleaned_data["sek_per_point"]
        if rate == 0:
            raise forms.ValidationError(_("En poäng måste vara värd minst en krona om året."))
        return rate


class NewRatedForm(RatedForm):
    """A new criterion in saved kronor, with its code."""

    code = forms.RegexField(
        r"^[^\W_]{1,12}$", label=_("Kort kod"), widget=forms.TextInput(attrs={"class": "w-code"}),
        help_text=_("Visas i tabeller. Högst tolv bokstäver och siffror. Exempel: SPAR."),
        error_messages={"invalid": _("Skriv högst tolv bokstäver och siffror, utan mellanslag.")},
    )  # fmt: skip
    field_order = ["title", "code"]

    def __init__(self, *args: Any, taken: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken = taken

    def clean_code(self) -> str:
        """A code of its own."""
        code: str = self.cleaned_data["code"]
        if code in self.taken:
            raise forms.ValidationError(_("Det finns redan ett kriterium med den koden. Välj en annan."))
        return code


class JoinForm(forms.Form):
    """How the members' weights become one, said before anybody has seen the proposals."""

    how = forms.ChoiceField(
        label=_("Så läggs ledamöternas vikter ihop"), widget=forms.RadioSelect, choices=term_choices(Joined), initial=Joined.MEAN.value,
        help_text=_("Medelvärdet tar hänsyn till hur mycket var och en vill. Medianen rubbas mindre av en enda som väger mycket annorlunda."),
    )  # fmt: skip

    def clean_how(self) -> Joined:
        return Joined(self.cleaned_data["how"])


class WeighForm(forms.Form):
    """A member's swing weights, 0-100 for each criterion, for the ranges that the page shows; or only their order."""

    ranges = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, scales: Sequence[Scale], mark: str, given: dict[str, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.scales = scales
        self.ordering = "order" in self.data
        self.fields["ranges"].initial = mark
        for s in scales:
            c = s.criterion
            self.fields[f"w_{c.code}"] = forms.IntegerField(
                label=gettext("Vikt för %(title)s, 0–100") % {"title": c.title}, min_value=0, max_value=100, required=not self.ordering,
                initial=given.get(c.code), widget=forms.NumberInput(attrs=POINTS | {"min": 0, "max": 100}),
                error_messages={"required": _("Skriv ett tal från 0 till 100.")},
            )  # fmt: skip
        for s in scales:
            self.fields[f"o_{s.criterion.code}"] = forms.IntegerField(
                label=f"{s.criterion}", min_value=1, max_value=len(scales), required=self.ordering,
                widget=forms.NumberInput(attrs=POINTS | {"min": 1, "max": len(scales)}),
                error_messages={"required": _("Skriv vilken plats steget har.")},
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Scale, BoundField]]:
        """Each criterion with its field."""
        return [(s, self[f"w_{s.criterion.code}"]) for s in self.scales]

    @property
    def places(self) -> list[BoundField]:
        """The fields of the order."""
        return [self[f"o_{s.criterion.code}"] for s in self.scales]

    def of(self, letter: str) -> dict[str, Any]:
        """The cleaned weights (w) or places (o) by criterion."""
        return {s.criterion.code: self.cleaned_data.get(f"{letter}_{s.criterion.code}") for s in self.scales}
