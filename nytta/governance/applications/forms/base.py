"""What every section of an application shares: it fills from the case and gives back what is to be written."""

import json
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from ..models import Application
from ..queries import fingerprint

Group = tuple[Any, Any, tuple[str, ...]]


class SectionForm(forms.Form):
    """A part of the application. No field is required: a draft is saved as far as it has come.

    `groups` are (heading, help, field names); `questions` are what the office has asked, by field.
    """

    groups: ClassVar[tuple[Group, ...]] = ()
    all_required = True  # the word "obligatoriskt" is not shown: the list of what is missing says more

    def __init__(self, application: Application, on: date, **options: Any) -> None:
        self.application, self.on = application, on
        self.questions = {q.field: q.text for q in application.questions.all() if q.answered_on is None and q.field}
        super().__init__(**options)
        self.prepare()
        for name in self.fields:
            if hasattr(application, name):
                self.initial.setdefault(name, getattr(application, name))

    def prepare(self) -> None:
        """Fill choices and helps that depend on the case and the day."""

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The fields in their groups."""
        return [(h, text, [self[n] for n in names if n in self.fields]) for h, text, names in self.groups]

    def seen(self, source: Any) -> str:
        """What the fields held when they were shown (of the case) or sent (cleaned values), as the page sends it back."""
        names = [n for n in self.fields if hasattr(self.application, n)]
        held = source if isinstance(source, dict) else {n: getattr(source, n) for n in names}
        return json.dumps({n: fingerprint(held[n]) for n in names if n in held})

    def values(self) -> dict[str, Any]:
        """The case's own fields as they are to be written."""
        return {n: self.cleaned_data[n] for n in self.fields if n in self.cleaned_data}

    def to_write(self) -> dict[str, Any]:
        """The keyword arguments of the command that writes."""
        return {"values": self.values()}
