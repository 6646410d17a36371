"""The page of the programme in force, open to anybody."""

from typing import Any

from django.utils.translation import gettext

from nytta.city.records.models import Programme
from nytta.city.records.policies import can_record
from nytta.city.records.queries import programme_in_force, programmes, rule_set_in_force
from nytta.city.records.queries.governing import document_of
from nytta.kit.pages import DetailPage
from nytta.kit.panels import gather

from . import queries


class ProgrammePage(DetailPage):
    """The programme in force with goals, focus areas and figure 2; where none is in force, what to do. Source: P3; N2."""

    public = True
    template = "goals/programme.html"

    def thing(self, **address: Any) -> Programme | None:
        return programme_in_force(self.on.date())

    def context(self, thing: Programme | None) -> dict[str, Any]:
        on = self.on.date()
        others = [p for p in programmes() if thing is None or p.pk != thing.pk]
        if thing is None:
            return {"others": others, "may_adopt": bool(can_record(self.person, on))}
        return {
            "title": thing.name,
            "subtitle": gettext("Gäller %(first)s – %(last)s") % {"first": thing.valid_from, "last": thing.valid_until},
            "goals": list(queries.goals_of(thing)),
            "rows": queries.matrix(thing),
            "rule_set": rule_set_in_force(on),
            "document": document_of(thing),
            "others": others,
            "blocks": gather("programme.blocks", thing, self.person, on),
        }
