"""Pages of the common solutions."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.plain.verdicts import Verdict

from .. import commands
from ..forms import SolutionForm
from ..lists import SOLUTIONS
from ..models import CommonSolution


class Solutions(ListPage):
    """The register, open to anybody."""

    listing = SOLUTIONS
    public = True

    def new_act(self) -> Act | None:
        return Act(gettext("Ny gemensam lösning"), reverse("systems:new_solution")) if can_record(self.person, self.on.date()) else None


class Solution(DetailPage):
    """One common solution and the functions that may not be built again."""

    public = True

    def thing(self, **address: Any) -> CommonSolution:
        found = CommonSolution.objects.filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: CommonSolution) -> dict[str, Any]:
        facts = [
            (gettext("Kontakt"), thing.contact),
            (gettext("Finns från"), thing.valid_from),
            (gettext("Till"), thing.valid_until),
        ]
        covers = Block(gettext("Täcker"), "systems/_covers.html", {"covers": thing.covers})
        return {
            "title": thing.name,
            "crumbs": [(gettext(SOLUTIONS.title), reverse("systems:solutions")), (thing.name, "")],
            "facts": facts,
            "blocks": [covers, *gather("solution.blocks", thing, self.person, self.on.date())],
            "events": audit.history(thing.code)[:20] if self.person else None,
        }


class NewSolution(ActPage):
    """Put a common solution in the register."""

    form_class = SolutionForm
    title = _("Ny gemensam lösning")
    button = _("För in lösningen")
    done = _("Lösningen står i registret.")
    help = _("Det som förs in här får ingen bygga en gång till utan undantag.")

    def verdict(self, thing: Any) -> Verdict:
        return can_record(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:solutions")}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> CommonSolution:
        return commands.add_solution(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: CommonSolution) -> str:
        return reverse("systems:solution", args=[result.code])
