"""What may I do and why, who may do this, and the auditor's sample."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.kit.exports import guarded
from nytta.kit.pages import DetailPage, HousePage, admit, file
from nytta.kit.words import label, spoken
from nytta.plain.rights import RIGHTS, Right

from .. import policies, queries
from ..forms import SampleForm
from ..queries.rights import Groups, rights_of, who_may
from ..rules import drawn
from ..terms import Population

GROUP_TEXTS = {
    "records": _("Beslut, uppdrag och register"), "organisation": _("Organisationen"), "portal": _("Kommunens sidor"), "intake": _("Idéer och stöd"),
    "goals": _("Program och mål"), "systems": _("Gemensamma lösningar"), "applications": _("Ansökningar"), "benefits": _("Nulägen och nyttor"),
    "valuation": _("Värdering"), "preparation": _("Beredning och jäv"), "portfolios": _("Ramar, råd och beslut"), "weighing": _("Vägning"),
    "meetings": _("Sammanträden"), "access": _("Inloggning, personer och nycklar"), "rulesets": _("Regelverk"), "scorecard": _("Uppföljning"), "projects": _("Projekt och effekter"),
}  # fmt: skip


def _named(groups: Groups) -> list[tuple[str, list[Any]]]:
    return [(spoken(GROUP_TEXTS[key]) if key in GROUP_TEXTS else gettext("Övrigt"), lines) for key, lines in groups]


class RightsOf(DetailPage):
    """Every act of the house for one person: whether they may today, on what, until when; and who may what they may not. Source: O2."""

    template = "records/rights_of.html"

    def thing(self, **address: Any) -> Person:
        name = address.get("username") or self.person.username
        found = self.person if name == self.person.username else Person.objects.filter(username=name).select_related("body").first()
        if found is None:
            raise Http404
        return found

    def may_see(self, thing: Person) -> bool:
        return bool(policies.can_see_rights(self.person, thing, self.on.date()))

    def context(self, thing: Person) -> dict[str, Any]:
        groups = _named(rights_of(thing, self.on.date()))
        own = thing.pk == self.person.pk
        return {
            "own": own, "groups": groups, "on": self.on.date(), "may": sum(line.may for _, lines in groups for line in lines),
            "title": gettext("Vad får jag göra och varför") if own else gettext("Vad får %(name)s göra och varför") % {"name": thing},
            "seats": queries.seats_of(thing, self.on.date()),
            "crumbs": [(gettext("Vem får göra vad"), reverse("records:rights")), (str(thing), "")],
        }  # fmt: skip


class Rights(DetailPage):
    """All acts of the house and the roles that may do them. Source: O2."""

    template = "records/rights.html"

    def thing(self, **address: Any) -> Groups:
        return rights_of(self.person, self.on.date())

    def context(self, thing: Groups) -> dict[str, Any]:
        return {"title": gettext("Vem får göra vad"), "groups": _named(thing)}


class WhoMay(DetailPage):
    """Who may do one act: the roles, the persons today, and by which decision. Source: O2."""

    template = "records/who_may.html"

    def thing(self, **address: Any) -> Right:
        if address["name"] not in RIGHTS:
            raise Http404
        return RIGHTS[address["name"]]

    def context(self, thing: Right) -> dict[str, Any]:
        facts = [
            (gettext("Uppdrag"), ", ".join(label(r) for r in thing.roles)), (gettext("Eller den som är"), ", ".join(label(o) for o in thing.others)),
            (gettext("Och dessutom"), ", ".join(label(a) for a in thing.also)),
            (gettext("På delegation för att"), label(thing.delegation) if thing.delegation else ""), (gettext("Gäller för"), label(thing.scope)),
            (gettext("Jäv i ärendet hindrar"), gettext("Ja") if thing.barred else gettext("Nej")),
            (gettext("Slag"), gettext("Att se") if thing.reads else gettext("Att göra")), (gettext("Källa"), thing.source),
        ]  # fmt: skip
        title = spoken(thing.label)
        return {
            "title": title, "facts": [f for f in facts if f[1]], "serving": who_may(thing, self.on.date()), "on": self.on.date(), "sees": bool(policies.by_right(self.person, "records.see_rights", self.on.date())),
            "crumbs": [(gettext("Vem får göra vad"), reverse("records:rights")), (title, "")],
        }  # fmt: skip


class Sample(HousePage):
    """A sample of decisions or cases that anybody can draw again from size, seed and period. Source: O2 (auditor)."""

    def get(self, request: HttpRequest, form: str = "") -> HttpResponse:
        admit(policies.can_sample(self.person, self.on.date()))
        asked = SampleForm(request.GET or None, initial={"population": Population.DECISIONS.value, "size": 20})
        rows: Sequence[tuple[int, str, str]] = []
        population = 0
        if asked.is_bound and asked.is_valid():
            chosen = asked.cleaned_data
            codes = queries.population(chosen["population"], chosen["first"], chosen["last"])
            population = len(codes)
            kind = "records:decision" if chosen["population"] is Population.DECISIONS else "records:case_registry"
            rows = [(n, c, reverse(kind, args=[c])) for n, c in enumerate(drawn(codes, size=chosen["size"], seed=chosen["seed"]), 1)]
            if form:
                return _csv(rows, asked.said(population))
        title = gettext("Dra ett urval")
        context = {
            "title": title, "form": asked, "rows": rows, "population": population, "query": request.GET.urlencode(),
            "drawn": asked.is_bound and asked.is_valid(), "crumbs": [(gettext("Vem får göra vad"), reverse("records:rights")), (title, "")],
        }  # fmt: skip
        return render(request, "records/sample.html", context, status=422 if asked.is_bound and not asked.is_valid() else 200)


def _csv(rows: Sequence[tuple[int, str, str]], about: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([gettext("Nr"), gettext("Beteckning")])
    writer.writerows(guarded([n, c]) for n, c, _ in rows)
    writer.writerow([])
    writer.writerow(guarded([about]))
    return file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "urval.csv")
