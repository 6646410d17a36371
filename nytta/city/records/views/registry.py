"""What comes in and goes out, and whether it is open."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import ExamineForm
from ..lists import REGISTRY
from ..models import Examination, RegistryEntry
from ..terms import Openness
from .decisions import links_of

OPENNESS_TAGS = {Openness.OPEN.value: "success", Openness.CLOSED.value: "danger", Openness.TO_EXAMINE.value: "warning"}


class Registry(ListPage):
    """The register of all items in and out, for those who work here. Source: O6."""

    listing = REGISTRY
    public = False  # entries name titles that nobody may have examined; anybody reads them on the public case page, as examined


class CaseRegistry(DetailPage):
    """In and out of one case, its decisions, and what has been examined. Source: O6."""

    public = False
    template = "records/case_registry.html"

    def thing(self, **address: Any) -> list[RegistryEntry]:
        rows = list(queries.registered(address["subject"]))
        if not rows:
            raise Http404
        return rows

    def context(self, thing: list[RegistryEntry]) -> dict[str, Any]:
        subject, number = thing[0].subject, thing[0].registry_number
        found = queries.examined(subject) if self.person else {}
        return {
            "title": number, "subject": subject, "links": links_of(subject, self.person),
            "decisions": list(queries.decisions_for(self.person).filter(subject=subject).order_by("-number")),
            "examinations": [(e, gather("openness.words", subject, e.part) or [e.part], OPENNESS_TAGS[e.openness]) for e in found.values()],
            "may_examine": bool(policies.can_examine(self.person, self.on.date())),
            "crumbs": [(gettext(REGISTRY.title), reverse("records:registry")), (number, "")],
        }  # fmt: skip


class Examine(ActPage):
    """Say whether a text or document may be shown to anybody. Source: O6 (openness)."""

    form_class = ExamineForm
    title = _("Pröva offentligheten")
    button = _("Spara bedömningen")
    done = _("Bedömningen är sparad.")
    help = _("Huvudregeln är att allt är öppet. Det som stängs anger bestämmelsen, och den publika sidan säger att något är undantaget.")

    def thing(self, **address: Any) -> tuple[str, str]:
        return address["subject"], address["part"]

    def verdict(self, thing: tuple[str, str]) -> Verdict:
        return policies.can_examine(self.person, self.on.date())

    def context(self, thing: tuple[str, str]) -> dict[str, Any]:
        subject, part = thing
        before = queries.examined(subject).get(part)
        words = gather("openness.words", subject, part)
        said = label(Openness(before.openness)) if before else gettext("Ska prövas")
        facts = [(gettext("Ärende"), subject), (gettext("Uppgift eller handling"), words[0] if words else part), (gettext("Nu"), said)]
        if before:
            facts += [(gettext("Prövad av"), before.by), (gettext("Dag"), before.on), (gettext("Bestämmelse"), before.clause)]
        return {"facts": facts, "cancel_url": self._back(subject)}

    def _back(self, subject: str) -> str:
        links = links_of(subject, self.person)
        return links[0][1] if links else reverse("records:registry")

    def run(self, thing: tuple[str, str], cleaned: dict[str, Any]) -> Examination:
        return commands.examine(subject=thing[0], part=thing[1], **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: tuple[str, str], result: Examination) -> str:
        return self._back(thing[0])
