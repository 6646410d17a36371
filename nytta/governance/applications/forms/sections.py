"""The sections of an application, in the order in which one writes them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import applicants, owners
from nytta.city.records.queries import programme_in_force
from nytta.delivery.systems.queries import named_in, solutions
from nytta.kit.fields import DateField, TextField, term_choices
from nytta.needs.goals.models import Contribution, FocusArea
from nytta.needs.goals.queries import areas_of, goals_of

from ..queries import principles
from ..terms import Category, PersonalData, PortfolioPart
from .base import SectionForm
from .figures import FiguresForm

CATEGORY_HELP = _(
    "Innovativt: ett försök som lever högst 6 månader, ur innovationsportföljen; hypotes i stället för exakta nyttor. "
    "Differentierande: ofta 3–5 år; nyttokalkyl, värdering och granskning mot riktlinjerna. "
    "Grundläggande: ofta tio år eller mer; betalas i linjen och får inte medel ur portföljerna."
)


class BasicsForm(SectionForm):
    """What the case is, for whom, of which category and from which portfolio."""

    groups = (
        (_("Vad det gäller"), "", ("title", "summary", "applicant_body", "contact")),
        (_("Var det hör hemma"), "", ("focus_area", "part", "category")),
        (_("Hur länge"), "", ("lifetime_months", "lifetime_reason", "start_on", "end_on")),
    )
    title = TextField(
        label=_("Rubrik"), required=False, lines=1, max_length=200, help_text=_("Till exempel ”E-tjänst för bygglov med ritningar”.")
    )
    summary = TextField(
        label=_("Sammanfattning"),
        required=False,
        lines=6,
        help_text=_("Vad ska ändras, för vem, och vad blir bättre? Några meningar räcker."),
    )
    applicant_body = forms.ModelChoiceField(
        label=_("Sökande"), queryset=Body.objects.none(), required=False, empty_label=None,
        help_text=_("Den nämnd eller bolagsstyrelse i vars namn ni söker. Ett bolag måste ha antagit programmet."),
    )  # fmt: skip
    contact = TextField(label=_("Kontaktperson"), required=False, lines=1, max_length=160, help_text=_("Den som projektkontoret ringer."))
    focus_area = forms.ModelChoiceField(
        label=_("Fokusområde"), queryset=FocusArea.objects.none(), required=False, empty_label=_("Välj fokusområde"),
        help_text=_("Fokusområdet avgör vilken portfölj medlen söks ur."),
    )  # fmt: skip
    part = forms.ChoiceField(
        label=_("Del av portföljen"), required=False, choices=term_choices(PortfolioPart, empty=_("Projektkontoret avgör")),
        help_text=_("Har betydelse bara där fullmäktige har delat ramen."),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Kategori"), required=False, choices=term_choices(Category), widget=forms.RadioSelect, help_text=CATEGORY_HELP
    )
    lifetime_months = forms.IntegerField(
        label=_("Livslängd i månader"), required=False, min_value=1, max_value=600, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Hur länge it-stödet ska användas. Innovativt: högst 6. Differentierande: ofta 36–60."),
    )  # fmt: skip
    lifetime_reason = TextField(
        label=_("Varför en annan livslängd"), required=False, lines=2, help_text=_("Bara för differentierande utanför 36–60 månader.")
    )
    start_on = DateField(label=_("Start"), required=False, help_text=_("Det ägaren godtar gäller från denna dag."))
    end_on = DateField(label=_("Slut"), required=False)

    def prepare(self) -> None:
        self.fields["applicant_body"].queryset = applicants(self.on)  # type: ignore[attr-defined]
        self.fields["focus_area"].queryset = areas_of(programme_in_force(self.on))  # type: ignore[attr-defined]

    def clean(self) -> Any:
        cleaned = super().clean()
        first, last = self.cleaned_data.get("start_on"), self.cleaned_data.get("end_on")
        if first and last and last < first:
            self.add_error("end_on", _("Slutet ligger före starten."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["title"] = values.get("title") or gettext("Ansökan utan rubrik")
        values["applicant_body"] = values.get("applicant_body") or self.application.applicant_body
        return values


class GoalsForm(SectionForm):
    """The goals that the case contributes to: by the programme's matrix, or in another way that is named."""

    other_contribution = TextField(
        label=_("På annat sätt, nämligen"), required=False, help_text=_("Om projektet bidrar på ett sätt som programmet inte nämner.")
    )

    def prepare(self) -> None:
        self.goals = list(goals_of(programme_in_force(self.on)))
        area = self.application.focus_area
        texts = dict(Contribution.objects.filter(focus_area=area).values_list("goal__code", "text")) if area else {}
        chosen = {g.goal_id: g.text for g in self.application.goals.all()}
        for goal in self.goals:
            if goal.code in texts:
                text = gettext("Så säger programmet att fokusområde %(number)s bidrar: %(text)s") % {
                    "number": area.number if area else "", "text": texts[goal.code],
                }  # fmt: skip
            else:
                text = gettext("Välj fokusområde under Grunddata, så visas programmets text här.")
            self.fields[f"goal_{goal.code}"] = forms.BooleanField(label=str(goal), required=False, initial=goal.pk in chosen)
            self.fields[f"goal_{goal.code}_text"] = TextField(
                label=gettext("Hur bidrar projektet till %(goal)s?") % {"goal": goal.code}, required=False, lines=3, help_text=text,
                initial=chosen.get(goal.pk, ""),
            )  # fmt: skip
        self.fields["other_contribution"] = self.fields.pop("other_contribution")

    @property
    def sections(self) -> list[tuple[Any, Any, Any]]:
        groups = [(g.code, "", [self[f"goal_{g.code}"], self[f"goal_{g.code}_text"]]) for g in self.goals]
        return [*groups, (gettext("Annat"), "", [self["other_contribution"]])]

    def to_write(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        goals = {g: cleaned[f"goal_{g.code}_text"] for g in self.goals if cleaned[f"goal_{g.code}"] or cleaned[f"goal_{g.code}_text"]}
        return {"values": {"other_contribution": cleaned["other_contribution"]}, "goals": goals}


class BusinessForm(SectionForm):
    """Who was involved, what the business needs, the six principles; and what only an innovative case answers."""

    user_groups = TextField(
        label=_("Vilka användargrupper har deltagit, och hur?"), required=False,
        help_text=_("Till exempel: två handläggare och åtta sökande provade en skiss i februari."),
    )  # fmt: skip
    functional_requirements = TextField(
        label=_("Verksamhetens funktionella krav"),
        required=False,
        lines=6,
        help_text=_("Vad it-stödet ska klara, med verksamhetens egna ord."),
    )
    principle_1 = TextField(required=False, lines=3)
    principle_2 = TextField(required=False, lines=3)
    principle_3 = TextField(required=False, lines=3)
    principle_4 = TextField(required=False, lines=3)
    principle_5 = TextField(required=False, lines=3)
    principle_6 = TextField(required=False, lines=3)
    hypothesis = TextField(
        label=_("Hypotes"), required=False, help_text=_("Vad tror ni? Till exempel: ”Om vi låter … så kommer …, och det märks på …”.")
    )
    learning_measure = TextField(label=_("Hur ni mäter vad ni lär er"), required=False, lines=3)
    experience_plan = TextField(
        label=_("Plan för erfarenheter och avveckling"), required=False,
        help_text=_("Hur erfarenheterna tas om hand, och hur lösningen avvecklas eller integreras när försöket är slut."),
    )  # fmt: skip

    def prepare(self) -> None:
        for number, text in enumerate(principles(), 1):
            self.fields[f"principle_{number}"].label = f"{number}. {text}"
        if self.application.category != Category.INNOVATIVE.value:
            for name in ("hypothesis", "learning_measure", "experience_plan"):
                del self.fields[name]

    @property
    def sections(self) -> list[tuple[Any, Any, Any]]:
        names = [f"principle_{n}" for n in range(1, 7)]
        found = [
            (gettext("Behovet"), "", [self["user_groups"], self["functional_requirements"]]),
            (gettext("De sex styrande principerna"), gettext("Svara kort: hur följer projektet principen?"), [self[n] for n in names]),
        ]
        if "hypothesis" in self.fields:
            only = [self[n] for n in ("hypothesis", "learning_measure", "experience_plan")]
            found.insert(1, (gettext("Försöket"), gettext("Bara för innovativt it-stöd."), only))
        return found


class OwnersForm(SectionForm):
    """Who will own, who gains, who pays; and which common solutions the case would cover."""

    groups = (
        (_("Ägare"), "", ("owner_body", "process_body")),
        (_("Driften"), "", ("cost_distribution",)),
        (_("Gemensamma lösningar"), "", ("covers",)),
    )
    owner_body = forms.ModelChoiceField(
        label=_("Systemägare"), queryset=Body.objects.none(), required=False, empty_label=_("Inte utpekad ännu"),
        help_text=_("Den nämnd eller bolagsstyrelse som ska äga systemet. Den godtar själv ansvaret och driftkostnaden."),
    )  # fmt: skip
    process_body = forms.ModelChoiceField(
        label=_("Ägare av processen där nyttan uppstår"), queryset=Body.objects.none(), required=False, empty_label=_("Inte utpekad ännu"),
        help_text=_("Den vars verksamhet tar hem nyttan. Den godtar själv nyttorna."),
    )  # fmt: skip
    cost_distribution = TextField(
        label=_("Hur driftkostnaden fördelas, och vilket beslut det vilar på"), required=False,
        help_text=_("Till exempel: ”Byggnadsnämnden betalar hela kostnaden, beslut § 14 den 12 februari”."),
    )  # fmt: skip
    covers = forms.MultipleChoiceField(
        label=_("Skulle ansökan ersätta eller dubblera någon av dessa?"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def prepare(self) -> None:
        for name in ("owner_body", "process_body"):
            self.fields[name].queryset = owners(self.on)  # type: ignore[attr-defined]
        known = list(solutions(self.on))
        field: Any = self.fields["covers"]
        field.choices = [(s.code, f"{s.name} ({', '.join(s.covers)})" if s.covers else s.name) for s in known]
        a = self.application
        named = named_in(f"{a.title} {a.summary} {a.functional_requirements}", known)
        text = gettext("En gemensam lösning får inte byggas en gång till utan undantag. Kryssa för dem som ansökan skulle dubblera.")
        if named:
            text += " " + gettext("Texten nämner: %(names)s.") % {"names": ", ".join(s.name for s in named)}
        field.help_text = text
        if not known:
            del self.fields["covers"]


class PersonalDataForm(SectionForm):
    """Whether personal data is processed, whether it was assessed, and who is controller."""

    groups = (("", "", ("personal_data", "controller")),)
    personal_data = forms.ChoiceField(
        label=_("Behandlas personuppgifter?"), required=False, widget=forms.RadioSelect,
        choices=[c for c in term_choices(PersonalData) if c[0]],
        help_text=_("Konsekvensbedömning behövs när behandlingen sannolikt leder till hög risk, till exempel hälsouppgifter i stor skala."),
    )  # fmt: skip
    controller = TextField(label=_("Personuppgiftsansvarig"), required=False, lines=1, max_length=160, help_text=_("Nämnd eller bolag."))


class PlansForm(SectionForm):
    """How the business changes and how the benefit is realised."""

    groups = (("", "", ("change_plan", "benefit_plan")),)
    change_plan = TextField(
        label=_("Plan för verksamhetsförändringen"), required=False, lines=6, help_text=_("Hur arbetssättet ska ändras, av vem och när.")
    )
    benefit_plan = TextField(
        label=_("Plan för effekthemtagningen"), required=False, lines=6, help_text=_("Hur och när nyttan tas hem, och vem som svarar.")
    )


class DocumentForm(SectionForm):
    """One file to add to the case."""

    groups = (("", "", ("title", "file")),)
    title = TextField(label=_("Vad handlingen är"), required=False, lines=1, max_length=200, help_text=_("Till exempel ”Förstudie”."))
    file = forms.FileField(
        label=_("Fil"),
        required=True,
        allow_empty_file=True,
        help_text=_("PDF, Word, Excel, OpenDocument, PNG, JPEG, text eller CSV; högst 20 MB."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial.pop("title", None)

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file is not None and len(file.name) > 200:
            raise ValidationError(_("Filnamnet är längre än 200 tecken."))
        return file


@dataclass(frozen=True)
class Section:
    """One page of the writing: its address, heading and form."""

    slug: str
    title: Any
    form: type[SectionForm]
    help: Any = ""


SECTIONS = (
    Section("grund", _("Grunddata"), BasicsForm),
    Section("mal", _("Mål"), GoalsForm, _("Välj de mål som projektet bidrar till och skriv hur.")),
    Section(
        "kalkyl", _("Nytta och kostnad"), FiguresForm,
        _("En rad för varje nytta och kostnad. Det sparas medan du skriver, och summorna räknas om."),
    ),
    Section("verksamheten", _("Verksamheten"), BusinessForm),
    Section("agare", _("Ägare och drift"), OwnersForm),
    Section("personuppgifter", _("Personuppgifter"), PersonalDataForm),
    Section("planer", _("Planer"), PlansForm),
    Section("handlingar", _("Handlingar"), DocumentForm, _("Det som ligger till grund för ansökan. Handlingarna följer med när den lämnas in.")),
)  # fmt: skip
SECTION_OF = {name: s.slug for s in SECTIONS for name in s.form.base_fields if s.slug != "handlingar"}
SECTION_OF |= {"goals": "mal", "figures": "kalkyl"}
FIELD_LABELS: dict[str, Any] = {n: f.label for s in SECTIONS for n, f in s.form.base_fields.items() if f.label and s.slug != "handlingar"}
FIELD_LABELS |= {"goals": _("Mål"), "figures": _("Nytta och kostnad"), "state": _("Läge"), "idea": _("Idé"), "writer": _("Medskribent")}
FIELD_LABELS |= {
    "principle_1": _("Styrande princip 1"), "principle_2": _("Styrande princip 2"), "principle_3": _("Styrande princip 3"),
    "principle_4": _("Styrande princip 4"), "principle_5": _("Styrande princip 5"), "principle_6": _("Styrande princip 6"),
}  # fmt: skip
