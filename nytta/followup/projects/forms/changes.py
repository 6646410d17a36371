"""Forms of changes: what is proposed, and what is decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.benefits.terms import BENEFITS
from nytta.kit.fields import DateField, SekField, TextField

from ..rules.changes import Plan

_BENEFITS = frozenset(ledger.value for ledger in BENEFITS)
MOST_PERCENT = 1000


class ChangeForm(forms.Form):
    """What would hold instead: scope, end, more money in a year, and what is left of each benefit."""

    reasons = TextField(label=_("Varför projektet ska ändras"), lines=4, max_length=4000)
    scope = TextField(label=_("Omfattning"), lines=6, max_length=8000, help_text=_("Ändra texten så att den säger vad projektet ska göra."))
    ends_on = DateField(label=_("Slut"), help_text=_("Flyttas slutet till ett senare år flyttas nytta och drift lika många år."))
    more_sek = SekField(
        label=_("Mer pengar"), required=False, help_text=_("Utöver det beslutade. Vägs mot andra förslag och prövas mot ramen.")
    )
    more_year = forms.TypedChoiceField(label=_("För vilket år"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, base: Plan, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = [row for row in base.benefits if row["ledger"] in _BENEFITS]
        self.fields["more_year"].choices = [("", gettext("Välj")), *((str(y), str(y)) for y in years)]  # type: ignore[attr-defined]
        for row in self.items:
            total = sum(int(a) for a in row["years"].values())
            self.fields[f"part_{row['item']}"] = forms.IntegerField(
                label=row["label"], min_value=0, max_value=MOST_PERCENT, initial=100, widget=forms.NumberInput(attrs={"class": "w-points"}),
                help_text=gettext("Procent av det som gäller nu, %(total)s kr tillsammans.") % {"total": f"{total:,}".replace(",", "\u00a0")},
            )  # fmt: skip

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Why and what, then money, then benefits."""
        parts = [self[f"part_{row['item']}"] for row in self.items]
        told = gettext("100 är oförändrat. Ändrad nytta godtas på nytt av den som äger processen.")
        groups = [
            (gettext("Förslaget"), "", [self["reasons"], self["scope"], self["ends_on"]]), (gettext("Pengar"), "", [self["more_sek"], self["more_year"]]),
        ]  # fmt: skip
        return [*groups, (gettext("Nyttor"), told, parts)] if parts else groups

    def proposed(self) -> Mapping[str, Any]:
        """The proposal, as the command takes it."""
        c = self.cleaned_data
        percents = {int(row["item"]): c[f"part_{row['item']}"] for row in self.items}
        return {
            **{n: c[n] for n in ("reasons", "scope", "ends_on")},
            "more_sek": c["more_sek"] or 0,
            "more_year": c["more_year"] or None,
            "percents": percents,
        }


class AcceptChangeForm(forms.Form):
    """The business's acceptance, by paragraph or delegation."""

    paragraph = TextField(
        label=_("Nämndens eller styrelsens paragraf"),
        lines=1,
        max_length=200,
        required=False,
        help_text=_("Lämna tomt om en delegation är registrerad."),
    )


class DecideLargeForm(forms.Form):
    """Approve or refuse, with reasons."""

    approve = forms.TypedChoiceField(
        label=_("Beslut"), choices=[("ja", _("Ändringen beslutas")), ("nej", _("Ändringen avslås"))], coerce=lambda v: v == "ja", widget=forms.RadioSelect,
        empty_value=None, error_messages={"required": _("Välj ett beslut.")},
    )  # fmt: skip
    reasons = TextField(label=_("Skäl"), lines=4, max_length=4000, help_text=_("Skälen sparas och publiceras."))


class DecideChangeForm(DecideLargeForm):
    """The same, with the owner's mandate."""

    paragraph = AcceptChangeForm.base_fields["paragraph"]


class WithdrawForm(forms.Form):
    """Why a proposal is taken back."""

    reasons = TextField(label=_("Varför förslaget återkallas"), lines=3, max_length=1000)
