"""Forms of flows: a system is written as its code or name, since there may be thousands to choose among."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import owners
from nytta.kit.fields import DateField, TextField, term_choices

from ..models import Flow, InformationType, System
from ..queries.flows import information_types, systems_named
from ..terms import FlowDirection, FlowMethod


class SystemField(forms.CharField):
    """A system by its code (`S-0014`, whatever stands after it) or its whole name; one that is not found is told with those that are like it."""

    default_error_messages = {
        "unknown": _("Det finns inget system som heter ”%(text)s”."),
        "like": _("Det finns inget system som heter ”%(text)s”. Menar du %(like)s?"),
        "several": _("Flera system heter ”%(text)s”: %(like)s. Skriv koden."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Skriv systemets kod eller namn, till exempel S-0014 eller Castor."))
        super().__init__(max_length=160, **options)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        return f"{value.code} {value.name}" if isinstance(value, System) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = systems_named(text)
        if len(found.hits) == 1:
            return found.hits[0]
        like = ", ".join(f"{s.code} {s.name}" for s in (found.hits or found.like)[:5])
        name = "several" if found.hits else "like" if like else "unknown"
        raise ValidationError(self.error_messages[name], params={"text": text, "like": like})


_SERVICE = [("", _("Vet inte")), ("yes", _("Ja")), ("no", _("Nej"))]
_KNOWN = {"yes": True, "no": False}


def _side(label: Any) -> Any:
    """Who answers for one side: any committee or board, else the system's owner."""
    return forms.ModelChoiceField(label=label, queryset=Body.objects.none(), required=False, empty_label=_("Systemets ägare"))


class FlowForm(forms.Form):
    """A flow: from where to where, what it carries, and how."""

    source = SystemField(label=_("Från system"))
    target = SystemField(label=_("Till system"), help_text=_("Det system som tar emot."))
    information = TextField(
        label=_("Information"),
        lines=1,
        max_length=200,
        help_text=_("Vad som går mellan systemen, med verksamhetens ord: elevuppgifter, beslut om bygglov."),
    )
    information_type = forms.ModelChoiceField(
        label=_("Informationstyp"), queryset=InformationType.objects.none(), required=False, empty_label=_("Ingen vald"),
        help_text=_("Den typ i registret över information som uppgifterna hör till."),
    )  # fmt: skip
    direction = forms.ChoiceField(label=_("Riktning"), choices=term_choices(FlowDirection), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=_("Sätt"), choices=term_choices(FlowMethod, empty=_("Vet inte")), required=False)
    by_service = forms.ChoiceField(
        label=_("Går genom integrationstjänsten"), choices=_SERVICE, required=False,
        help_text=_("Programmet säger att integrationstjänsten ska användas mellan grundläggande och differentierande system."),
    )  # fmt: skip
    source_owner = _side(_("Ansvarar för avsändarens sida"))
    target_owner = _side(_("Ansvarar för mottagarens sida"))
    valid_from = DateField(label=_("Används från"), required=False)
    note = TextField(label=_("Anteckning"), lines=3, max_length=2000, required=False)

    def __init__(self, *args: Any, on: date, flow: Flow | None = None, source: System | None = None, **options: Any) -> None:
        initial: dict[str, Any] = {"source": source, "direction": FlowDirection.ONE_WAY.value}
        if flow:
            initial = {name: getattr(flow, name) for name in self.base_fields}
            initial = {**initial, "by_service": {True: "yes", False: "no", None: ""}[flow.by_service]}
        super().__init__(*args, **{**options, "initial": initial})
        choices: QuerySet[Body] = owners(on)
        for name, rows in (("source_owner", choices), ("target_owner", choices), ("information_type", information_types())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_by_service(self) -> bool | None:
        return _KNOWN.get(self.cleaned_data["by_service"])


class EndFlowForm(forms.Form):
    """The last day of a flow, and why."""

    last = DateField(label=_("Sista dag"))
    reason = TextField(label=_("Skäl"), lines=2, max_length=400)


class FlowSheetForm(forms.Form):
    """A sheet of flows."""

    sheet = forms.FileField(
        label=_("Fil"), help_text=_("Xlsx eller CSV med mallens rubriker på första raden."),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en fil med rader.")},
    )  # fmt: skip
