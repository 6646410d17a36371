"""Pages of the bodies, open to anybody; what the programme binds is told by a later app's panels."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label

from .lists import BODIES
from .models import Body, Person
from .terms import BodyKind


def day_asked(text: str, otherwise: date) -> date:
    """The day that an address asks about, else another."""
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


class Bodies(ListPage):
    """The register of bodies. Source: O1."""

    listing = BODIES
    public = True

    def new_act(self) -> Act | None:
        return next(iter(gather("bodies.acts", self.person, self.on.date())), None)


class BodyPage(DetailPage):
    """One body: kind, whether the programme binds it on a day, its people by title. Source: O1."""

    public = True
    template = "organisation/body_detail.html"

    def thing(self, **address: Any) -> Body:
        found = Body.objects.select_related("parent").filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Body) -> dict[str, Any]:
        day = day_asked(self.request.GET.get("dag", ""), self.on.date())
        people = list(Person.objects.filter(body=thing, is_active=True).exclude(title="").order_by("title")) if self.person else []
        facts = [
            (gettext("Slag"), label(BodyKind(thing.kind))),
            (gettext("Hör till"), thing.parent),
            (gettext("Finns från"), thing.valid_from),
            (gettext("Upphörde"), thing.valid_until),
        ]
        if thing.is_company:
            facts.append((gettext("Styrelsen antog programmet"), thing.adopted_on))
        blocks = (
            [Block(gettext("Förvaltningar"), "organisation/_parts.html", {"parts": parts})] if (parts := list(thing.children.all())) else []
        )
        if people:
            blocks.append(Block(gettext("Personer"), "organisation/_people.html", {"people": people}))
        return {
            "title": thing.name, "facts": [f for f in facts if f[1]], "day": day, "bindings": gather("body.binding", thing, day),
            "blocks": blocks + gather("body.blocks", thing, self.person, self.on.date()),
            "acts": gather("body.acts", thing, self.person, self.on.date()),
            "crumbs": [(gettext(BODIES.title), reverse("organisation:list")), (thing.name, "")],
        }  # fmt: skip
