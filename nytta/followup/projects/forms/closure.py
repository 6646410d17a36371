"""Forms of closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.delivery.systems.models import System
from nytta.kit.fields import SekField, TextField, term_choices

from ..terms import DeliverableKind, Ending


class CloseForm(forms.Form):
    """What is handed over."""

    delivered = TextField(
        label=_("Vad projektet lämnar över"),
        lines=5,
        max_length=8000,
        required=False,
        help_text=_("System, rutiner, utbildning och avtal, och vem som tar emot."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class AcceptForm(forms.Form):
    """The owner's acceptance, by paragraph or delegation."""

    paragraph = TextField(
        label=_("Nämndens eller styrelsens beslut"), lines=1, max_length=200, required=False,
        help_text=_("Paragraf och dag. Lämna tomt om du beslutar på registrerad delegation."),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """What is missing."""

    reasons = TextField(
        label=_("Vad som saknas"), lines=4, max_length=4000, help_text=_("Projektledaren läser det här och fortsätter projektet.")
    )


class DeliverableForm(forms.Form):
    """One thing that is handed over."""

    title = TextField(label=_("Vad som lämnas över"), lines=1, max_length=200)
    kind = forms.TypedChoiceField(label=_("Slag"), choices=term_choices(DeliverableKind, empty=_("Välj")), coerce=DeliverableKind)
    system = forms.ModelChoiceField(
        label=_("System i registret"), queryset=System.objects.none(), required=False, empty_label=_("Inget system"),
        help_text=_("Systemägarens system. Står det inte här förs det först in i systemregistret."),
    )  # fmt: skip
    address = forms.URLField(
        label=_("Adress till e-tjänsten"), required=False, max_length=400, assume_scheme="https",
        help_text=_("Dit invånaren går. Den gäller tills e-tjänsterna har ett eget register."),
    )  # fmt: skip
    text = TextField(
        label=_("Beskrivning"), lines=3, max_length=4000, required=False, help_text=_("Vem som tar emot, och var dokumentationen finns.")
    )

    def __init__(self, *args: Any, owner: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = System.objects.filter(owner=owner, retired_on=None)  # type: ignore[attr-defined]


class AcceptDeliverableForm(forms.Form):
    """Accepted, or what is missing."""

    accepts = forms.TypedChoiceField(
        label=_("Leveransen"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Godtas")), ("no", _("Något saknas"))],
    )
    lacking = TextField(label=_("Vad som saknas"), lines=3, max_length=4000, required=False)


class HandoverForm(forms.Form):
    """Contracts, and how a trial ends."""

    contracts = TextField(
        label=_("Avtal som lämnas över"),
        lines=4,
        max_length=4000,
        required=False,
        help_text=_("Avtalets namn eller nummer, och vem som tar över det."),
    )
    no_contracts = forms.BooleanField(label=_("Det finns inga avtal att lämna över"), required=False)
    ending = forms.TypedChoiceField(
        label=_("Hur försöket slutar"),
        choices=term_choices(Ending),
        coerce=Ending,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )
    ending_text = TextField(
        label=_("Hur det går till"),
        lines=3,
        max_length=4000,
        required=False,
        help_text=_("Vad som händer med data, avtal och användare, och när."),
    )

    def __init__(self, *args: Any, innovative: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not innovative:
            del self.fields["ending"], self.fields["ending_text"]


class RunningCostForm(forms.Form):
    """What the owner confirms."""

    cost_sek = SekField(label=_("Driftkostnad per år"), help_text=_("Det ni räknar med att betala från och med nästa år."))
