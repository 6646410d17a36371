"""What is kept on persons, and a person's own extract."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.city.access.forms.accounts import NoForm, ReasonForm
from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.pages import ActPage, DetailPage, HousePage, file
from nytta.kit.retention import logs
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..models import Extract
from ..queries.personal import Kept, kept

GROUNDS = {
    "task": _("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
    "law": _("Rättslig förpliktelse: jävsreglerna i kommunallagen (artikel 6.1 c)"),
    "security": _("Uppgift av allmänt intresse: säkerheten i systemet (artikel 6.1 e, skäl 49)"),
}


def _language() -> str:
    return "en" if get_language() == "en" else "sv"


class Privacy(DetailPage):
    """What is kept about persons, why, on which ground, and for how long."""

    public = True
    template = "portal/privacy.html"

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        language = _language()
        lines = [(k.what[language], k.why[language], gettext(GROUNDS[k.ground]), k.long[language]) for k in kept()]
        return {
            "kept": lines, "logs": [(gettext(one.label), one.days) for one in logs()], "hours": settings.SESSION_COOKIE_AGE // 3600,
            "idle": settings.SESSION_IDLE_MINUTES, "contacts": settings.LOG_DAYS["contacts"],
        }  # fmt: skip


class AskExtract(ActPage):
    """Ask for one's own extract, or for somebody else's on their behalf. Source: GDPR art. 15."""

    title = _("Begär ut uppgifterna")
    button = _("Ta fram uppgifterna")
    done = _("Begäran är gjord. Uppgifterna tas fram inom några minuter.")
    help = _(
        "Du får allt som finns om dig i Nytta, på en sida, som fil för datorer (JSON) och som pdf. Hemligheter som lösenord och nycklar är inte med."
    )

    def thing(self, **address: Any) -> Person:
        name = address.get("username", self.person.username)
        found = Person.objects.filter(username=name).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Person) -> Verdict:
        return policies.can_extract(self.person, thing, self.on.date())

    def form(self, thing: Person, **given: Any) -> forms.Form:
        given.pop("files", None)
        return NoForm(**given) if thing.pk == self.person.pk else ReasonForm(**given)

    def context(self, thing: Person) -> dict[str, Any]:
        own, title = thing.pk == self.person.pk, gettext(self.title)
        back = reverse("portal:choices") if own else reverse("access:person", args=[thing.username])
        above = (gettext("Mina val"), back) if own else (thing.name, back)
        return {"facts": [(gettext("Person"), thing.name)], "cancel_url": back, "crumbs": [above, (title, "")]}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Extract:
        return commands.ask_extract(person=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Person, result: Extract) -> str:
        return reverse("portal:extract", args=[result.pk])


def _found(page: HousePage, pk: int) -> Extract:
    one = Extract.objects.filter(pk=pk).select_related("person", "asked_by").first()
    if one is None or page.person.pk not in (one.person_id, one.asked_by_id):
        raise Http404
    return one


def _parts(one: Extract) -> list[tuple[Kept, list[str]]]:
    """Each kind, and its rows as lines that one can read."""
    held = one.content.get("parts", {})
    return [(kind, [_line(row) for row in held.get(kind.key, ())]) for kind in kept()]


def _line(row: dict[str, Any]) -> str:
    return " · ".join(f"{name}: {value}" for name, value in row.items() if value not in (None, "", [], {}))


class ExtractPage(DetailPage):
    """An extract, to read. Source: GDPR art. 15."""

    template = "portal/extract.html"

    def thing(self, **address: Any) -> Extract:
        return _found(self, address["pk"])

    def context(self, thing: Extract) -> dict[str, Any]:
        language = _language()
        parts = [(k.what[language], k.why[language], gettext(GROUNDS[k.ground]), k.long[language], lines) for k, lines in _parts(thing)]
        title = gettext("Det som finns om %(name)s") % {"name": thing.person}
        crumbs = [(gettext("Mina val"), reverse("portal:choices")), (title, "")]
        return {"title": title, "parts": parts if thing.made_at else [], "days": settings.LOG_DAYS["extracts"], "crumbs": crumbs}


class ExtractFile(HousePage):
    """An extract as JSON or pdf. Source: GDPR art. 15 and 20."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        one = _found(self, pk)
        if one.made_at is None:
            raise Http404
        name = f"uppgifter-{one.person.username}"
        if form == "json":
            return file(json.dumps(one.content, ensure_ascii=False, indent=1), "application/json", f"{name}.json")
        language = _language()
        sections = [
            Section(k.what[language], texts=[k.why[language], gettext(GROUNDS[k.ground]), k.long[language]],
                    table=Table(k.what[language], [Column(gettext("Uppgift"))], [[line[:2000]] for line in lines]) if lines else None)
            for k, lines in _parts(one)
        ]  # fmt: skip
        city = the_city(self.person).name
        report = Report(
            title=gettext("Det som finns om %(name)s") % {"name": one.person}, subtitle=f"{one.made_at:%Y-%m-%d %H:%M}", author=city,
            foot=city, facts=[(gettext("Begärt av"), str(one.asked_by))], sections=sections,
        )  # fmt: skip
        return self.pdf(report, f"{name}.pdf")
