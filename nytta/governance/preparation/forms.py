"""Forms of a preparation group: conflict of interest, statement, question to the applicant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField, term_choices

from .models import Conflict, Statement
from .queries import words_of
from .rules import Grounds
from .terms import Recommendation

FIELDS = (
    ("", _("Hela ansökan")),
    ("summary", _("Sammanfattning")),
    ("category", _("Kategori")),
    ("goals", _("Bidrag till målen")),
    ("figures", _("Kalkylen")),
    ("start_on", _("Tidplan")),
    ("user_groups", _("Användargrupper")),
    ("functional_requirements", _("Verksamhetens krav")),
    ("principle_1", _("De styrande principerna")),
    ("owner_body", _("Systemägare")),
    ("process_body", _("Processägare")),
    ("cost_distribution", _("Fördelning av driftkostnaden")),
    ("personal_data", _("Personuppgifter")),
    ("change_plan", _("Plan för verksamhetsförändringen")),
    ("benefit_plan", _("Plan för effekthemtagningen")),
    ("hypothesis", _("Hypotes")),
    ("experience_plan", _("Plan för erfarenheter och avveckling")),
)


class DeclareForm(forms.Form):
    """One's own word on a conflict of interest, on the grounds of the rule set."""

    ground = forms.ChoiceField(
        label=_("Har du jäv i ärendet?"),
        widget=forms.RadioSelect,
        help_text=_("Grunderna följer 16 § förvaltningslagen och 6 kap. 28–32 §§ kommunallagen. Är du osäker, anmäl hellre."),
        error_messages={"required": _("Ta ställning: välj en grund eller att du inte har jäv.")},
    )
    note = TextField(
        label=_("Skäl eller kommentar"),
        required=False,
        lines=3,
        max_length=1000,
        help_text=_(
            "Behövs när ett föreslaget jäv inte är jäv. Skriv inget känsligt: kommentaren syns för gruppen och för dem som granskar. "
            "Exempel: ”Arbetar i en annan avdelning och har inte haft med frågan att göra.”"
        ),
    )

    def __init__(self, *args: Any, grounds: Grounds, last: Conflict | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ground"].choices = [(g.code, words_of(g)) for g in grounds.grounds]  # type: ignore[attr-defined]
        if last:
            self.initial = {"ground": last.ground, "note": last.note}


class SettleForm(DeclareForm):
    """The chair's word on a member, with the reasons."""

    ground = forms.ChoiceField(
        label=_("Har ledamoten jäv i ärendet?"),
        widget=forms.RadioSelect,
        help_text=_("Frågan om jäv prövas snarast (18 § förvaltningslagen). Den som har jäv deltar inte och ser inte överläggningen."),
        error_messages={"required": _("Välj en grund eller att det inte är jäv.")},
    )
    note = TextField(
        label=_("Skäl"), required=False, lines=3, max_length=1000,
        help_text=_("Exempel: ”Arbetar i förvaltningen men i en enhet som ärendet inte rör.”"),
    )  # fmt: skip


class StateForm(forms.Form):
    """The group's statement; nothing is required while it is written."""

    recommendation = forms.ChoiceField(
        label=_("Gruppens ställningstagande"),
        widget=forms.RadioSelect,
        choices=[*term_choices(Recommendation), ("", _("Inte bestämt ännu"))],
        required=False,
    )
    text = TextField(
        label=_("Yttrande"),
        lines=10,
        required=False,
        help_text=_(
            "Skriv vad gruppen har kommit fram till och varför. Exempel: ”Nyttan är väl underbyggd och lösningen kan användas av fler nämnder. Gruppen tillstyrker.”"
        ),
    )

    def __init__(self, *args: Any, draft: Statement | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"recommendation": draft.recommendation, "text": draft.text} if draft else {"recommendation": ""}

    def clean_recommendation(self) -> Recommendation | None:
        code = self.cleaned_data["recommendation"]
        return Recommendation(code) if code else None


class QuestionForm(forms.Form):
    """A question to the applicant, beside the field that it concerns."""

    field = forms.ChoiceField(label=_("Frågan gäller"), choices=FIELDS, required=False)
    question = TextField(
        label=_("Fråga"),
        lines=4,
        max_length=4000,
        help_text=_(
            "Skriv vad som behöver kompletteras, så att det går att svara kort. Exempel: ”Vilka månader är driftkostnaden räknad på?”"
        ),
        error_messages={"required": _("Skriv en fråga.")},
    )
