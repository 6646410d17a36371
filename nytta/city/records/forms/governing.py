"""Forms of governing documents: decide one or its next edition, repeal, fill in what was missing, put in the decided text."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import bodies
from nytta.city.organisation.terms import BodyKind
from nytta.kit.fields import DateField, TextField, term_choices

from ..models import GoverningDocument, Repeal
from ..rules.governing import RESERVED
from ..terms import GoverningKind, Level

MOST_TEXT, MOST_BYTES = 400_000, 2_000_000
Group = tuple[Any, str, Sequence[str]]


class _Grouped(forms.Form):
    """A form whose fields stand in groups."""

    groups: tuple[Group, ...] = ()

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(heading, help, fields) of the groups that have fields."""
        found = [
            (gettext(h), gettext(said) if said else "", [self[n] for n in names if n in self.fields]) for h, said, names in self.groups
        ]
        return [group for group in found if group[2]]


class TextForm(_Grouped):
    """A document's text, pasted or as a file, which is shown cut into clauses before anything is kept (`seen` is the text that was shown)."""

    file = forms.FileField(
        label=_("Textfil"), required=False, help_text=_("Ren text eller Markdown (.txt, .md). Filens text läggs i rutan nedanför."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,text/plain,text/markdown"}),
    )  # fmt: skip
    text = TextField(
        label=_("Text"), lines=14, max_length=MOST_TEXT, required=False,
        help_text=_("Klistra in texten. Varje numrerad rubrik blir en punkt: 1 Syfte, 1.1 Omfattning, ## 7.1 Arkitektur eller 3 §. Först visas hur texten delas."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_file(self) -> str:
        """The words of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("Filen är större än 2 MB. Dela den, eller klistra in texten."))
        file.seek(0)  # the form is read once more when it is acted on
        content: bytes = file.read()
        if b"\0" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
            raise forms.ValidationError(gettext("Filen är inte en textfil. Spara dokumentet som ren text (.txt) eller Markdown (.md)."))
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    def clean(self) -> dict[str, Any]:
        """The text is the file's where there is one."""
        found = super().clean() or self.cleaned_data
        if found.get("file"):
            found["text"] = self.fields["text"].clean(found["file"])
        return found

    @property
    def mark(self) -> str:
        """What tells one text from another."""
        return hashlib.sha256(self.cleaned_data.get("text", "").encode()).hexdigest()


class EditionForm(TextForm):
    """An edition: number, days, text, what it repeals, and the decision behind it."""

    registry = TextField(
        label=_("Diarienummer"), lines=1, max_length=40, help_text=_("Ärendets nummer i diariet, till exempel KS 2026/0142.")
    )
    decided_on = DateField(label=_("Beslutsdag"))
    valid_from = DateField(label=_("Gäller från"))
    valid_until = DateField(label=_("Gäller till och med"), required=False, help_text=_("Lämna tomt om den gäller tills vidare."))
    changes = TextField(
        label=_("Vad som är nytt"), lines=2, max_length=500, required=False, help_text=_("Kort, för den som läste förra versionen.")
    )
    repeals = forms.ModelMultipleChoiceField(
        label=_("Upphäver helt"), queryset=GoverningDocument.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("De upphör samma dag som den här börjar gälla. En enstaka punkt upphävs för sig, från dokumentets sida."),
    )  # fmt: skip
    mandate = TextField(
        label=_("Beslut"), lines=1, max_length=300, required=False,
        help_text=_("Paragraf och dag, till exempel KF § 9, 2026-01-29. Den som beslutar på delegation lämnar tomt: delegationens punkt används."),
    )  # fmt: skip
    reasons = TextField(label=_("Skäl"), lines=3, max_length=2000)

    groups: tuple[Group, ...] = (
        (_("Giltighet"), "", ("registry", "decided_on", "valid_from", "valid_until", "changes")),
        (_("Texten"), "", ("file", "text")),
        (_("Beslutet"), "", ("repeals", "mandate", "reasons")),
    )

    def __init__(self, *args: Any, document: GoverningDocument | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = GoverningDocument.objects.exclude(repeals__in=_whole()).order_by("sort")
        fields: Any = self.fields
        fields["repeals"].queryset = standing.exclude(pk=document.pk) if document else standing
        if document:
            fields["registry"].initial = document.registry_number


def _whole() -> QuerySet[Repeal]:
    return Repeal.objects.filter(clause=None)


class DocumentForm(EditionForm):
    """A new governing document with its first edition."""

    title = TextField(label=_("Titel"), lines=1, max_length=200)
    code = forms.SlugField(
        label=_("Adress"),
        max_length=24,
        help_text=_("Kort och för alltid: små bokstäver a–z, siffror och bindestreck, till exempel riktlinje-e-tjanster."),
    )
    kind = forms.TypedChoiceField(label=_("Slag"), choices=[], coerce=GoverningKind)
    level = forms.TypedChoiceField(label=_("Beslutande nivå"), choices=[], coerce=Level)
    body = forms.ModelChoiceField(
        label=_("Nämnd eller bolagsstyrelse"), queryset=Body.objects.none(), required=False, empty_label=_("Ingen"),
        help_text=_("Behövs bara när en nämnd eller bolagsstyrelse har beslutat."),
    )  # fmt: skip

    groups: tuple[Group, ...] = ((_("Dokumentet"), "", ("title", "code", "kind", "level", "body")), *EditionForm.groups)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        del fields["changes"]  # there is no edition before it
        fields["kind"].choices = term_choices(GoverningKind, empty=gettext("Välj"))
        fields["level"].choices = term_choices(Level, empty=gettext("Välj"))
        fields["body"].queryset = committees(on)

    def clean_code(self) -> str:
        """An address that no page has."""
        code: str = self.cleaned_data["code"].lower()
        if code in RESERVED:
            raise forms.ValidationError(gettext("Adressen används redan av en sida. Välj en annan."))
        return code


def committees(on: date) -> Any:
    """The committees and company boards of a day."""
    return bodies(on).filter(~Q(kind=BodyKind.ADMINISTRATION.value))


class RepealForm(forms.Form):
    """What a document repeals, whole or one clause, from which day, by which decision."""

    document = forms.ModelChoiceField(label=_("Dokument som upphävs"), queryset=GoverningDocument.objects.none(), empty_label=_("Välj"))
    clause = TextField(
        label=_("Bara punkt"), lines=1, max_length=12, required=False,
        help_text=_("Punktens nummer, till exempel 3.2, i den version som gäller den dagen. Lämna tomt för hela dokumentet."),
    )  # fmt: skip
    from_day = DateField(label=_("Upphör från"))
    said_in = TextField(
        label=_("Sägs i punkt"), lines=1, max_length=20, required=False, help_text=_("Den punkt i det här dokumentet som upphäver.")
    )
    mandate = TextField(
        label=_("Beslut"), lines=1, max_length=300, required=False,
        help_text=_("Paragraf och dag. Den som beslutar på delegation lämnar tomt: delegationens punkt används."),
    )  # fmt: skip
    reasons = TextField(label=_("Skäl"), lines=3, max_length=2000)

    def __init__(self, *args: Any, saying: GoverningDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = GoverningDocument.objects.exclude(repeals__in=_whole()).exclude(pk=saying.pk).order_by("sort")
        self.fields["document"].queryset = rows  # type: ignore[attr-defined]


class PutInForm(TextForm):
    """The decided text of an edition that lacks it."""

    source = TextField(
        label=_("Texten är hämtad från"), lines=1, max_length=300, help_text=_("Till exempel protokollsbilagan med paragraf och dag.")
    )
    groups: tuple[Group, ...] = ((_("Texten"), "", ("file", "text", "source")),)


class CompleteForm(forms.Form):
    """The facts that are missing, and where they were found; those that are known are not asked for."""

    registry_number = TextField(label=_("Diarienummer"), lines=1, max_length=40, required=False)
    level = forms.ChoiceField(label=_("Beslutande nivå"), choices=[], required=False)
    body = forms.ModelChoiceField(
        label=_("Nämnd eller bolagsstyrelse"), queryset=Body.objects.none(), required=False, empty_label=_("Ingen"),
        help_text=_("Behövs bara när en nämnd eller bolagsstyrelse har beslutat."),
    )  # fmt: skip
    decided_on = DateField(label=_("Beslutsdag"), required=False)
    valid_from = DateField(label=_("Gäller från"), required=False)
    valid_until = DateField(label=_("Gäller till och med"), required=False, help_text=_("Lämna tomt om den gäller tills vidare."))
    source = TextField(
        label=_("Uppgifterna kommer från"), lines=1, max_length=300, help_text=_("Till exempel protokollet med paragraf och dag.")
    )

    def __init__(self, *args: Any, known: Mapping[str, Any], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].choices = term_choices(Level, empty=gettext("Välj"))
        fields["body"].queryset = committees(on)
        for name in [n for n, value in known.items() if value]:
            del self.fields[name]
