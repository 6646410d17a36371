"""Forms of the acts on bodies over time."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, TextField, term_choices

from .models import Body
from .queries import Whole
from .terms import COMPANIES, PARENTS, BodyKind

Sections = list[tuple[str, str, list[forms.BoundField]]]


def parents_of(kind: BodyKind, but: Body | None = None) -> QuerySet[Body]:
    """Bodies to which one of a kind may belong, also those to come."""
    rows = Body.objects.filter(kind__in=[k.value for k in PARENTS.get(kind, ())]).order_by("sort")
    return rows.exclude(pk=but.pk) if but else rows


def not_ended(on: date) -> QuerySet[Body]:
    """Bodies that exist on a day or will."""
    return Body.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on)).order_by("sort")


class _Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A body with what it is, since two of different kinds may have like names."""

    def label_from_instance(self, obj: Any) -> str:
        return told(obj)


class _Choices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return told(obj)


def told(body: Body) -> str:
    """A body's name, and its days where it does not exist all the time."""
    if body.valid_until:
        return gettext("%(name)s (till %(day)s)") % {"name": body.name, "day": body.valid_until}
    return body.name


def _from_day() -> DateField:
    return DateField(label=_("Från dag"), help_text=_("En kommande dag går bra: ändringen börjar gälla av sig själv."))


def _paragraph() -> TextField:
    return TextField(label=_("Beslut"), lines=1, max_length=200, help_text=_("Paragraf och dag, till exempel KF § 9, 2026-01-29."))


class RenameForm(forms.Form):
    """Another name from a day."""

    name = TextField(label=_("Nytt namn"), lines=1, max_length=120)
    from_day = _from_day()
    paragraph = _paragraph()


class MoveForm(forms.Form):
    """Another parent from a day."""

    parent = _Choice(label=_("Ska höra till"), queryset=Body.objects.none())
    from_day = _from_day()
    paragraph = _paragraph()

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parent"].queryset = parents_of(BodyKind(body.kind), body)
        company = BodyKind(body.kind) in COMPANIES
        fields["parent"].required = not company
        fields["parent"].empty_label = gettext("Inget annat bolag") if company else gettext("Välj")


def _unbound() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Det nya organet är ett bolag som inte är bundet av programmet, och det är avsikten"), required=False,
        help_text=_("Behövs bara när bolagets styrelse inte har antagit programmet. Då kan bolaget inte söka pengar."),
    )  # fmt: skip


class EndForm(forms.Form):
    """The last day of a body and who comes after it."""

    last_day = DateField(label=_("Sista dag"), help_text=_("En kommande dag går bra. Nästa dag svarar de som tar över."))
    successors = _Choices(
        label=_("Tar över"), queryset=Body.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ett organ när allt övergår dit, flera när verksamheten delas, inget när verksamheten upphör. Ett nytt organ förs in först."),
    )  # fmt: skip
    parts_to = _Choice(
        label=_("Det som hör till organet ska höra till"), queryset=Body.objects.none(), required=False,
        help_text=_("Förvaltningar och dotterbolag får en ny plats nästa dag. Lämna tomt när inget hör till organet, eller när de upphör själva."),
    )  # fmt: skip
    unbound_known = _unbound()
    paragraph = _paragraph()

    def __init__(self, *args: Any, body: Body, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        others = not_ended(on).exclude(pk=body.pk).exclude(kind=BodyKind.CITY_COUNCIL.value)
        same = BodyKind(body.kind) is BodyKind.ADMINISTRATION
        administrations = Q(kind=BodyKind.ADMINISTRATION.value)
        fields["successors"].queryset = others.filter(administrations) if same else others.exclude(administrations)
        fields["parts_to"].queryset = others.exclude(administrations)
        fields["parts_to"].empty_label = gettext("Ingen")
        if same:
            del fields["parts_to"], fields["unbound_known"]

    def clean(self) -> dict[str, Any]:
        return {"parts_to": None, "unbound_known": False, **(super().clean() or {})}


class PartForm(forms.Form):
    """A part of a body's tasks that goes to another."""

    what = TextField(label=_("Vad"), lines=1, max_length=200, help_text=_("Uppgiften i korta ord, till exempel bostadsanpassning."))
    to = _Choice(label=_("Går till"), queryset=Body.objects.none(), empty_label=_("Välj"))
    from_day = _from_day()
    paragraph = _paragraph()

    def __init__(self, *args: Any, body: Body, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = not_ended(on).exclude(pk=body.pk).exclude(kind=BodyKind.CITY_COUNCIL.value)
        own = Q(kind=BodyKind.ADMINISTRATION.value)
        fields: Any = self.fields
        fields["to"].queryset = others.filter(own) if body.kind == BodyKind.ADMINISTRATION.value else others.exclude(own)


class MergeForm(forms.Form):
    """Bodies that become one."""

    bodies = _Choices(label=_("Slås samman och upphör"), queryset=Body.objects.none(), widget=forms.CheckboxSelectMultiple)
    into = _Choice(label=_("Går upp i"), queryset=Body.objects.none(), required=False)
    name = TextField(label=_("Det nya organets namn"), lines=1, max_length=120, required=False)
    code = forms.SlugField(
        label=_("Det nya organets kod"), max_length=40, required=False,
        help_text=_("Kort namn i adresser och filer: små bokstäver a–z, siffror och bindestreck."),
    )  # fmt: skip
    first_day = DateField(label=_("Från dag"), help_text=_("De som slås samman upphör dagen före. En kommande dag går bra."))
    parts_follow = forms.BooleanField(
        label=_("Förvaltningar och dotterbolag följer med"), required=False, initial=True,
        help_text=_("Annars ska de ha flyttats eller upphört innan."),
    )  # fmt: skip
    unbound_known = _unbound()
    paragraph = _paragraph()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        kinds = (BodyKind.CITY_COUNCIL.value, BodyKind.EXECUTIVE_BOARD.value)
        fields["bodies"].queryset = Body.objects.filter(valid_until=None).exclude(kind__in=kinds).order_by("sort")
        fields["into"].queryset = not_ended(on).exclude(kind=BodyKind.CITY_COUNCIL.value)
        fields["into"].empty_label = gettext("Ett nytt organ")

    @property
    def sections(self) -> Sections:
        """Who, into what, and when."""
        return [
            (gettext("Vilka"), "", [self["bodies"]]),
            (gettext("Till vad"), gettext("Välj ett organ som finns, eller skriv namn och kod på ett nytt."), [self[n] for n in ("into", "name", "code")]),
            (gettext("Tid och beslut"), "", [self[n] for n in ("first_day", "parts_follow", "unbound_known", "paragraph")]),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An existing body, or the name and code of a new one."""
        given = super().clean() or {}
        if given.get("into") is None and "into" not in self.errors:
            for name in ("name", "code"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Skriv det, eller välj ett organ som finns."))
        return given


class CorrectForm(forms.Form):
    """What was recorded wrongly, as it should have been."""

    name = TextField(label=_("Namn"), lines=1, max_length=120)
    kind = forms.TypedChoiceField(label=_("Slag"), choices=[], coerce=BodyKind)
    parent = _Choice(label=_("Hör till"), queryset=Body.objects.none(), required=False)
    first_day = DateField(label=_("Från dag"), required=False)
    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Vad som hade blivit fel, och var det rätta står."))

    def __init__(self, *, body: Body, whole: Whole, since: date | None, **kwargs: Any) -> None:
        life = whole.lives[body.code]
        form = next(f for f in life.forms if f.since == since)
        held = {"name": form.name, "kind": life.kind.value, "parent": whole.bodies.get(form.parent), "first_day": since or life.first}
        super().__init__(initial=held, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = term_choices(BodyKind)
        fields["parent"].queryset = Body.objects.exclude(pk=body.pk).exclude(kind=BodyKind.ADMINISTRATION.value).order_by("sort")
        fields["parent"].empty_label = gettext("Ingen")
        fields["first_day"].required = since is not None
        if since is None:
            fields["first_day"].help_text = gettext("Lämna tomt om det alltid har funnits.")


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Till exempel den paragraf som ändrade beslutet."))


class SheetForm(forms.Form):
    """A sheet of the organisation, from which day it holds, and by which decision."""

    sheet = forms.FileField(
        label=_("Fil"), help_text=_("Xlsx eller CSV med mallens rubriker på första raden."),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en fil med rader.")},
    )  # fmt: skip
    from_day = DateField(
        label=_("Rader utan dag gäller från"), help_text=_("För organ som redan finns i registret. Nya organ utan dag har alltid funnits.")
    )
    paragraph = TextField(label=_("Beslut"), lines=1, max_length=200, help_text=_("För rader som inte anger eget beslut."))


class KeptForm(forms.Form):
    """A sheet that has been read and tried, on its way to be brought in."""

    kept = forms.CharField(widget=forms.HiddenInput)
    from_day = forms.DateField(widget=forms.HiddenInput)
    paragraph = forms.CharField(widget=forms.HiddenInput)
