"""Form fields and model fields of the house: kronor, clean text, choices made from Terms."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nytta.plain.money import MAX_SEK, comma, parse_sek, sek
from nytta.plain.text import clean
from nytta.plain.words import Term

MOST_TEXT = 20_000


def term_field(terms: type[Term], **options: Any) -> Any:
    """A CharField that stores a Term's code and offers all of them, in the reader's language."""
    options.setdefault("max_length", 30)
    return models.CharField(choices=term_choices(terms), **options)


def code_in(terms: type[Term], field: str) -> models.Q:
    """The condition that a column holds one of the Term's codes; for a CheckConstraint."""
    return models.Q(**{f"{field}__in": terms.codes()})


@models.CharField.register_lookup
class Blank(models.Lookup):
    """Whether a text is empty: the empty text stands in the SQL, so that SQLite takes an index over a part of the rows."""

    lookup_name = "blank"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, values = self.process_lhs(compiler, connection)
        return f"{'' if self.rhs else 'NOT '}({left} = '')", values


class SekField(forms.CharField):
    """Whole kronor as people write them; negative only when asked for."""

    default_error_messages = {
        "invalid": _("Skriv beloppet i hela kronor, till exempel 1 234 500."),
        "negative": _("Beloppet kan inte vara negativt."),
        "huge": _("Beloppet är större än systemet tar emot (9 000 miljarder kronor)."),
    }

    def __init__(self, *, may_be_negative: bool = False, **options: Any) -> None:
        self.may_be_negative = may_be_negative
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return sek(value, unit="") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in ("", None):
            return None
        try:
            amount = parse_sek(text)
        except ValueError:
            digits = "".join(c for c in text if c.isdigit())
            raise ValidationError(self.error_messages["huge" if len(digits) > 13 else "invalid"]) from None
        if amount < 0 and not self.may_be_negative:
            raise ValidationError(self.error_messages["negative"])
        if amount > MAX_SEK:
            raise ValidationError(self.error_messages["huge"])
        return amount


class NumberField(forms.CharField):
    """A number as people write it, `1 234,5`; negative only when asked for. `most` is the greatest that is taken."""

    default_error_messages = {
        "invalid": _("Skriv ett tal, till exempel 1 234 eller 12,5."),
        "negative": _("Talet kan inte vara negativt."),
        "huge": _("Talet är större än vad som tas emot: högst %(most)s."),
    }

    def __init__(self, *, most: int = 999_999_999, suffix: Any = "", places: int = 2, negative: bool = False, **options: Any) -> None:
        self.most, self.suffix, self.places, self.negative = most, suffix, places, negative
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "w-points"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return comma(value, self.places).rstrip("0").rstrip(",") if self.places else comma(value, 0)
        return value

    def clean(self, value: Any) -> Any:
        text = "".join((super().clean(value) or "").split()).replace("−", "-")
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", text):
            raise ValidationError(self.error_messages["invalid"])
        number = Decimal(text.replace(",", "."))
        if number < 0 and not self.negative:
            raise ValidationError(self.error_messages["negative"])
        if abs(number) > self.most:
            raise ValidationError(self.error_messages["huge"], params={"most": sek(self.most, "")})
        return number


class TextField(forms.CharField):
    """Written text, cleaned of what cannot be shown; at most `max_length` characters, said with how many there are."""

    too_long = _("Texten är %(show_value)s tecken lång; högst %(limit_value)s får plats. Korta den.")

    def __init__(self, *, lines: int = 4, **options: Any) -> None:
        options.setdefault("max_length", MOST_TEXT)
        options.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput())
        super().__init__(**options)
        self.widget.attrs.pop("maxlength", None)
        next(v for v in self.validators if isinstance(v, MaxLengthValidator)).message = self.too_long

    def to_python(self, value: Any) -> str:
        if isinstance(value, str) and "\0" in value:
            value = value.replace("\0", "")
        return clean(super().to_python(value) or "").strip()


class UploadField(forms.FileField):
    """A file that is not larger than is taken."""

    default_error_messages = {
        "required": _("Välj en fil."),
        "empty": _("Filen är tom. Välj en annan fil."),
        "large": _("Filen är %(size)s MB; högst %(most)s MB tas emot. Dela upp den."),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        if sent and sent.size > settings.MAX_FILE_BYTES:
            size, most = sek(sent.size // 1_000_000, ""), sek(settings.MAX_FILE_BYTES // 1_000_000, "")
            raise ValidationError(self.error_messages["large"] % {"size": size, "most": most})
        return sent


class DateField(forms.DateField):
    """A day between 1990 and 2099, `2026-03-01`."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d", "%Y%m%d"]
    default_error_messages = {
        "invalid": _("Skriv dagen som år-månad-dag, till exempel 2026-03-01."),
        "far": _("Dagen måste ligga mellan 1990-01-01 och 2099-12-31."),
    }

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not 1990 <= day.year <= 2099:
            raise ValidationError(self.error_messages["far"])
        return day


class TimeField(forms.TimeField):
    """An hour of the day, `13:30`."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "w-points"}, format="%H:%M")
    input_formats = ["%H:%M", "%H.%M"]
    default_error_messages = {"invalid": _("Skriv klockslaget som 13:30.")}


def term_choices(terms: type[Term], *, empty: Any = None) -> list[tuple[str, Any]]:
    """Translated choices of a form field made from a Term; `empty` is the first line's text."""
    first = [("", empty)] if empty is not None else []
    return first + [(code, _(text)) for code, text in terms.choices()]
