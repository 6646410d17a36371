"""The form of a plan in parts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, SekField, TextField

from ..models import PlanPart
from ..rules import PartText

SPARE = 3  # empty rows beside those that are planned
NAMES = ("name", "planned_sek", "starts_on", "ends_on")


class PlanForm(forms.Form):
    """The parts that are planned, with room for more; a row that is emptied is taken out."""

    def __init__(self, *args: Any, parts: Sequence[PlanPart] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: list[int | None] = [*(p.pk for p in parts), *([None] * SPARE)]
        for n in range(len(self.keys)):
            held = {name: getattr(parts[n], name) for name in NAMES} if n < len(parts) else {}
            self.fields[f"name_{n}"] = TextField(label=_("Del"), lines=1, max_length=160, required=False, initial=held.get("name"))
            self.fields[f"planned_sek_{n}"] = SekField(label=_("Planerad kostnad"), required=False, initial=held.get("planned_sek"))
            self.fields[f"starts_on_{n}"] = DateField(label=_("Första dagen"), required=False, initial=held.get("starts_on"))
            self.fields[f"ends_on_{n}"] = DateField(label=_("Sista dagen"), required=False, initial=held.get("ends_on"))

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """One group for each row."""
        return [(gettext("Del %(n)s") % {"n": n + 1}, "", [self[f"{name}_{n}"] for name in NAMES]) for n in range(len(self.keys))]

    def parts(self) -> list[PartText]:
        """The rows in which something is written."""
        rows = [PartText(key, *(self.cleaned_data[f"{name}_{n}"] for name in NAMES)) for n, key in enumerate(self.keys)]
        return [row for row in rows if row.name or row.planned_sek is not None or row.starts_on or row.ends_on]
