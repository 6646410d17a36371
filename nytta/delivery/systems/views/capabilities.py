"""Pages of what the city must be able to do: the map as a register, a capability, and the acts that keep it."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms.capabilities import CapabilityForm
from ..lists.capabilities import CAPABILITIES
from ..lists.overviews import HEAT
from ..models import Capability
from ..queries.capabilities import carriers, in_use, standing_capabilities
from ..rules import capability_standing, capability_unused
from . import facts
from .systems import trail as systems_trail

SHOWN_EVENTS = 20


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register of capabilities down."""
    return systems_trail((gettext(CAPABILITIES.title), reverse("systems:capabilities")), *last)


def shown_name(capability: Capability) -> str:
    """The name in the reader's language, where the map has it."""
    return capability.name_en if get_language() == "en" and capability.name_en else capability.name


def page_of(code: str) -> str:
    """Where a capability stands."""
    return reverse("systems:capability", args=[code])


class Capabilities(ListPage):
    """The map as a register, for those who work in the city. Source: D1."""

    listing = CAPABILITIES
    template = "systems/list.html"

    def new_act(self) -> Act | None:
        may = policies.can_keep_capabilities(self.person, self.on.date())
        return Act(gettext("Ny förmåga"), reverse("systems:new_capability")) if may else None

    def more(self, asked: Any) -> dict[str, Any]:
        return {"links": [(gettext(HEAT.title), reverse("systems:heat"))], "crumbs": systems_trail((gettext(CAPABILITIES.title), ""))}


class _OfCapability:
    """What all pages of one capability share."""

    def thing(self, **address: Any) -> Capability:
        found = Capability.objects.filter(code=address["code"]).select_related("parent").first()
        if found is None:
            raise Http404
        return found


class CapabilityPage(_OfCapability, DetailPage):
    """A capability: where it lies in the map, and which systems carry it. Source: D1."""

    def context(self, thing: Capability) -> dict[str, Any]:
        above, below = thing.parent, list(standing_capabilities().filter(parent=thing))
        rows: list[tuple[str, Any]] = [
            (gettext("Namn på engelska"), format_html('<span lang="en">{}</span>', thing.name_en) if thing.name_en else facts.missing()),
            (gettext("Ligger under"), _link(above) if above else gettext("Ingen: överst i kartan")),
        ]
        systems = [(s.code, s.name) for s in carriers(thing, self.on.date())]
        all_url = f"{reverse('systems:list')}?formaga={thing.code}" if systems else ""
        return {
            "title": shown_name(thing), "code": thing.code, "label": gettext("Avslutad") if thing.retired_on else "", "color": "neutral",
            "crumbs": trail((shown_name(thing), "")), "facts": [*rows, *([(gettext("Avslutad"), thing.retired_on)] if thing.retired_on else [])],
            "blocks": [
                Block(gettext("Förmågor under den"), "systems/_below.html", {"below": [(c.code, shown_name(c)) for c in below]}, "under"),
                Block(gettext("System som bär den"), "systems/_carriers.html", {"systems": systems, "all_url": all_url}, "system"),
            ],
            "acts": [] if thing.retired_on else self._acts(thing), "events": facts.told(audit.history(thing.code)[:SHOWN_EVENTS]),
        }  # fmt: skip

    def _acts(self, thing: Capability) -> list[Act]:
        may = policies.can_keep_capabilities(self.person, self.on.date()).blocking
        return [
            Act(gettext("Ändra förmågan"), reverse("systems:change_capability", args=[thing.code]), True, why_not=may),
            Act(gettext("Avsluta förmågan"), reverse("systems:retire_capability", args=[thing.code]), why_not=may),
        ]


def _link(one: Capability) -> Any:
    return format_html('<a class="ds-link" href="{}">{}</a>', page_of(one.code), shown_name(one))


class NewCapability(ActPage):
    """Put a capability in the map. Source: D1."""

    title, button, done = _("Ny förmåga"), _("För in förmågan"), _("Förmågan står i registret.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_capabilities(self.person, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return CapabilityForm(**data)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:capabilities"), "crumbs": trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Capability:
        return commands.add_capability(values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Capability) -> str:
        return page_of(result.code)


class _Keep(_OfCapability, ActPage):
    """An act on a capability that is in use."""

    def verdict(self, thing: Capability) -> Verdict:
        return policies.can_keep_capabilities(self.person, self.on.date()) + capability_standing(thing.name, thing.retired_on)

    def context(self, thing: Capability) -> dict[str, Any]:
        url = page_of(thing.code)
        return {"cancel_url": url, "crumbs": trail((shown_name(thing), url), (gettext(self.title), ""))}

    def went_to(self, thing: Capability, result: Capability) -> str:
        return page_of(thing.code)


class ChangeCapability(_Keep):
    """Give a capability another name or place. Source: D1."""

    title, button, done = _("Ändra förmågan"), _("Spara förmågan"), _("Förmågan är sparad.")
    help = _("Systemen som bär förmågan följer med. Koden ändras inte.")

    def form(self, thing: Capability, **data: Any) -> forms.Form:
        return CapabilityForm(capability=thing, **data)

    def run(self, thing: Capability, cleaned: dict[str, Any]) -> Capability:
        return commands.change_capability(capability=thing, values=cleaned, by=self.person, on=self.on)


class RetireCapability(_Keep):
    """Retire a capability that nothing rests on. Source: D1."""

    title, button, done = _("Avsluta förmågan"), _("Avsluta förmågan"), _("Förmågan är avslutad.")
    help = _("En avslutad förmåga går inte längre att välja. Den tas aldrig bort: avvecklade system behåller det de bar.")
    form_class = forms.Form

    def verdict(self, thing: Capability) -> Verdict:
        return super().verdict(thing) + capability_unused(*in_use(thing))

    def run(self, thing: Capability, cleaned: dict[str, Any]) -> Capability:
        return commands.retire_capability(capability=thing, by=self.person, on=self.on)
