"""One line of a draft: write it, add one, take one out. Two who write the same are told; the last one sees both."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries.governing import clause_address, clause_said, clauses, clauses_cited
from nytta.kit.commands import locked
from nytta.kit.words import label, spoken
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import KeyForm, LineForm, WordedKeyForm
from ..models import Draft
from ..queries.words import name_of, value_text
from ..rules import TABLES, Known, LineType, address, keys_of, line_type, lines_of
from ..terms import Lifts, Part
from .finding import OnDraft, draft_of, trail, url_of


class LinePage(OnDraft):
    """Write one line. Source: O4."""

    title = _("Ändra en rad")
    button = _("Spara raden")
    done = _("Raden är sparad i utkastet. Konsekvenserna behöver räknas om.")
    one_at_a_time = True

    def hold(self, **address: Any) -> None:
        locked(draft_of(self, address["code"]))

    def thing(self, **address: Any) -> Draft:
        draft = draft_of(self, address["code"])
        self.known = queries.known_on(self.on.date())
        self.where, self.kind = line_at(address)
        self.lines = lines_of(draft.content)
        if self.where not in self.lines and self.request.method == "GET":
            raise Http404
        return draft

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def form(self, thing: Draft, **data: Any) -> forms.Form:
        grounds = [(w.partition("/")[2], name_of(w, self.lines, self.known)) for w in self.lines if w.startswith(f"{Part.GROUNDS.value}/")]
        return LineForm(kind=self.kind, values=self.lines.get(self.where), grounds=grounds, known=self.known, **data)

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.write_line(draft=thing, where=self.where, values=cleaned["values"], by=self.person, on=self.on)

    def went_to(self, thing: Draft, result: Draft) -> str:
        return f"{url_of(thing)}#{self.where.partition('/')[0]}"

    def context(self, thing: Draft) -> dict[str, Any]:
        name, base = name_of(self.where, self.lines, self.known), lines_of(thing.base.content)
        held = base.get(self.where, {})
        facts = [(spoken(f.label), value_text(f, held.get(f.name), base, self.known)) for f in self.kind.fields] if held else []
        title = gettext("I version %(version)s") % {"version": thing.base.version}
        source = str(self.lines.get(self.where, {}).get("clause") or "")
        kept = [(clause_said(c), clause_address(c)) for c in clauses_cited(source, clauses(self.on.date()))]
        return {
            **super().context(thing), "title": name, "help": self.kind.help, "crumbs": trail(thing, name), "facts": [],
            "base_title": title, "base_facts": facts, "kept": kept, "unkept": source if not kept else "",
            "lifts": self.lines.get(self.where, {}).get("exemption") == Lifts.YES.value,
        }  # fmt: skip

    template = "rulesets/line.html"


def line_at(where: dict[str, Any]) -> tuple[str, LineType]:
    """The address and type of a line that an address names; not found where a rule set can hold no such line."""
    part = part_at(where["part"])
    kind = line_type(part, where["key"])
    if kind is None:
        raise Http404
    return address(part, where["key"]), kind


def part_at(code: str) -> Part:
    """A part by its code in an address."""
    if code not in Part.codes():
        raise Http404
    return Part(code)


class AddPage(OnDraft):
    """Choose which line to add; the next page asks what it says. Source: O4."""

    title = _("Lägg till en rad")
    button = _("Fortsätt")
    done = ""

    def thing(self, **address: Any) -> Draft:
        draft = draft_of(self, address["code"])
        self.part, self.known = part_at(address["part"]), queries.known_on(self.on.date())
        return draft

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def form(self, thing: Draft, **data: Any) -> forms.Form:
        if self.part not in TABLES and not keys_of(self.part, self.known):
            return WordedKeyForm(**data)
        held = lines_of(thing.content)
        free = [key for key in keys_of(self.part, self.known) if address(self.part, key) not in held]
        return KeyForm(choices=[(key, called(self.part, key, thing, self.known)) for key in free], **data)

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> str:
        return str(cleaned["key"])

    def went_to(self, thing: Draft, result: str) -> str:
        return url_of(thing, "new", self.part.value, result)

    def context(self, thing: Draft) -> dict[str, Any]:
        found = super().context(thing)
        return {**found, "facts": [(gettext("Del av regelverket"), label(self.part)), *found["facts"]]}


def called(part: Part, key: str, draft: Draft, known: Known) -> str:
    """What a line that is not in the draft is called: as in the version before, else as in the rule set that comes with the system."""
    where = address(part, key)
    for lines in (lines_of(draft.base.content), queries.standard_lines()):
        if where in lines:
            return name_of(where, lines, known)
    return name_of(where, {}, known)


class NewPage(LinePage):
    """Write a line that is added; what the version before, or the rule set that comes with the system, says is filled in. Source: O4."""

    title = _("Lägg till en rad")
    button = _("Lägg till raden")
    done = _("Raden är tillagd i utkastet. Konsekvenserna behöver räknas om.")

    def thing(self, **address: Any) -> Draft:
        draft = draft_of(self, address["code"])
        self.known = queries.known_on(self.on.date())
        self.where, self.kind = line_at(address)
        self.lines = lines_of(draft.content)
        suggested = lines_of(draft.base.content).get(self.where) or queries.standard_lines().get(self.where)
        self.lines = {self.where: suggested or {"level": "block"}, **self.lines}
        return draft

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.write_line(draft=thing, where=self.where, values=cleaned["values"], new=True, by=self.person, on=self.on)


REMOVED: dict[Part, str] = {  # what becomes of what the line says when it is gone
    Part.WEIGHTS: _("Målet väger inget i den rangordnade listan när utkastet är beslutat och gäller."),
    Part.GATES: _("Det som raden kräver prövas inte längre när utkastet är beslutat och gäller."),
    Part.REQUIRED: _("Fältet är frivilligt när utkastet är beslutat och gäller, om inget annat krav frågar efter det."),
    Part.GROUNDS: _("Grunden kan inte väljas för jäv när utkastet är beslutat och gäller. Det som redan är anmält står kvar."),
    Part.TIES: _("Det föreslås inte längre som jäv när utkastet är beslutat och gäller. Den som vet om det ska fortfarande anmäla det."),
    Part.REVIEWS: _("Brevet säger inget om överprövning för det slaget av beslut när utkastet är beslutat och gäller."),
}


class RemovePage(LinePage):
    """Take a line out of the draft. Source: O4."""

    title = _("Ta bort en rad")
    button = _("Ta bort raden")
    done = _("Raden är borttagen ur utkastet. Konsekvenserna behöver räknas om.")
    template = "rulesets/remove.html"

    def form(self, thing: Draft, **data: Any) -> forms.Form:
        return forms.Form(**data)

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.remove_line(draft=thing, where=self.where, by=self.person, on=self.on)

    def context(self, thing: Draft) -> dict[str, Any]:
        found = super().context(thing)
        name = gettext("Ta bort: %(line)s") % {"line": found["title"]}
        held = self.lines.get(self.where, {})
        now = [(spoken(f.label), value_text(f, held.get(f.name), self.lines, self.known)) for f in self.kind.fields]
        return {**found, "title": name, "crumbs": trail(thing, name), "help": REMOVED[self.kind.part], "now": now}
