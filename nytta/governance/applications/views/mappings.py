"""The city's own mappings of sheets: kept, replaced, taken out of use, and downloaded. Source: F6."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.imports import BadMapping
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, admit, file
from nytta.kit.panels import Act, Block
from nytta.kit.templatetags.kit import cell
from nytta.kit.words import mend, said
from nytta.plain.verdicts import YES, Verdict, no

from .. import commands, imports, policies
from ..forms import NothingForm
from ..forms.sheet import MappingForm
from ..lists import MAPPINGS
from ..models import SheetMapping
from ..queries.mappings import starting_point
from . import found
from .sheets import SheetPage, heading


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    here = (gettext(MAPPINGS.title), reverse("applications:mappings") if last else "")
    return found.trail(None, (gettext(SheetPage.title), reverse("applications:sheet")), here, *last)


def _last(name: str) -> SheetMapping:
    """The last version under a name, or not found."""
    last = SheetMapping.objects.filter(name=name).select_related("added_by").first()
    if last is None:
        raise Http404
    return last


TOML = "application/toml; charset=utf-8"


class MappingList(ListPage):
    """The city's own mappings, for whoever brings sheets in."""

    listing = MAPPINGS
    template = "applications/mappings.html"

    def may_see(self) -> Verdict:
        return policies.can_see_mappings(self.person, self.on.date())

    def new_act(self) -> Act | None:
        may = policies.can_keep_mapping(self.person, self.on.date())
        return Act(gettext("Ny mappning"), reverse("applications:new_mapping"), primary=True) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"crumbs": _trail(), "start_url": reverse("applications:mapping_start")}


class MappingDetail(DetailPage):
    """One mapping: its versions, how it reads a file, and what can be done with it."""

    def thing(self, **address: Any) -> list[SheetMapping]:
        versions = list(SheetMapping.objects.filter(name=address["name"]).select_related("added_by"))
        if not versions:
            raise Http404
        return versions

    def may_see(self, thing: list[SheetMapping]) -> bool:
        return bool(policies.can_see_mappings(self.person, self.on.date()))

    def context(self, thing: list[SheetMapping]) -> dict[str, Any]:
        last = thing[0]
        may = policies.can_keep_mapping(self.person, self.on.date())
        acts = [Act(gettext("Ersätt"), reverse("applications:replace_mapping", args=[last.name]), primary=True)] if may else []
        if may and last.retired_on is None:
            acts.append(Act(gettext("Ta ur bruk"), reverse("applications:retire_mapping", args=[last.name])))
        state = gettext("Tagen ur bruk") if last.retired_on else gettext("I bruk")
        return {
            "title": last.title, "code": last.name, "label": state, "color": "neutral" if last.retired_on else "success", "acts": acts,
            "crumbs": _trail((last.title, "")), "facts": [(gettext("Källa"), last.source), (gettext("Version"), str(last.version))],
            "blocks": [_versions(thing), _fields(last)],
        }  # fmt: skip


def _table(title: str, names: tuple[str, ...], rows: list[Any]) -> Block:
    columns = [{"label": name} for name in names]
    return Block(title, "kit/_table.html", {"caption": title, "columns": columns, "rows": rows, "foot": [], "table_cards": True})


def _download(m: SheetMapping) -> SafeString:
    url = reverse("applications:mapping_file", args=[m.name, m.version])
    return format_html('<a class="ds-link" href="{}">{}</a>', url, gettext("Hämta version %(version)s") % {"version": m.version})


def _versions(versions: list[SheetMapping]) -> Block:
    names = gettext("Version"), gettext("Inlagd"), gettext("Av"), gettext("Ersatt eller tagen ur bruk"), gettext("Fil")
    rows = [
        cell(m.version, head=True) + cell(m.added_on.isoformat(), names[1], extra="nowrap") + cell(m.added_by, names[2])
        + cell(m.retired_on.isoformat() if m.retired_on else "–", names[3], extra="nowrap")
        + cell(_download(m), names[4])
        for m in versions
    ]  # fmt: skip
    return _table(gettext("Versioner"), names, rows)


def _fields(last: SheetMapping) -> Block:
    """Which field is read from which column."""
    title, labels = gettext("Så läses filen"), imports.field_labels()
    names = gettext("Fält"), gettext("Kolumner"), gettext("Regel där cellen saknas")
    try:
        read = imports.mapping(last.code)
    except BadMapping as bad:  # what was taken by an earlier edition of Nytta
        wrong = [cell(said(f), head=True) + cell(mend(f), gettext("Gör så här")) for f in bad.verdict.findings]
        return _table(title, (gettext("Fel"), gettext("Gör så här")), wrong)
    rows = [
        cell(heading(labels.get(f.name, f.name)) + format_html("<small>{}</small>", f.name), head=True)
        + cell(heading(", ".join(f.columns)) if f.columns else "–", names[1])
        + cell(gettext("Ja") if f.rules else "–", names[2])
        for f in read.fields if f.columns or f.rules
    ]  # fmt: skip
    return _table(title, names, rows)


class MappingPage(ActPage):
    """Keep a mapping of the city's own: every fault is told, and nothing is kept while there is one. Source: F6."""

    title = _("Ny mappning")
    button = _("Lägg in mappningen")
    done = _("Mappningen är inlagd. Den kan väljas när en fil förs in.")
    help = _("En text i formatet TOML. Den kan bygga på mappningar som kommer med Nytta, men inte på andra filer.")

    def may_see(self, thing: Any) -> bool:
        return bool(policies.can_keep_mapping(self.person, self.on.date()))

    def form(self, thing: Any, **sent: Any) -> forms.Form:
        return MappingForm(**sent)

    def run(self, thing: SheetMapping | None, cleaned: dict[str, Any]) -> SheetMapping:
        return commands.keep_mapping(text=cleaned["text"], replaces=thing.name if thing else "", by=self.person, on=self.on)

    def went_to(self, thing: Any, result: SheetMapping) -> str:
        return reverse("applications:mapping", args=[result.name])

    def context(self, thing: Any) -> dict[str, Any]:
        lead = format_html(
            '<a class="ds-link" href="{}">{}</a>', reverse("applications:mapping_start"), gettext("Hämta standardmappningen att börja från")
        )
        return {"crumbs": _trail((gettext(self.title), "")), "cancel_url": reverse("applications:mappings"), "lead": lead}


class ReplaceMapping(MappingPage):
    """The next version under the same name; the ones before stand."""

    title = _("Ersätt mappningen")
    button = _("Lägg in som ny version")
    help = _("Den förra versionen står kvar: en införd fil visar vilken version den lästes med.")

    def thing(self, **address: Any) -> SheetMapping:
        return _last(address["name"])

    def form(self, thing: SheetMapping, **sent: Any) -> forms.Form:
        return MappingForm(initial={"text": thing.text}, **sent)

    def context(self, thing: SheetMapping) -> dict[str, Any]:
        back = reverse("applications:mapping", args=[thing.name])
        facts = [(gettext("Mappning"), thing.title), (gettext("Version"), str(thing.version))]
        return {"crumbs": _trail((thing.title, back), (gettext(self.title), "")), "cancel_url": back, "facts": facts}


class RetireMapping(ActPage):
    """Take a mapping out of use. Source: F6."""

    form_class = NothingForm
    title = _("Ta mappningen ur bruk")
    button = _("Ta ur bruk")
    done = _("Mappningen är tagen ur bruk.")
    help = _("Den kan inte väljas längre. En ny version kan läggas in senare.")

    def thing(self, **address: Any) -> SheetMapping:
        return _last(address["name"])

    def may_see(self, thing: SheetMapping) -> bool:
        return bool(policies.can_keep_mapping(self.person, self.on.date()))

    def verdict(self, thing: SheetMapping) -> Verdict:
        return no("mapping.retired", "Mappningen är redan tagen ur bruk.", "F6") if thing.retired_on else YES

    def run(self, thing: SheetMapping, cleaned: dict[str, Any]) -> SheetMapping:
        return commands.retire_mapping(mapping=thing, by=self.person, on=self.on)

    def went_to(self, thing: SheetMapping, result: SheetMapping) -> str:
        return reverse("applications:mappings")

    context = ReplaceMapping.context


class MappingFile(HousePage):
    """A version of a mapping as a file, and the standard one as a text to begin from."""

    def get(self, request: HttpRequest, name: str = "", version: int = 0) -> HttpResponse:
        admit(policies.can_see_mappings(self.person, self.on.date()))
        if not name:
            return file(starting_point(), TOML, "egen.toml")
        kept = SheetMapping.objects.filter(name=name, version=version).first()
        if kept is None:
            raise Http404
        return file(kept.text, TOML, f"{kept.name}-{kept.version}.toml")
