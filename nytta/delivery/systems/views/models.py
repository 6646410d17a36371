"""A model in ArchiMate: the register as one, and others' handed in, looked at by line, and brought in by the worker."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import the_city
from nytta.kit.imports.looking import WaitedLookPage, look_url
from nytta.kit.models import Job
from nytta.kit.pages import ActPage, HousePage, admit
from nytta.kit.templatetags.kit import cell
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no, require

from .. import policies
from ..documents.archimate import model
from ..forms.models import ModelForm
from ..imports.archimate.comparing import CHANGED, NEW, SAME, How
from ..imports.archimate.kept import WORK, Kept
from .incoming import ImportJob
from .systems import trail

WHAT = {
    "system": _("System"), "capability": _("Förmågor"), "information": _("Informationstyper"), "part": _("Förmågors delar"),
    "supports": _("Förmågor som system stöder"), "holding": _("Information i system"), "flow": _("Flöden"),
}  # fmt: skip
STATES = {NEW: _("Nya"), CHANGED: _("Ändras"), SAME: _("Oförändrade")}
Cells = dict[str, Any]


class ModelPage(ActPage):
    """Hand in a model. Nothing is written but the file itself, kept until it is brought in. Source: D1."""

    template = "systems/model.html"
    title = _("Modell i ArchiMate")
    button = _("Granska modellen")
    done = ""
    help = _(
        "Hämta registret som en modell, eller för in en. Du får se vad som är nytt, vad som ändras och vad som är fel, innan något förs in."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_import(self.person, self.on.date())

    def form(self, thing: Any, **sent: Any) -> forms.Form:
        return ModelForm(on=self.on.date(), **sent)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Kept:
        require(self.verdict(thing))
        sent, owner = cleaned["model"], cleaned["owner"]
        how = How(owner.code if owner else "", cleaned["owner_property"])
        kept = Kept.keep(sent.chunks(), name=sent.name, how=str(how), on=self.on)
        kept.ask(on=self.on)
        return kept

    def went_to(self, thing: Any, result: Kept) -> str:
        return look_url("systems:model_look", result)

    def context(self, thing: Any) -> dict[str, Any]:
        may = policies.can_export_model(self.person, self.on.date())
        file_url = reverse("systems:model_file") if may else ""
        return {"crumbs": trail((gettext(self.title), "")), "cancel_url": reverse("systems:list"), "file_url": file_url}


class ModelFile(HousePage):
    """The register as a model, closed parts included: for who may see all of it. Source: D1; D3."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        admit(policies.can_export_model(self.person, self.on.date()))
        answer = StreamingHttpResponse(model(the_city(), self.on.date()), content_type="application/xml")
        answer["Content-Disposition"] = f'attachment; filename="applikationsportfolj-{self.on:%Y-%m-%d}.xml"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class ModelLook(WaitedLookPage[Kept]):
    """What a model would change, before anything is written; one press brings it in. A large one is looked at by the worker. Source: D1."""

    files = Kept
    handed_in_at = "systems:model"
    template = "systems/model_look.html"
    title = _("Granska modellen")

    def may_hand_in(self) -> Verdict:
        return policies.can_import(self.person, self.on.date())

    def verdict(self, thing: Kept) -> Verdict:
        found = self.look or {}
        new, changed = (sum(n for _what, state, n in found["counts"] if state == s) for s in (NEW, CHANGED))
        self.button = gettext("För in %(new)s nya och %(changed)s ändrade") % {"new": sek(new, ""), "changed": sek(changed, "")}
        if found["fault_count"]:
            return no("model.faulty", "Fel i modellen: %(n)s. Inget förs in förrän alla är rättade.", "D1",
                      "Rätta modellen och välj den igen.", n=found["fault_count"])  # fmt: skip
        if not new and not changed:
            return no("model.nothing_new", "Modellen är giltig, och inget i den är nytt för registret.", "D1", "Välj en annan fil.")
        return YES

    def run(self, thing: Kept, cleaned: dict[str, Any]) -> Job:
        require(self.may_hand_in() + self.verdict(thing))
        assert self.look is not None
        return thing.put(by=self.person.pk, on=self.on, things=sum(n for _what, _state, n in self.look["counts"]))

    def went_to(self, thing: Kept, result: Job) -> str:
        return reverse("systems:model_job", args=[result.pk])

    def context(self, thing: Kept) -> dict[str, Any]:
        how, found = How.of(thing.how), self.look or {}
        facts = [(gettext("Fil"), thing.name), (gettext("Egenskap som anger ägare"), how.owner_property or "–")]
        faults, counts = found.get("faults", []), found.get("counts", [])
        return {
            "crumbs": trail((gettext(ModelPage.title), reverse("systems:model")), (thing.name, "")), "facts": facts,
            "cancel_url": reverse("systems:model"), "faults": _faults(faults) if faults else None,
            "more_faults": max(found.get("fault_count", 0) - len(faults), 0), "counts": _counts(counts) if counts else None,
            "new": _new(found["new"]) if found.get("new") else None, "changed": _changed(found["changed"]) if found.get("changed") else None,
            "left_out": left_out(found.get("left_out", {})),
        }  # fmt: skip


def _table(caption: str, names: Iterable[str], rows: list[Any], nums: tuple[int, ...] = ()) -> Cells:
    columns = [{"label": name, "num": n in nums} for n, name in enumerate(names)]
    return {"caption": caption, "columns": columns, "rows": rows, "foot": []}


def _faults(faults: list[Any]) -> Cells:
    names = gettext("Rad"), gettext("Fel"), gettext("Gör så här")
    rows = [cell(line, names[0], num=True) + cell(text, head=True) + cell(mend or "–", names[2]) for line, text, mend in faults]
    return _table(gettext("Fel i modellen"), names, rows, nums=(0,))


def _counts(counts: list[Any]) -> Cells:
    names = [gettext("Vad"), *(gettext(text) for text in STATES.values())]
    rows, found = [], {(what, state): n for what, state, n in counts}
    for what, text in WHAT.items():
        numbers = [found.get((what, state), 0) for state in STATES]
        if any(numbers):
            row = cell(gettext(text), head=True)
            for name, number in zip(names[1:], numbers, strict=True):
                row += cell(sek(number, ""), name, num=True)
            rows.append(row)
    return _table(gettext("Vad modellen innehåller"), names, rows, nums=(1, 2, 3))


def _new(new: list[Any]) -> Cells:
    names = gettext("Namn"), gettext("Vad")
    rows = [cell(name, head=True) + cell(gettext(WHAT[what]), names[1]) for what, name in new if name]
    return _table(gettext("De första nya"), names, rows)


def _changed(changed: list[Any]) -> Cells:
    names = gettext("Namn"), gettext("Uppgift"), gettext("Nu"), gettext("Blir")
    rows = [
        cell(name or gettext(WHAT[what]), head=True) + cell(key, names[1]) + cell(_short(old), names[2]) + cell(_short(now), names[3])
        for what, name, key, old, now in changed
    ]  # fmt: skip
    return _table(gettext("De första ändringarna"), names, rows)


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"


def left_out(counted: dict[str, int]) -> list[tuple[str, str]]:
    """(what, how many) of what a model has that the register has no place for."""
    return [(gettext(what), sek(n, "")) for what, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


class ModelJob(ImportJob):
    """How far a model has come, and what came of it."""

    work = WORK

    def context(self, thing: Job) -> dict[str, Any]:
        done = thing.result
        counts = done.get("counts", [])
        return {
            **self.progress(thing, thing.arguments["things"], Kept.of_job(thing).told()),
            "says": gettext("Modellen förs in i bakgrunden: hela eller inget av den. Du kan lämna sidan och komma tillbaka."),
            "done": gettext("Modellen är införd."), "counts": _counts(counts) if counts else None, "left_out": left_out(done.get("left_out", {})),
            "crumbs": trail((gettext(ModelPage.title), reverse("systems:model")), (thing.arguments["called"], "")),
            "again_url": reverse("systems:model"),
        }  # fmt: skip
