"""Pages of the application portfolio: the register, a system, and how it is written."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.policies import serves_by_right
from nytta.kit import audit
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label
from nytta.plain.papers import wrong_with
from nytta.plain.text import clean
from nytta.plain.verdicts import Verdict, require

from .. import commands, policies
from ..forms import DocumentForm, RemoveForm, RetireForm, SystemForm, written
from ..lists import LEAGUE, RETIRED, SYSTEMS
from ..lists.systems import PHASE_TAGS
from ..models import System, SystemDocument
from ..queries import represented
from ..queries.overlaps import breaches_of
from ..queries.quality import flaws_of, with_flaws
from ..queries.similar import covering, resembling
from ..rules.systems import quality
from . import facts

SHOWN_EVENTS = 20
BROAD = ("systems.import",)  # the right of those who may write for every owner


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    return [(gettext(SYSTEMS.title), reverse("systems:list")), *last]


def system_at(code: str, **more: Any) -> System:
    """The system under a code, with what its page tells; or not found."""
    rows = System.objects.filter(code=code).select_related("owner", "representative", "solution")
    found = rows.prefetch_related("phases", "supports__capability").first()
    if found is None:
        raise Http404
    return found


class Systems(ListPage):
    """The register: to the public what is open, to those who work in the city all of it. Source: D1."""

    listing = SYSTEMS
    public = True
    template = "systems/list.html"

    def new_act(self) -> Act | None:
        may = policies.can_register(self.person, None, self.on.date())
        return Act(gettext("Nytt system"), reverse("systems:new")) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        links = [(gettext(RETIRED.title), reverse("systems:retired"))]
        if self.person:
            links += [(gettext(LEAGUE.title), reverse("systems:league")), (gettext("Översikter"), reverse("systems:overviews"))]
        if policies.can_import(self.person, self.on.date()):
            links.append((gettext("För in från en fil"), reverse("systems:import")))
        return {"links": [*links, *gather("systems.links", self.person, self.on.date())]}


class Retired(ListPage):
    """Systems that are no more. Source: D1."""

    listing = RETIRED
    public = True

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"crumbs": trail((gettext(RETIRED.title), ""))}


class League(ListPage):
    """How current each owner keeps its entries. Source: D1 "how current they are shows"."""

    listing = LEAGUE

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"crumbs": trail((gettext(LEAGUE.title), ""))}


class SystemPage(DetailPage):
    """A system. Source: D1; D12."""

    public = True
    template = "systems/system.html"

    def thing(self, **address: Any) -> System:
        return system_at(address["code"])

    def context(self, thing: System) -> dict[str, Any]:
        on = self.on.date()
        phase, line = facts.phase_now(thing, on), facts.steps(thing, on)
        blocks = [Block(h, "kit/_facts.html", {"facts": rows}) for h, rows in facts.groups(thing, all_of_it=self.person is not None)]
        found = {
            "title": thing.name, "code": thing.code, "subtitle": thing.owner.name, "label": label(phase) if phase else "",
            "color": PHASE_TAGS[phase.value] if phase else "", "steps": line, "steps_heading": gettext("Livscykel"),
            "blocks": [*blocks, *gather("system.blocks", thing, self.person, on)], "purpose": thing.purpose, "crumbs": trail((thing.name, "")),
            "breaches": [b for b in breaches_of(thing, on) if b.exemption or self.person],
        }  # fmt: skip
        return found | (self._closed(thing) if self.person else {"events": None})

    def _closed(self, thing: System) -> dict[str, Any]:
        """What those who work in the city see besides: how current it is, its documents, its history, what one can do."""
        on = self.on.date()
        may_change, may_attest = policies.can_change(self.person, thing, on), policies.can_attest(self.person, thing, on)
        with_marks = with_flaws(System.objects.filter(pk=thing.pk), on).get()
        flaws = [] if thing.retired_on else flaws_of(with_marks)
        last = thing.attestations.select_related("by").first()
        documents = thing.documents.filter(removed_on=None).defer("content")
        return {
            "acts": self._acts(thing, may_change, may_attest), "events": facts.told(audit.history(thing.code)[:SHOWN_EVENTS]),
            "quality": quality(flaws), "kept": facts.said_kept(thing, on, last.by if last else ""), "note": last.note if last else "",
            "mends": facts.mends(thing, flaws, may_change=bool(may_change), may_attest=bool(may_attest)),
            "documents": list(documents), "may_change": bool(may_change), "side": gather("system.side", thing, self.person, on),
        }  # fmt: skip

    def _acts(self, thing: System, may_change: Verdict, may_attest: Verdict) -> list[Act]:
        code, on = [thing.code], self.on.date()
        acts = [
            Act(gettext("Ändra uppgifter"), reverse("systems:change", args=code), True, why_not=may_change.blocking),
            Act(gettext("Bekräfta uppgifter"), reverse("systems:attest"), why_not=may_attest.blocking),
            Act(gettext("Lägg till dokument"), reverse("systems:new_document", args=code), why_not=may_change.blocking),
            Act(
                gettext("Avveckla systemet"),
                reverse("systems:retire", args=code),
                why_not=policies.can_retire(self.person, thing, on).blocking,
            ),
        ]
        return [*([] if thing.retired_on else acts), *gather("system.acts", thing, self.person, on)]


class _Write(ActPage):
    """What writing a new system and changing one have in common: what it resembles is shown while one writes. Source: D2."""

    template = "systems/write.html"
    besides = ""

    def may_for(self) -> list[int] | None:
        """The owners that the person may write for; None for all."""
        on = self.on.date()
        return None if any(serves_by_right(self.person, name, on) for name in BROAD) else list(represented(self.person, on))

    def beside(self) -> dict[str, Any]:
        """What that which has been sent resembles, for who writes without script."""
        sent = self.request.POST
        return likenesses(sent, self.besides, self) if sent else {}


def likenesses(sent: Any, besides: str, page: HousePage) -> dict[str, Any]:
    """What a written name, other names and functions resemble; for the piece beside the form."""
    lines = {
        key: [line.strip() for line in clean(sent.get(key, "")[:4_000]).splitlines() if line.strip()] for key in ("aliases", "functions")
    }
    return {
        "alike": resembling(name=clean(sent.get("name", "")[:120]), **lines, besides=besides[:12]),
        "covering": covering(lines["functions"], page.on.date()), "asked": True,
    }  # fmt: skip


class Similar(HousePage):
    """What somebody's text about a system resembles, and whom to talk to about using it again. Source: D2."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "systems/_similar.html", likenesses(request.GET, request.GET.get("utom", ""), self))


class NewSystem(_Write):
    """Put a system in the register. Source: D1; G3."""

    title = _("Nytt system")
    button = _("För in systemet")
    done = _("Systemet står i registret.")
    help = _("Bara namn och ägare måste fyllas i. Det som inte är känt lämnas tomt och visas som att det saknas.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_register(self.person, None, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return SystemForm(on=self.on.date(), may_for=self.may_for(), **data)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:list"), "crumbs": trail((gettext(self.title), "")), **self.beside()}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> System:
        return commands.register_system(**written(cleaned), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: System) -> str:
        return reverse("systems:detail", args=[result.code])


class ChangeSystem(_Write):
    """Change what the register says of a system. Source: D1; G3."""

    title = _("Ändra uppgifter om systemet")
    button = _("Spara uppgifterna")
    done = _("Uppgifterna är sparade.")
    one_at_a_time = True

    def hold(self, **address: Any) -> None:
        System.objects.select_for_update().filter(code=address["code"]).first()

    def thing(self, **address: Any) -> System:
        self.besides = address["code"]
        return system_at(address["code"])

    def verdict(self, thing: System) -> Verdict:
        return policies.can_change(self.person, thing, self.on.date())

    def form(self, thing: System, **data: Any) -> forms.Form:
        return SystemForm(on=self.on.date(), system=thing, may_for=self.may_for(), **data)

    def context(self, thing: System) -> dict[str, Any]:
        back = reverse("systems:detail", args=[thing.code])
        return {"cancel_url": back, "crumbs": trail((thing.name, back), (gettext(self.title), "")), "besides": thing.code, **self.beside()}

    def run(self, thing: System, cleaned: dict[str, Any]) -> System:
        return commands.change_system(system=thing, **written(cleaned), by=self.person, on=self.on)

    def went_to(self, thing: System, result: System) -> str:
        return reverse("systems:detail", args=[thing.code])


class _OfSystem(ActPage):
    """An act on one system, that leads back to its page."""

    def thing(self, **address: Any) -> Any:
        return system_at(address["code"])

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_change(self.person, self.system(thing), self.on.date())

    def system(self, thing: Any) -> System:
        """The system that is acted on."""
        found: System = thing
        return found

    def context(self, thing: Any) -> dict[str, Any]:
        system = self.system(thing)
        back = reverse("systems:detail", args=[system.code])
        return {"cancel_url": back, "crumbs": trail((system.name, back), (gettext(self.title), "")), "lead": str(system)}

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("systems:detail", args=[self.system(thing).code])


class Retire(_OfSystem):
    """Retire a system, which is never deleted. Source: D1."""

    form_class = RetireForm
    title = _("Avveckla systemet")
    button = _("Avveckla")
    done = _("Systemet är avvecklat och står kvar bland de avvecklade.")
    help = _("Systemet står kvar i registret med allt som är sagt om det, men räknas inte längre bland dem som finns.")

    def verdict(self, thing: System) -> Verdict:
        return policies.can_retire(self.person, thing, self.on.date())

    def form(self, thing: System, **data: Any) -> forms.Form:
        return RetireForm(initial={"last": self.on.date()}, **data)

    def run(self, thing: System, cleaned: dict[str, Any]) -> System:
        return commands.retire_system(system=thing, **cleaned, by=self.person, on=self.on)


class NewDocument(_OfSystem):
    """Put a document with a system. Source: D1."""

    form_class = DocumentForm
    title = _("Lägg till dokument")
    button = _("Lägg till")
    done = _("Dokumentet är tillagt.")

    def run(self, thing: System, cleaned: dict[str, Any]) -> SystemDocument:
        sent, held = cleaned["file"], {}
        if sent:
            content = sent.read()
            verdict, kind = wrong_with(filename=sent.name, content=content)
            require(verdict)
            held = {"filename": sent.name, "content_type": kind, "content": content}
        return commands.add_document(system=thing, title=cleaned["title"], address=cleaned["address"], **held, by=self.person, on=self.on)


def document_at(code: str, number: int) -> SystemDocument:
    """A document of a system that has not been taken away, or not found."""
    found = SystemDocument.objects.filter(system__code=code, pk=number, removed_on=None).select_related("system__owner").first()
    if found is None:
        raise Http404
    return found


class RemoveDocument(_OfSystem):
    """Take a document off a system's page. Source: D1."""

    form_class = RemoveForm
    title = _("Ta bort dokument")
    button = _("Ta bort")
    done = _("Dokumentet visas inte längre.")

    def thing(self, **address: Any) -> SystemDocument:
        return document_at(address["code"], address["document"])

    def system(self, thing: SystemDocument) -> System:
        return thing.system

    def context(self, thing: SystemDocument) -> dict[str, Any]:
        return {**super().context(thing), "lead": thing.title}

    def run(self, thing: SystemDocument, cleaned: dict[str, Any]) -> SystemDocument:
        return commands.remove_document(document=thing, reason=cleaned["reason"], by=self.person, on=self.on)


class DocumentFile(HousePage):
    """A document of a system, always as a download, for those who work in the city."""

    def get(self, request: HttpRequest, code: str, document: int) -> HttpResponse:
        kept = document_at(code, document)
        if kept.content is None:
            raise Http404
        return file(bytes(kept.content), kept.content_type, kept.filename)
