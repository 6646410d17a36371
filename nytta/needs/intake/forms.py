"""Forms of an idea and its answer."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.records.models import Programme
from nytta.kit.fields import TextField
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.goals.queries import areas_of, goals_of

_LIKE = {"data-live": reverse_lazy("intake:similar"), "data-live-to": "similar"}


class _Goal(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.said)


class IdeaForm(forms.Form):
    """One page, one minute."""

    title = TextField(label=_("Vad vill du göra?"), lines=1, max_length=200, help_text=_("Till exempel: Boka tid hos bygglov på nätet."))
    text = TextField(
        label=_("Berätta kort"), lines=4, max_length=4000, help_text=_("Vad är problemet i dag, för vem, och vad blir bättre?")
    )
    goal = _Goal(
        label=_("Vilket av fullmäktiges mål bidrar idén till?"),
        queryset=CouncilGoal.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        required=False,
    )
    focus_area = _Goal(
        label=_("Fokusområde"),
        queryset=FocusArea.objects.none(),
        required=False,
        help_text=_("Välj om du vet. Annars gör projektkontoret det."),
    )

    def __init__(self, *args: Any, programme: Programme | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals_of(programme)  # type: ignore[attr-defined]
        self.fields["goal"].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source
        self.fields["focus_area"].queryset = areas_of(programme)  # type: ignore[attr-defined]
        self.fields["focus_area"].empty_label = gettext("Vet inte")  # type: ignore[attr-defined]
        for name in ("title", "text"):
            self.fields[name].widget.attrs.update(_LIKE)


class AnswerForm(forms.Form):
    """An answer, either way with reasons."""

    take_up = forms.TypedChoiceField(
        label=_("Vad händer med idén?"), choices=[("1", _("Förs vidare till en ansökan")), ("0", _("Förs inte vidare"))],
        widget=forms.RadioSelect, coerce=lambda value: value == "1",
    )  # fmt: skip
    answer = TextField(
        label=_("Svar till den som lämnade idén"), lines=5, max_length=4000,
        help_text=_("Skriv skälen så att de går att förstå utan att känna till processen. Svaret syns för alla som arbetar här."),
    )  # fmt: skip
