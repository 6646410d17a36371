"""Forms of meetings: hours and place, agenda, attendance, outcome, minutes, approvers, circulation, rules, posting."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import DateField, TextField, TimeField, term_choices
from nytta.kit.words import label

from .models import Attendance, Dissent, Group, Item, Meeting
from .queries.agenda import Case
from .terms import Approvers, Outcome, Part, ReviewNote


def _people(people: Iterable[Person]) -> list[tuple[str, str]]:
    return [(str(p.pk), f"{p}, {p.title}" if p.title else str(p)) for p in people]


def _outcomes(choices: Iterable[Outcome]) -> list[tuple[str, str]]:
    return [(o.value, label(o)) for o in choices]


class MeetingForm(forms.Form):
    """When and where a group meets, and who writes."""

    day = DateField(label=_("Dag"))
    starts = TimeField(label=_("Börjar klockan"))
    ends = TimeField(label=_("Slutar klockan"))
    place = TextField(
        label=_("Plats"), lines=1, max_length=200, help_text=_("Rum, eller adress till ett möte på distans. Exempel: Stadshuset, rum 4.")
    )
    secretary = forms.ChoiceField(label=_("Sekreterare"), help_text=_("Skriver protokollet tillsammans med dem som är med."))

    def __init__(
        self, *args: Any, people: Sequence[Person] = (), meeting: Meeting | None = None, on: date, by: Person, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["secretary"].choices = _people(people)  # type: ignore[attr-defined]
        self.people = {str(p.pk): p for p in people}
        if meeting is None:
            self.initial = {"day": on + timedelta(days=14), "starts": "13:00", "ends": "15:00", "secretary": str(by.pk)}
        else:
            start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            self.initial = {"day": start.date(), "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}", "place": meeting.place}
            del self.fields["secretary"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        day, starts, ends = (found.pop(n, None) for n in ("day", "starts", "ends"))
        if day and starts and ends:
            found["starts_at"], found["ends_at"] = (timezone.make_aware(datetime.combine(day, t)) for t in (starts, ends))
        if "secretary" in found:
            found["secretary"] = self.people[found["secretary"]]
        return found


class CasesForm(forms.Form):
    """Which of the waiting cases come on the agenda."""

    cases = forms.MultipleChoiceField(
        label=_("Ärenden som väntar på gruppen"), widget=forms.CheckboxSelectMultiple, help_text=_("De som har väntat längst står först."),
        error_messages={"required": _("Markera minst ett ärende.")},
    )  # fmt: skip

    def __init__(self, *args: Any, waiting: Sequence[Case] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cases"].choices = [(c.key, f"{c.key} {c.title}, {c.application.applicant_body}") for c in waiting]  # type: ignore[attr-defined]


class PointForm(forms.Form):
    """Something else on the agenda."""

    title = TextField(label=_("Rubrik"), lines=1, max_length=200, help_text=_("Exempel: Tider för höstens möten."))
    text = TextField(
        label=_("Vad punkten gäller"), lines=4, required=False, help_text=_("Följer med kallelsen. Skriv inga personuppgifter.")
    )


class ReasonForm(forms.Form):
    """Why something is cancelled or withdrawn."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Syns för dem som var kallade."))


class ThereForm(forms.Form):
    """Who is there, and who leads when the meeting begins."""

    chair = forms.ChoiceField(label=_("Leder mötet"))
    there = forms.MultipleChoiceField(
        label=_("Närvarande nu"), widget=forms.CheckboxSelectMultiple, help_text=_("Ersättare som är med tar platserna efter dem som inte är det."),
        error_messages={"required": _("Markera dem som är med.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, attending: Sequence[Attendance] = (), meeting: Meeting, chairs: Sequence[Person] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["there"].choices = [(str(a.person_id), f"{a.person}, {label(Part(a.part)).lower()}") for a in attending]  # type: ignore[attr-defined]
        now = [str(a.person_id) for a in attending if a.present and a.left_at is None]
        everybody = [str(a.person_id) for a in attending if Part(a.part) is not Part.SUBSTITUTE]
        if chairs:
            self.fields["chair"].choices = _people(chairs)  # type: ignore[attr-defined]
            self.initial = {"there": everybody, "chair": str(meeting.chair_id or "")}
        else:
            del self.fields["chair"]
            self.initial = {"there": now}

    def clean_there(self) -> set[int]:
        return {int(k) for k in self.cleaned_data["there"]}


class SettleForm(forms.Form):
    """What the meeting came to in an item."""

    outcome = forms.ChoiceField(label=_("Utfall"), widget=forms.RadioSelect, error_messages={"required": _("Välj ett utfall.")})
    reasons = TextField(label=_("Skäl"), lines=6, required=False)

    def __init__(self, *args: Any, item: Item, choices: Sequence[Outcome] = (), help_text: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = _outcomes(choices)  # type: ignore[attr-defined]
        self.fields["reasons"].help_text = help_text
        self.initial = {"outcome": item.outcome, "reasons": item.reasons}

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class DissentForm(forms.Form):
    """One's own dissent."""

    text = TextField(
        label=_("Din avvikande mening"), lines=5, max_length=4000,
        help_text=_("Skrivs in i protokollet med ditt namn. Exempel: ”Jag anser att förslaget bör vänta tills dataskyddsfrågan är löst.”"),
    )  # fmt: skip

    def __init__(self, *args: Any, said: Dissent | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"text": said.text} if said else {}


class WriteForm(forms.Form):
    """What the minutes say of one item."""

    text = TextField(label=_("Protokollet säger"), lines=5, required=False, help_text=_("Sparas medan du skriver."))

    def __init__(self, *args: Any, text: str = "", name: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"text": text}
        if name:
            self.fields["text"].label = name


class CloseForm(forms.Form):
    """Who approves the minutes."""

    first = forms.ChoiceField(label=_("Justerare"))
    second = forms.ChoiceField(label=_("Justerare två"))

    def __init__(self, *args: Any, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(p.pk): p for p in people}
        for name, place in (("first", 0), ("second", 1)):
            self.fields[name].choices = _people(people)  # type: ignore[attr-defined]
            if len(people) > place:
                self.initial[name] = str(people[place].pk)

    def clean_first(self) -> Person:
        return self.people[self.cleaned_data["first"]]

    def clean_second(self) -> Person:
        return self.people[self.cleaned_data["second"]]


class RulesForm(forms.Form):
    """A group's own rules."""

    quorum = forms.IntegerField(
        label=_("Minsta antal som ska delta"), min_value=1, max_value=99, required=False, widget=forms.NumberInput(attrs={"class": "w-points"}),
        help_text=_("Lämna tomt: mer än hälften av ledamöterna."),
    )  # fmt: skip
    may_circulate = forms.BooleanField(label=_("Gruppen får ta ärenden genom cirkulation mellan mötena"), required=False)
    approvers = forms.ChoiceField(label=_("Vem justerar protokollet"), widget=forms.RadioSelect, choices=term_choices(Approvers))
    notice_days = forms.IntegerField(
        label=_("Kallelsen går ut minst så många dagar före"),
        min_value=0,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "w-points"}),
    )
    ground = TextField(
        label=_("Beslut som reglerna vilar på"),
        lines=1,
        max_length=200,
        help_text=_("Exempel: Kommundirektörens beslut 2026-01-12, punkt 3."),
    )

    def __init__(self, *args: Any, group: Group, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {name: getattr(group, name) for name in self.fields}


class CirculateForm(forms.Form):
    """A case sent round."""

    case = forms.ChoiceField(label=_("Ärende"))
    proposed = forms.ChoiceField(label=_("Förslag"), widget=forms.RadioSelect, error_messages={"required": _("Välj vad du föreslår.")})
    reasons = TextField(
        label=_("Skäl för förslaget"), lines=6,
        help_text=_("Blir gruppens skäl om förslaget får flest röster. Exempel: ”Nyttan är väl underbyggd och lösningen kan användas av fler.”"),
    )  # fmt: skip
    closes_on = DateField(label=_("Sista dag att svara"))

    def __init__(
        self, *args: Any, waiting: Sequence[Case] = (), choices: Sequence[Outcome] = (), chosen: str = "", on: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["case"].choices = [("", _("Välj ärende")), *((c.key, f"{c.key} {c.title}") for c in waiting)]  # type: ignore[attr-defined]
        self.fields["proposed"].choices = _outcomes(choices)  # type: ignore[attr-defined]
        self.initial = {"case": chosen, "closes_on": on + timedelta(days=7)}

    def clean_proposed(self) -> Outcome:
        return Outcome(self.cleaned_data["proposed"])


class VoteForm(forms.Form):
    """One's own answer."""

    outcome = forms.ChoiceField(label=_("Ditt svar"), widget=forms.RadioSelect, error_messages={"required": _("Välj ett svar.")})
    text = TextField(
        label=_("Skäl"), lines=4, required=False, max_length=4000,
        help_text=_("Krävs när du svarar något annat än förslaget. Svaret går att ändra tills cirkulationen är avslutad."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[Outcome] = (), held: tuple[str, str] = ("", ""), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = _outcomes(choices)  # type: ignore[attr-defined]
        self.initial = {"outcome": held[0], "text": held[1]}

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class PostForm(forms.Form):
    """That minutes are approved, on the notice board."""

    group = forms.ChoiceField(label=_("Beslutande organ"))
    title = TextField(label=_("Rubrik"), lines=1, max_length=200, help_text=_("Exempel: Kommunstyrelsens protokoll, §§ 22–41."))
    held_on = DateField(label=_("Mötets dag"))
    approved_on = DateField(label=_("Justerades"))
    posted_on = DateField(label=_("Sätts upp"), help_text=_("Sista dagen räknas ut: tre veckor, eller närmaste vardag därefter."))
    kept_at = TextField(
        label=_("Protokollet finns hos"), lines=1, max_length=200, help_text=_("Exempel: Kommunledningskontoret, registraturen.")
    )
    note = forms.ChoiceField(label=_("Så kan besluten prövas"), widget=forms.RadioSelect, choices=term_choices(ReviewNote))

    def __init__(self, *args: Any, groups: Sequence[Group] = (), initial: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = initial or {}
        self.groups = {g.code: g for g in groups}
        if groups:
            self.fields["group"].choices = [(g.code, g.shown) for g in groups]  # type: ignore[attr-defined]
        else:
            del self.fields["group"]

    def clean_group(self) -> Group:
        return self.groups[self.cleaned_data["group"]]

    def clean_note(self) -> ReviewNote:
        return ReviewNote(self.cleaned_data["note"])
