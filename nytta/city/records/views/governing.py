"""Pages of the governing documents, open to anybody: the register on any day, a document, an edition, a clause, what repealed what."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.views.bodies import day_asked
from nytta.kit import audit
from nytta.kit.lists import Asked
from nytta.kit.pages import DetailPage, HousePage, ListPage
from nytta.kit.panels import Act, gather
from nytta.kit.words import label

from .. import policies
from ..documents.governing import drawn, edition_facts, edition_report, missing, period_said
from ..lists.governing import FORCE_TAGS, GOVERNING
from ..models import Clause, Edition, GoverningDocument, Repeal
from ..queries import governing
from ..rules.governing import Changed, Cut, compared, paragraphs
from ..terms import Force, GoverningKind, Level, Wording

HOME = (GOVERNING.title, "records:governing")


def crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register on."""
    return [(gettext(GOVERNING.title), reverse("records:governing")), *steps]


def document_at(code: str, day: date) -> Any:
    """The document of a code as it stands on a day; Http404 where there is none."""
    found = governing.governing_on(GoverningDocument.objects.select_related("body"), day).filter(code=code).first()
    if found is None:
        raise Http404
    return found


class Governing(ListPage):
    """The register of governing documents as on any day. Source: O3."""

    listing = GOVERNING
    public = True
    template = "records/governing_list.html"

    def new_act(self) -> Act | None:
        may = policies.can_record(self.person, self.on.date()) or (
            self.person and policies.can_decide_guideline(self.person, self.on.date())
        )
        return Act(gettext("Registrera ett styrdokument"), reverse("records:new_document")) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        may = bool(policies.can_record(self.person, self.on.date()))
        counted = governing.forces_on(asked.shown_day) if not asked.text and not asked.values else {}
        forces = [(f, FORCE_TAGS[f.value], counted[f.value], f"?{asked.address(lage=f.value)}") for f in Force if f.value in counted]
        return {
            "forces": forces, "clauses": governing.words_found(asked.text) if asked.text else [], "may_load": may and not asked.text and not asked.values,
        }  # fmt: skip


class DocumentPage(DetailPage):
    """A document as on a day: how it stands, its editions, the words of that day, what it repeals and what repeals it. Source: O3."""

    public = True
    template = "records/governing_detail.html"

    def thing(self, **address: Any) -> Any:
        self.day = day_asked(self.request.GET.get("dag", ""), self.on.date())
        return document_at(address["code"], self.day)

    def edition(self, thing: Any, editions: list[Edition]) -> Edition | None:
        """The edition whose words are shown: that of the day, else the first one, of which the page says how it stands."""
        return next((e for e in editions if e.pk == thing.edition_pk), editions[-1] if editions else None)

    def context(self, thing: Any) -> dict[str, Any]:
        editions = list(thing.editions.select_related("decision").order_by("-number"))
        for one in editions:
            one.document = thing
        days = sorted(e.valid_from for e in editions if e.valid_from)
        periods = [(e, period_said(e, next((d for d in days if e.valid_from and d > e.valid_from), None))) for e in editions]
        shown, joined = self.edition(thing, editions), governing.linked(thing)
        whole = next((r for r in joined if r.document_id == thing.pk and r.clause_id is None), None)
        force = Force(thing.force)
        return {
            "title": thing.title, "subtitle": label(GoverningKind(thing.kind)), "label": force, "color": FORCE_TAGS[thing.force],
            "day": self.day, "today": self.on.date(), "edition": shown, "periods": periods, "whole": whole,
            "facts": _facts(thing, shown), "lacks": thing.lacks,
            "clauses": clauses_shown(shown, self.day) if shown else [], "summary": shown and shown.wording == Wording.SUMMARY.value,
            "chain": drawn(joined, title=gettext("Upphävanden kring %(title)s") % {"title": thing.title}), "joined": joined,
            "pairs": list(zip(editions[1:], editions, strict=False)), "events": audit.history(thing.code)[:30],
            "acts": self.acts(thing, editions, whole), "blocks": gather("governing.blocks", thing, self.person, self.on.date()),
            "crumbs": crumbs((thing.title, "")),
        }  # fmt: skip

    def acts(self, thing: Any, editions: list[Edition], whole: Repeal | None) -> list[Act]:
        """What the person can do with the document."""
        if self.person is None or not editions:
            return []
        on, acts = self.on.date(), []
        if thing.level and policies.may_govern(self.person, Level(thing.level), on):
            if whole is None:
                acts.append(Act(gettext("Besluta en ny version"), reverse("records:new_edition", args=[thing.code]), primary=True))
            acts.append(Act(gettext("Upphäv något genom dokumentet"), reverse("records:repeal", args=[thing.code])))
        if policies.can_record(self.person, on):
            lacking = next((e for e in editions if e.wording != Wording.FULL.value), None)
            if lacking is not None:
                acts.append(Act(gettext("För in den beslutade texten"), reverse("records:put_in_text", args=[thing.code, lacking.number])))
            if thing.lacks:
                acts.append(Act(gettext("Fyll i uppgifter som saknas"), reverse("records:complete", args=[thing.code])))
        return acts


class EditionPage(DocumentPage):
    """One edition, whatever day it is: its permanent address. Source: O3."""

    def edition(self, thing: Any, editions: list[Edition]) -> Edition | None:
        found = next((e for e in editions if e.number == self.kwargs["edition"]), None)
        if found is None:
            raise Http404
        return found

    def context(self, thing: Any) -> dict[str, Any]:
        found = super().context(thing)
        number = self.kwargs["edition"]
        where = reverse("records:document", args=[thing.code])
        title = gettext("Version %(number)s") % {"number": number}
        return {**found, "fixed": True, "is_current": thing.edition_number == number, "crumbs": crumbs((thing.title, where), (title, ""))}


def _facts(thing: Any, edition: Edition | None) -> list[tuple[str, Any]]:
    """The document's facts; what nobody knows is said to be missing."""
    facts: list[tuple[str, Any]] = (
        list(edition_facts(edition)) if edition else [(gettext("Diarienummer"), thing.registry_number or missing())]
    )
    if edition and edition.decision:
        link = format_html(
            '<a class="ds-link" href="{}">{}</a>',
            reverse("records:decision", args=[edition.decision.number]),
            dict(facts)[gettext("Beslut")],
        )
        facts = [(name, link if name == gettext("Beslut") else value) for name, value in facts]
    if thing.told_by:
        facts.append((gettext("Uppgifterna kommer från"), thing.told_by))
    return facts


def clauses_shown(edition: Edition, day: date) -> list[dict[str, Any]]:
    """The clauses of an edition for reading, each with its address and the day from which it is repealed, if any."""
    gone = _gone(edition)
    return [
        {
            "clause": c, "url": governing.clause_address(c), "paragraphs": list(paragraphs(c.text)), "gone": gone.get(c.pk),
            "level": min(c.depth + 2, 6),
        }
        for c in _clauses(edition)
    ]  # fmt: skip


def _clauses(edition: Edition) -> list[Clause]:
    found = list(edition.clauses.order_by("place"))
    for one in found:
        one.edition = edition
    return found


def _gone(edition: Edition) -> dict[int, date]:
    return dict(Repeal.objects.filter(clause__edition=edition).values_list("clause", "from_day"))


class ClausePage(DetailPage):
    """One clause at its permanent address, with its wording in other editions. Source: O3."""

    public = True
    template = "records/clause_detail.html"

    def thing(self, **address: Any) -> Clause:
        found = governing.clause_of(f"{address['code']}/{address['edition']}/{address['clause']}")
        if found is None:
            raise Http404
        return found

    def context(self, thing: Clause) -> dict[str, Any]:
        return clause_context(thing, self.on.date(), self.on.date(), self.person)


def clause_context(clause: Clause, day: date, today: date, person: Any) -> dict[str, Any]:
    """What the page of a clause needs: its words, how it stands on a day, and its wording in other editions."""
    edition, document = clause.edition, clause.edition.document
    others = list(Clause.objects.filter(edition__document=document, key=clause.key).select_related("edition").order_by("edition__number"))
    now = document_at(document.code, day)
    gone = clause.repeals.select_related("by__document").first()
    force = Force(now.force) if now.edition_pk == edition.pk else None
    if force is not Force.REPEALED and gone is not None and gone.from_day <= day:
        force = Force.REPEALED
    where = reverse("records:edition", args=[document.code, edition.number])
    return {
        "title": f"{clause.number} {clause.heading}".strip() or gettext("Inledning"), "subtitle": document.title, "clause": clause,
        "label": force or "", "color": FORCE_TAGS[force.value] if force else "", "paragraphs": list(paragraphs(clause.text)),
        "others": others, "now": now, "day": day, "today": today, "gone": gone, "url": governing.clause_address(clause),
        "on_url": reverse("records:clause_on", args=[document.code, clause.key]), "facts": edition_facts(edition),
        "blocks": gather("clause.blocks", clause, person, today),
        "crumbs": crumbs(
            (document.title, reverse("records:document", args=[document.code])),
            (gettext("Version %(number)s") % {"number": edition.number}, f"{where}#punkt-{clause.key}"), (clause.number, ""),
        ),
    }  # fmt: skip


class ClauseOn(DetailPage):
    """A clause as it read on a day (`dag`, else today), at an address that follows the document. Source: O3."""

    public = True
    template = "records/clause_detail.html"

    def thing(self, **address: Any) -> list[Clause]:
        rows = Clause.objects.filter(edition__document__code=address["code"], key=address["clause"])
        found = list(rows.select_related("edition__document", "edition__decision").order_by("edition__number"))
        if not found:
            raise Http404
        return found

    def context(self, thing: list[Clause]) -> dict[str, Any]:
        today = self.on.date()
        day = day_asked(self.request.GET.get("dag", ""), today)
        held = document_at(thing[0].edition.document.code, day)
        clause = next((c for c in thing if c.edition_id == held.edition_pk), None)
        found = clause_context(clause or thing[-1], day, today, self.person)
        return {**found, "as_on": True, "none_then": clause is None, "force_then": Force(held.force)}


class ComparePage(DetailPage):
    """Two editions beside each other, clause by clause and word by word. Source: O3."""

    public = True
    template = "records/governing_compare.html"

    def thing(self, **address: Any) -> tuple[Edition, Edition]:
        rows = Edition.objects.filter(document__code=address["code"]).select_related("document", "decision").order_by("number")
        found = {e.number: e for e in rows}
        if not found:
            raise Http404
        numbers = sorted(found)
        first = self._asked("fran", found, numbers[-2] if len(numbers) > 1 else numbers[0])
        return first, self._asked("till", found, numbers[-1])

    def _asked(self, name: str, found: dict[int, Edition], otherwise: int) -> Edition:
        text = self.request.GET.get(name, "")
        return found.get(int(text) if text.isdecimal() else otherwise, found[otherwise])

    def context(self, thing: tuple[Edition, Edition]) -> dict[str, Any]:
        before, after = thing
        rows = compared(_cuts(before), _cuts(after))
        kinds = [(k, sum(r.kind == k for r in rows)) for k in ("added", "removed", "changed", "same")]
        document = after.document
        return {
            "title": gettext("Jämför versioner av %(title)s") % {"title": document.title}, "before": before, "after": after,
            "rows": [_row(r, before, after) for r in rows], "kinds": [(gettext(KIND_TEXTS[k]), n) for k, n in kinds],
            "numbers": list(document.editions.order_by("number").values_list("number", flat=True)), "document": document,
            "summary": Wording.SUMMARY.value in (before.wording, after.wording),
            "crumbs": crumbs((document.title, reverse("records:document", args=[document.code])), (gettext("Jämför"), "")),
        }  # fmt: skip


KIND_TEXTS = {"added": _("Ny"), "removed": _("Borttagen"), "changed": _("Ändrad"), "same": _("Oförändrad")}
KIND_TAGS = {"added": "success", "removed": "danger", "changed": "warning", "same": "neutral"}


def _cuts(edition: Edition) -> list[Cut]:
    return [Cut(c.number, c.key, c.depth, c.heading, c.text, c.place) for c in edition.clauses.order_by("place")]


def _row(one: Changed, before: Edition, after: Edition) -> dict[str, Any]:
    edition = before if one.kind == "removed" else after
    url = reverse("records:clause", args=[edition.document.code, edition.number, one.key])
    heading = f"{one.number} {one.heading}".strip() or gettext("Inledning")
    return {"one": one, "kind": gettext(KIND_TEXTS[one.kind]), "color": KIND_TAGS[one.kind], "url": url, "heading": heading}


class RepealChain(DetailPage):
    """Every repeal: what ceased, by what, from which day, as a picture and as a table. Source: P1; O3."""

    public = True
    template = "records/repeal_chain.html"

    def thing(self, **address: Any) -> list[Repeal]:
        return governing.repeals_all()

    def context(self, thing: list[Repeal]) -> dict[str, Any]:
        title = gettext("Vad som har upphävts, och av vad")
        return {"title": title, "joined": thing, "chain": drawn(thing, title=title), "crumbs": crumbs((title, ""))}


class EditionFile(HousePage):
    """An edition as an accessible document for archive. Source: O3; U9."""

    public = True

    def get(self, request: HttpRequest, code: str, edition: int) -> HttpResponse:
        found = Edition.objects.select_related("document__body", "decision").filter(document__code=code, number=edition).first()
        if found is None:
            raise Http404
        report = edition_report(found, _clauses(found), _gone(found), self.on.date())
        return self.pdf(report, f"{code}-{edition}.pdf")
