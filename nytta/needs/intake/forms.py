"""Forms of an idea and its answer, and of support."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.kit.fields import TextField, term_choices
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.goals.queries import areas_of, goals_of

from .terms import Subject

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


class AskForm(forms.Form):
    """What one needs support in, in a minute."""

    subject = forms.ChoiceField(label=_("Vad gäller det?"), choices=term_choices(Subject), widget=forms.RadioSelect)
    title = TextField(label=_("Din fråga"), lines=1, max_length=200, help_text=_("Exempel: Vilket ramavtal ska vi avropa från?"))
    text = TextField(
        label=_("Berätta mer"), lines=5, max_length=4000, required=False, help_text=_("Vad har ni prövat, och när behöver ni svar?")
    )  # fmt: skip
    about = TextField(
        label=_("Idé, ärende eller projekt"), lines=1, max_length=40, required=False,
        help_text=_("Beteckningen, till exempel A-2026-014. Lämna tomt om det inte finns något ännu."),
    )  # fmt: skip

    def clean_subject(self) -> Subject:
        """The subject as a term."""
        return Subject(self.cleaned_data["subject"])


class _Coach(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {obj.title}" if obj.title else str(obj)


class HandOverForm(forms.Form):
    """To which coach, and why."""

    coach = _Coach(label=_("Coach"), queryset=Person.objects.none(), empty_label=None, widget=forms.RadioSelect)
    reason = TextField(label=_("Skäl"), lines=3, max_length=1000, required=False, help_text=_("Behövs när någon redan har frågan."))

    def __init__(self, *args: Any, coaches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = Person.objects.filter(pk__in=[c.pk for c in coaches]).order_by("name")  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    """Why several questions are given to a coach."""

    reason = TextField(
        label=_("Skäl"), lines=3, max_length=1000, required=False, help_text=_("Behövs när någon av frågorna redan har en coach.")
    )


class SupportAnswerForm(forms.Form):
    """What the coach answers."""

    answer = TextField(label=_("Svar"), lines=8, max_length=8000, help_text=_("Skriv så att svaret kan följas av den som inte är insatt."))


class FollowForm(forms.Form):
    """Whether it helped."""

    helped = forms.TypedChoiceField(
        label=_("Hjälpte stödet?"), choices=[("1", _("Ja, frågan är besvarad")), ("0", _("Nej, något saknas"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "1",
    )  # fmt: skip
    comment = TextField(
        label=_("Kommentar"), lines=3, max_length=1000, required=False, help_text=_("Vad saknas? Frågan går då tillbaka till coachen.")
    )


class SubjectsForm(forms.Form):
    """What a coach gives support in."""

    subjects = forms.MultipleChoiceField(
        label=_("Ämnen"), choices=term_choices(Subject), widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_subjects(self) -> list[Subject]:
        """The subjects as terms."""
        return [Subject(code) for code in self.cleaned_data["subjects"]]


class PromiseForm(forms.Form):
    """Within how many working days support is taken."""

    working_days = forms.IntegerField(label=_("En fråga tas inom så många arbetsdagar"), min_value=1, max_value=60)
