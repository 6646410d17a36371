"""Acts on governing documents: register one, decide its next edition, repeal, put in what was missing."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict, no, require

from .. import commands, policies
from ..forms.governing import CompleteForm, DocumentForm, EditionForm, PutInForm, RepealForm, TextForm
from ..models import Clause, Edition, GoverningDocument, Repeal
from ..queries import governing
from ..queries.template import around, programme_content
from ..rules.governing import cut, level_complete, paragraphs
from ..terms import Level, Wording
from .governing import crumbs


class _WithText(ActPage):
    """An act with a text: what is handed in is shown cut into clauses first, and done when the same text comes once more."""

    template = "records/governing_act.html"
    look = _("Visa hur texten delas")
    preview: dict[str, Any] | None = None

    def _posted(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        thing = self.thing(**address)
        form = self.form(thing, data=request.POST, files=request.FILES)
        if not self.verdict(thing) or not form.is_valid() or not isinstance(form, TextForm) or not form.cleaned_data["text"]:
            return super()._posted(request, **address)
        if form.mark == form.cleaned_data["seen"] and "look" not in request.POST:
            return super()._posted(request, **address)
        return self._shown(thing, form, request)

    def _shown(self, thing: Any, form: TextForm, request: HttpRequest) -> HttpResponseBase:
        """The form again with the text in it, and beneath it the clauses; a text that cannot be cut says why."""
        cutting = cut(form.cleaned_data["text"])
        given = request.POST.copy()
        given["text"], given["seen"] = form.cleaned_data["text"], form.mark if cutting.verdict else ""
        self.preview = {
            "clauses": [{"cut": c, "words": len(f"{c.heading} {c.text}".split()), "paragraphs": list(paragraphs(c.text))[:3]} for c in cutting.clauses],
            "warnings": cutting.verdict.warnings, "words": len(form.cleaned_data["text"].split()), "sound": bool(cutting.verdict),
        }  # fmt: skip
        return self._page(
            thing,
            self.form(thing, data=given),
            cutting.verdict if not cutting.verdict else self.verdict(thing),
            status=200 if cutting.verdict else 422,
        )

    def context(self, thing: Any) -> dict[str, Any]:
        return {"preview": self.preview, "look": gettext(self.look)}


def _document(code: str) -> GoverningDocument:
    found = GoverningDocument.objects.select_related("body").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _here(document: GoverningDocument, title: str) -> dict[str, Any]:
    back = reverse("records:document", args=[document.code])
    return {"cancel_url": back, "crumbs": crumbs((document.title, back), (gettext(title), ""))}


def _may_decide(person: Any, document: GoverningDocument, on: date) -> Verdict:
    """Whether the person may decide on the document, whose level must be known."""
    if not document.level:
        return policies.can_record(person, on) + level_complete(level=None, body=False)
    return policies.may_govern(person, Level(document.level), on)


def _edition_text(cleaned: dict[str, Any]) -> commands.EditionText:
    names = ("text", "valid_from", "valid_until", "decided_on", "registry", "changes")
    return commands.EditionText(**{n: cleaned[n] for n in names if n in cleaned})


def _wishes(cleaned: dict[str, Any]) -> list[commands.RepealWish]:
    return [commands.RepealWish(document=d) for d in cleaned["repeals"]]


class NewDocument(_WithText):
    """Register a governing document as its level decided it, with its first edition. Source: O3."""

    form_class = DocumentForm
    title = _("Registrera ett styrdokument")
    button = _("Registrera och besluta")
    done = _("Styrdokumentet är registrerat.")
    help = _("Det som fullmäktige, styrelse eller nämnd har beslutat förs in med paragraf. Riktlinjer beslutas av den som har delegation.")

    def verdict(self, thing: None) -> Verdict:
        recorded = policies.can_record(self.person, self.on.date())
        return recorded if recorded else policies.can_decide_guideline(self.person, self.on.date()) or recorded

    def form(self, thing: None, **given: Any) -> forms.Form:
        return DocumentForm(on=self.on.date(), **given)

    def context(self, thing: None) -> dict[str, Any]:
        return {**super().context(thing), "cancel_url": reverse("records:governing"), "crumbs": crumbs((gettext(self.title), ""))}

    def run(self, thing: None, cleaned: dict[str, Any]) -> GoverningDocument:
        names = ("code", "title", "kind", "level", "body", "mandate", "reasons")
        return commands.decide_document(
            **{n: cleaned[n] for n in names}, edition=_edition_text(cleaned), repeals=_wishes(cleaned), by=self.person, on=self.on
        )

    def went_to(self, thing: None, result: GoverningDocument) -> str:
        return reverse("records:document", args=[result.code])


class _OnDocument(ActPage):
    """An act on a document, for whoever may decide on it."""

    def thing(self, **address: Any) -> GoverningDocument:
        return _document(address["code"])

    def verdict(self, thing: GoverningDocument) -> Verdict:
        return _may_decide(self.person, thing, self.on.date())


class NewEdition(_OnDocument, _WithText):
    """Decide the next edition of a document. Source: O3."""

    form_class = EditionForm
    title = _("Besluta en ny version")
    button = _("Besluta versionen")
    done = _("Den nya versionen är registrerad.")
    help = _("Versionen tar den förras plats från den dag den gäller. Äldre versioner och deras adresser finns kvar.")

    def form(self, thing: GoverningDocument, **given: Any) -> forms.Form:
        return EditionForm(document=thing, **given)

    def context(self, thing: GoverningDocument) -> dict[str, Any]:
        return {**super().context(thing), **_here(thing, self.title), "facts": [(gettext("Styrdokument"), thing.title)]}

    def run(self, thing: GoverningDocument, cleaned: dict[str, Any]) -> Edition:
        return commands.decide_edition(
            document=thing, edition=_edition_text(cleaned), mandate=cleaned["mandate"], reasons=cleaned["reasons"],
            repeals=_wishes(cleaned), by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: GoverningDocument, result: Edition) -> str:
        return reverse("records:edition", args=[thing.code, result.number])


class RepealAct(_OnDocument):
    """Repeal a document or one clause by what this document says. Source: P1; O3."""

    form_class = RepealForm
    title = _("Upphäv något genom dokumentet")
    button = _("Besluta upphävandet")
    done = _("Upphävandet är registrerat.")
    help = _("Det som upphävs finns kvar i registret med sin text och sina adresser, och visar från vilken dag det inte gäller.")

    def form(self, thing: GoverningDocument, **given: Any) -> forms.Form:
        return RepealForm(saying=thing, **given)

    def context(self, thing: GoverningDocument) -> dict[str, Any]:
        return {**_here(thing, self.title), "facts": [(gettext("Upphävs genom"), thing.title)]}

    def run(self, thing: GoverningDocument, cleaned: dict[str, Any]) -> Repeal:
        saying = thing.editions.order_by("-number")[0]
        wish = commands.RepealWish(cleaned["document"], _clause(cleaned), cleaned["said_in"])
        return commands.repeal(
            wish=wish, saying=saying, from_day=cleaned["from_day"], mandate=cleaned["mandate"], reasons=cleaned["reasons"],
            by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: GoverningDocument, result: Repeal) -> str:
        return reverse("records:document", args=[result.document.code])


def _clause(cleaned: dict[str, Any]) -> Clause | None:
    """The clause that was named, in the edition of the day."""
    if not (key := cleaned["clause"]):
        return None
    document: GoverningDocument = cleaned["document"]
    found = governing.clauses(cleaned["from_day"], document=document.code).filter(key=key).first()
    if found is None:
        require(no("repeal_clause", "%(title)s har ingen punkt %(number)s som gäller den %(day)s.", "O3", "Se numren på dokumentets sida.",
                   field="clause", title=document.title, number=key, day=cleaned["from_day"].isoformat()))  # fmt: skip
    return found


class PutInText(_WithText):
    """Put in the decided text of an edition that has none or a summary. Source: O3."""

    form_class = PutInForm
    title = _("För in den beslutade texten")
    button = _("För in texten")
    done = _("Texten är införd.")
    help = _("Texten ändras inte sedan den förts in. Punkter med samma nummer som i sammanfattningen behåller sina adresser.")

    def thing(self, **address: Any) -> Edition:
        rows = Edition.objects.select_related("document").filter(document__code=address["code"], number=address["edition"])
        if (found := rows.first()) is None:
            raise Http404
        return found

    def verdict(self, thing: Edition) -> Verdict:
        verdict = policies.can_record(self.person, self.on.date())
        if verdict and thing.wording == Wording.FULL.value:
            verdict += no("text_in", "Den beslutade texten är redan införd och ändras inte.", "O3", "Besluta en ny version.")
        return verdict

    def context(self, thing: Edition) -> dict[str, Any]:
        facts = [(gettext("Styrdokument"), thing.document.title), (gettext("Version"), thing.number)]
        return {**super().context(thing), **_here(thing.document, self.title), "facts": facts}

    def run(self, thing: Edition, cleaned: dict[str, Any]) -> Edition:
        return commands.put_in_text(edition=thing, text=cleaned["text"], source=cleaned["source"], by=self.person, on=self.on)

    def went_to(self, thing: Edition, result: Edition) -> str:
        return reverse("records:edition", args=[thing.document.code, thing.number])


class Complete(_OnDocument):
    """Fill in facts that no source had given. Source: O3."""

    form_class = CompleteForm
    title = _("Fyll i uppgifter som saknas")
    button = _("För in uppgifterna")
    done = _("Uppgifterna är införda.")
    help = _("Bara det som saknas går att fylla i. Säg var uppgiften finns, så att den går att kontrollera.")

    def verdict(self, thing: GoverningDocument) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def form(self, thing: GoverningDocument, **given: Any) -> forms.Form:
        first = thing.editions.order_by("number").first()
        names = ("decided_on", "valid_from", "valid_until")
        known = {
            "registry_number": thing.registry_number,
            "level": thing.level,
            "body": thing.level,
            **{n: getattr(first, n, None) for n in names},
        }
        return CompleteForm(known=known, on=self.on.date(), **given)

    def context(self, thing: GoverningDocument) -> dict[str, Any]:
        return {**_here(thing, self.title), "facts": [(gettext("Styrdokument"), thing.title), (gettext("Känt genom"), thing.told_by)]}

    def run(self, thing: GoverningDocument, cleaned: dict[str, Any]) -> None:
        source = cleaned.pop("source")
        edition = thing.editions.order_by("number").first()
        commands.complete(document=thing, edition=edition, values=cleaned, source=source, by=self.person, on=self.on)

    def went_to(self, thing: GoverningDocument, result: None) -> str:
        return reverse("records:document", args=[thing.code])


class Load(ActPage):
    """Bring in the programme 2013–2018, the eight documents that it repeals and the five beside it. Source: P1; O3."""

    template = "records/governing_load.html"
    title = _("Läs in programmets dokument")
    button = _("Läs in dokumenten")
    done = _("Dokumenten är inlästa.")
    help = _(
        "Programmet för digital förnyelse 2013–2018, det som programmet upphävde och det som gäller vid sidan av. Det som redan är registrerat ändras inte."
    )

    def verdict(self, thing: None) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: None) -> dict[str, Any]:
        content = programme_content()
        return {
            "known": governing.numbers_and_titles(),
            "programme": content["programme"], "repealed": content["repealed"], "beside": around()["beside"],
            "cancel_url": reverse("records:governing"), "crumbs": crumbs((gettext(self.title), "")),
        }  # fmt: skip

    def run(self, thing: None, cleaned: dict[str, Any]) -> list[GoverningDocument]:
        return commands.load_governing(content=programme_content(), by=self.person, on=self.on)

    def went_to(self, thing: None, result: list[GoverningDocument]) -> str:
        return reverse("records:governing")
