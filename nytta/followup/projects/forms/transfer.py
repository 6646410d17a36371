"""The form by which a sheet of ongoing projects is handed in, with the decision that it rests on."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.portfolios.models import Portfolio
from nytta.kit.fields import DateField, SekField, TextField, UploadField, term_choices

from ..terms import TransferKind


class _Portfolio(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.focus_area.said}"


class TransferForm(forms.Form):
    """The decision, its sum, and the file."""

    kind = forms.TypedChoiceField(
        label=_("Med vilket beslut"), choices=term_choices(TransferKind), coerce=TransferKind, widget=forms.RadioSelect, initial=TransferKind.PROGRAMME.value,
        help_text=_("E-tjänsteprogrammets projekt och medel hör till portfölj 1. Andra kommer in med ett eget beslut, som anger portföljen."),
    )  # fmt: skip
    portfolio = _Portfolio(label=_("Portfölj"), queryset=Portfolio.objects.none(), empty_label=_("Välj"))
    body_name = TextField(label=_("Vem som har beslutat"), lines=1, max_length=160)
    paragraph = TextField(label=_("Paragraf"), lines=1, max_length=200, help_text=_("Exempel: § 3, punkt 3."))
    decided_on = DateField(label=_("Beslutsdag"))
    total_sek = SekField(
        label=_("Beslutets summa"),
        help_text=_("Allt som är beslutat för projekten tillsammans, avskrivet ur beslutet. Filen ska stämma på kronan."),
    )
    sheet = UploadField(label=_("Fil"), help_text=_("En rad för varje projekt, med mallens rubriker: xlsx eller CSV, högst 20 MB."))

    def __init__(self, *args: Any, portfolios: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The decision, then the file."""
        decision = [self[n] for n in ("kind", "portfolio", "body_name", "paragraph", "decided_on", "total_sek")]
        return [(gettext("Beslutet"), "", decision), (gettext("Filen"), "", [self["sheet"]])]
