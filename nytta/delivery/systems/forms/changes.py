"""Forms of changes: what is announced, how one answers, and how it is settled."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, TextField, TimeField, term_choices
from nytta.kit.words import label

from ..models import ChangeNotice, NoticeAnswer, System
from ..terms import AnswerState, ChangeKind, Impact
from .flows import SystemField


class Times(forms.Form):
    """From and until when, as days and hours; `cleaned_data` has them as `starts_at` and `ends_at`."""

    first_day = DateField(label=_("Börjar den"))
    starts = TimeField(label=_("Börjar klockan"))
    last_day = DateField(label=_("Slutar den"))
    ends = TimeField(label=_("Slutar klockan"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        parts = [found.pop(name, None) for name in ("first_day", "starts", "last_day", "ends")]
        if all(part is not None for part in parts):
            found["starts_at"], found["ends_at"] = _moment(*parts[:2]), _moment(*parts[2:])
        return found


def _moment(day: Any, hour: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def times_of(notice: ChangeNotice | None, on: date) -> dict[str, Any]:
    """The first values of Times: those of a notice, or an evening in two weeks."""
    if notice is None:
        day = on + timedelta(days=14)
        return {"first_day": day, "starts": time(18), "last_day": day, "ends": time(20)}
    start, end = timezone.localtime(notice.starts_at), timezone.localtime(notice.ends_at)
    return {"first_day": start.date(), "starts": start.time(), "last_day": end.date(), "ends": end.time()}


class ChangeForm(Times):
    """What is going to be done with a system."""

    system = SystemField(label=_("System"))
    kind = forms.ChoiceField(label=_("Vad det är"), choices=term_choices(ChangeKind), widget=forms.RadioSelect)
    title = TextField(label=_("Rubrik"), lines=1, max_length=160, help_text=_("Exempel: Ny version av gränssnittet för elevuppgifter."))
    text = TextField(
        label=_("Vad som ska göras"),
        lines=5,
        max_length=4000,
        help_text=_("Vad som ändras för dem som utbyter information med systemet, och vad de behöver göra."),
    )
    impact = forms.ChoiceField(label=_("Under tiden"), choices=term_choices(Impact))
    is_public = forms.BooleanField(
        label=_("Visa driftstoppet för allmänheten"),
        required=False,
        help_text=_("Visas på sidan Planerade driftstopp. Bara texten här under, tiden och systemets namn visas."),
    )
    public_text = TextField(
        label=_("Text till allmänheten"),
        lines=2,
        max_length=400,
        required=False,
        help_text=_("Exempel: Det går inte att ansöka om bygglov på kvällen."),
    )
    field_order = ["system", "kind", "title", "text", "first_day", "starts", "last_day", "ends", "impact", "is_public", "public_text"]

    def __init__(self, *args: Any, on: date, notice: ChangeNotice | None = None, system: System | None = None, **options: Any) -> None:
        initial: dict[str, Any] = {"system": system, "kind": ChangeKind.CHANGE.value, "impact": Impact.DEGRADED.value}
        if notice:
            initial = {name: getattr(notice, name) for name in ("kind", "title", "text", "impact", "is_public", "public_text")}
        super().__init__(*args, **{**options, "initial": {**initial, **times_of(notice, on)}})
        if notice:
            del self.fields["system"]


class MoveForm(Times):
    """New times, and why."""

    reason = TextField(
        label=_("Varför ändringen flyttas"), lines=2, max_length=400, help_text=_("Alla som påverkas får veta det, och tillfrågas på nytt.")
    )

    def __init__(self, *args: Any, on: date, notice: ChangeNotice, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": times_of(notice, on)})


ANSWERS = [("yes", _("Ja, det går bra")), ("no", _("Nej"))]


class AnswerForm(forms.Form):
    """The same answer for one or several systems of one's own."""

    systems = forms.MultipleChoiceField(
        label=_("Svaret gäller"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Markera de system som svaret gäller.")},
    )
    answer = forms.ChoiceField(
        label=_("Ditt svar"), choices=ANSWERS, widget=forms.RadioSelect, error_messages={"required": _("Välj ja eller nej.")}
    )
    reason = TextField(
        label=_("Skäl"),
        lines=3,
        max_length=2000,
        required=False,
        help_text=_("Krävs för ett nej: vad som gör att det inte går, och vad som skulle göra att det går."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, answers: Sequence[NoticeAnswer], **options: Any) -> None:
        seen = ",".join(f"{a.system.code}={a.state}" for a in answers)
        open_ones = [a.system.code for a in answers if AnswerState(a.state) in (AnswerState.WAITING, AnswerState.ASKED)]
        super().__init__(*args, **{**options, "initial": {"systems": open_ones, "seen": seen}})
        field = self.fields["systems"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(a.system.code, f"{a.system.name} ({a.owner.name}): {label(AnswerState(a.state)).lower()}") for a in answers]

    def clean_seen(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in self.cleaned_data["seen"].split(",") if "=" in part)


class QuestionForm(forms.Form):
    """A question, or the reply to one."""

    text = TextField(label=_("Text"), lines=4, max_length=2000)


class GoAheadForm(forms.Form):
    """Why a change is made though somebody said no or did not answer."""

    reasons = TextField(
        label=_("Skäl"),
        lines=4,
        max_length=4000,
        required=False,
        help_text=_(
            "Krävs när någon har sagt nej eller inte har svarat: varför ändringen genomförs ändå, och vad ni gör för dem som påverkas."
        ),
    )


class ReasonForm(forms.Form):
    """Why something is cancelled."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=400)


class OutcomeForm(forms.Form):
    """How it went."""

    outcome = TextField(
        label=_("Hur det gick"),
        lines=3,
        max_length=2000,
        help_text=_("Kort, för dem som påverkades. Exempel: Klart 19.40, inga störningar."),
    )
