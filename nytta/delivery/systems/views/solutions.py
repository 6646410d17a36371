"""Pages of the common solutions."""

from typing import Any

from django import forms
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
from ..queries.overlaps import doing_the_same, using


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
        found = CommonSolution.objects.filter(code=address["code"]).select_related("owner", "contact_person").first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: CommonSolution) -> dict[str, Any]:
        on, person = self.on.date(), thing.contact_person
        facts = [
            (gettext("Ägare"), thing.owner or gettext("Uppgift saknas")), (gettext("Kontakt"), thing.contact),
            (gettext("Finns från"), thing.valid_from), (gettext("Till"), thing.valid_until),
        ]  # fmt: skip
        if self.person and person:
            facts.insert(2, (gettext("Kontaktperson"), f"{person}, {person.email}" if person.email else str(person)))
        covers = Block(gettext("Täcker"), "systems/_covers.html", {"covers": thing.covers})
        uses = using(thing)
        blocks = [
            Block(gettext("Används av"), "systems/_using.html", {"systems": uses, "owners": len({s.owner_id for s in uses})}, "anvands")
        ]
        if self.person is not None:  # what a system does is closed
            again = doing_the_same(thing, on)
            blocks.append(Block(gettext("System som gör samma sak"), "systems/_same.html", {"again": again}, "samma"))
        may = self.person is not None and can_record(self.person, on)
        return {
            "title": thing.name, "crumbs": [(gettext(SOLUTIONS.title), reverse("systems:solutions")), (thing.name, "")], "facts": facts,
            "blocks": [covers, *blocks, *gather("solution.blocks", thing, self.person, on)],
            "events": audit.history(thing.code)[:20] if self.person else None,
            "acts": [Act(gettext("Ändra uppgifter"), reverse("systems:change_solution", args=[thing.code]))] if may else [],
        }  # fmt: skip


class NewSolution(ActPage):
    """Put a common solution in the register."""

    title = _("Ny gemensam lösning")
    button = _("För in lösningen")
    done = _("Lösningen står i registret.")
    help = _("Det som förs in här får ingen bygga en gång till utan undantag.")

    def verdict(self, thing: Any) -> Verdict:
        return can_record(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return SolutionForm(on=self.on.date(), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:solutions")}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> CommonSolution:
        return commands.add_solution(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: CommonSolution) -> str:
        return reverse("systems:solution", args=[result.code])


class ChangeSolution(ActPage):
    """Change what the register says of a common solution. Source: D2."""

    title = _("Ändra uppgifter om lösningen")
    button = _("Spara uppgifterna")
    done = _("Uppgifterna är sparade.")
    help = _("Ändras det som lösningen täcker söks registret igenom efter system som gör samma sak.")

    def thing(self, **address: Any) -> CommonSolution:
        found = CommonSolution.objects.filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: CommonSolution) -> Verdict:
        return can_record(self.person, self.on.date())

    def form(self, thing: CommonSolution, **given: Any) -> forms.Form:
        return SolutionForm(on=self.on.date(), solution=thing, **given)

    def context(self, thing: CommonSolution) -> dict[str, Any]:
        url = reverse("systems:solution", args=[thing.code])
        crumbs = [(gettext(SOLUTIONS.title), reverse("systems:solutions")), (thing.name, url), (gettext(self.title), "")]
        return {"cancel_url": url, "crumbs": crumbs}

    def run(self, thing: CommonSolution, cleaned: dict[str, Any]) -> CommonSolution:
        return commands.change_solution(solution=thing, values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: CommonSolution, result: CommonSolution) -> str:
        return reverse("systems:solution", args=[result.code])
