"""What an item of the calculation rests on, and the paths that items walk to a goal."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.benefits.commands import ItemDetails, PathText
from nytta.governance.benefits.models import Path
from nytta.governance.benefits.rules import FormulaText, bounds_in_order, formula_faults, kronor_allowed
from nytta.governance.benefits.rules.item_templates import HUNDRED
from nytta.governance.benefits.rules.item_templates import shares as spread_shares
from nytta.governance.benefits.rules.parameters import Parameters
from nytta.governance.benefits.terms import BenefitClass, Change, Explicitness, FormulaKind, ParameterKind
from nytta.kit.fields import DateField, NumberField, SekField, TextField, term_choices
from nytta.kit.words import mend
from nytta.kit.words import said as said_of
from nytta.needs.goals.queries import areas_of, goals_of
from nytta.needs.goals.terms import NodeKind
from nytta.plain.money import comma
from nytta.plain.verdicts import YES

from ..queries.calculation import after_said
from ..queries.item import ItemPage, node_names, path_name

NUMBERS = ("quantity", "quantity_low", "quantity_high", "each", "each_low", "each_high", "rate_sek")


class ItemForm(forms.Form):
    """An item: what it is, how its kronor come about, how uncertain it is, and how it is measured where it is not in kronor."""

    all_required = True
    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    label = TextField(label=_("Post"), lines=1, max_length=160, help_text=_("Exempel: ”Kortare handläggning av bygglov”."))
    owner = TextField(
        label=_("Vem svarar för den"), lines=1, max_length=160, required=False,
        help_text=_("Befattning, inte namn. Exempel: ”enhetschef bygglov”."),
    )  # fmt: skip
    note = TextField(label=_("Anteckning"), lines=2, max_length=2000, required=False, help_text=_("Exempel: varifrån talen kommer."))
    benefit_class = forms.ChoiceField(
        label=_("Klass"), required=False, choices=term_choices(BenefitClass, empty=_("Välj")),
        help_text=_("Grön: en namngiven budgetpost sänks. Gul: tid eller kvalitet frigörs. Röd: beskrivs och mäts, inte i kronor."),
    )  # fmt: skip
    change = forms.ChoiceField(
        label=_("Vad ändras"), required=False, choices=term_choices(Change, empty=_("Välj")),
        help_text=_("Exempel: sluta skriva av blanketter, göra handläggningen snabbare, ge besked på nätet för första gången."),
    )  # fmt: skip
    explicitness = forms.ChoiceField(
        label=_("Hur väl den kan visas"), required=False, choices=term_choices(Explicitness, empty=_("Välj")),
        help_text=_("Iakttas: man ser skillnaden. Mätas: det finns ett mått. Beräknas: man vet hur stor den blir. Kronor: den har ett pris."),
    )  # fmt: skip
    path = forms.ChoiceField(
        label=_("Väg till målet"), required=False, help_text=_("Vägarna skriver ni på en egen sida; flera poster kan gå samma väg.")
    )
    how = forms.ChoiceField(label=_("Så kommer beloppet till"), required=False, help_text=_("Välj ”Belopp för hand” när talet kommer färdigt, till exempel ur ett avtal."))  # fmt: skip
    unit = TextField(
        label=_("Vad räknas"), lines=1, max_length=60, required=False, help_text=_("Exempel: ”ärenden per år”, ”besök per år”, ”licenser”.")
    )
    quantity = NumberField(label=_("Antal per år, troligt"), required=False)
    quantity_low = NumberField(label=_("Antal per år, lågt"), required=False)
    quantity_high = NumberField(label=_("Antal per år, högt"), required=False)
    each = NumberField(
        label=_("Minuter eller kronor för var och en, troligt"),
        required=False,
        most=9_999_999,
        help_text=_("Exempel: 12 minuter sparad tid per ärende."),
    )
    each_low = NumberField(label=_("Minuter eller kronor, lågt"), required=False, most=9_999_999)
    each_high = NumberField(label=_("Minuter eller kronor, högt"), required=False, most=9_999_999)
    rate_sek = NumberField(label=_("Timkostnad, kronor"), required=False, most=99_999)
    full_year = forms.ChoiceField(
        label=_("Fullt ut från år"),
        required=False,
        help_text=_("Fyller i andelarna jämnt från noll året före starten; ändra dem sedan som ni vill."),
    )
    scale = TextField(
        label=_("Skala"),
        lines=3,
        max_length=2000,
        required=False,
        help_text=_("Beskriv nivåerna i ord. Exempel: 1 = ingen vet läget, 3 = hälften vet, 5 = alla ser sitt ärende."),
    )
    level_now = NumberField(label=_("Nivå i dag"), required=False)
    level = NumberField(label=_("Väntad nivå"), required=False)
    checked = forms.BooleanField(label=_("Talen är kontrollerade"), required=False)

    def __init__(self, page: ItemPage, paths: list[Path], parameters: Parameters, years: list[int], last: int, **options: Any) -> None:
        self.page, self.paths, self.years, self.last = page, paths, years, last
        super().__init__(**options)
        item, text = page.item, page.formula
        self.fields["path"].choices = [("", "–"), *((str(p.pk), path_name(n, p)) for n, p in enumerate(paths, 1))]  # type: ignore[attr-defined]
        self.fields["how"].choices = [("", _("Belopp för hand")), *term_choices(FormulaKind)]  # type: ignore[attr-defined]
        self.fields["full_year"].choices = [("", "–"), *((str(y), str(y)) for y in years)]  # type: ignore[attr-defined]
        if item.unchecked_from:
            said = gettext("Kopierade från %(case)s. Kryssa när ni har gått igenom dem och de gäller er.")
            self.fields["checked"].help_text = said % {"case": item.unchecked_from}
        else:
            del self.fields["checked"]
        hours = [f"{r.label or r.key} {comma(r.value, 0)} kr" for r in parameters.of(ParameterKind.HOURLY_COST).values()]
        self.fields["rate_sek"].help_text = (
            gettext("Ur kommunens tabell: %(rows)s.") % {"rows": "; ".join(hours)}
            if hours
            else gettext("Kommunen har inte lagt in några timkostnader; skriv er egen och varifrån den kommer.")
        )
        for year in years:
            share = text.take_up.get(year) if text else None
            self.fields[f"take_up_{year}"] = NumberField(
                label=gettext("Andel %(year)s") % {"year": year}, required=False, most=999, suffix="%", initial=share
            )
        for year in years:
            amount = page.amounts.get(year)
            for name, said in (
                ("low", gettext("%(year)s, lågt")),
                ("likely", gettext("%(year)s, troligt")),
                ("high", gettext("%(year)s, högt")),
            ):
                value = getattr(amount, name) if amount and (name == "likely" or amount.low != amount.high) else None
                self.fields[f"{name}_{year}"] = SekField(label=said % {"year": year}, required=False, initial=value)
        for name in ("label", "owner", "note", "benefit_class", "change", "explicitness", "scale", "level_now"):
            self.initial.setdefault(name, getattr(item, name))
        more = {
            "edition": str(page.application.edition),
            "path": str(item.path_id or ""),
            "level": page.level,
            "how": text.kind.value if text else "",
        }
        self.initial.update(more)
        if text:
            self.initial.update({"unit": text.unit, **{n: getattr(text, n) for n in NUMBERS}})

    @property
    def plain(self) -> list[BoundField]:
        """What the item is."""
        names = ["label", "owner", "note", *(["benefit_class", "change", "explicitness", "path"] if self.page.is_benefit else [])]
        return [self[n] for n in [*names, *(["checked"] if "checked" in self.fields else [])]]

    @property
    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """The parts of a formula: what, and its low, likely and high."""
        names = (("quantity", _("Antal per år")), ("each", _("Minuter eller kronor för var och en")))
        return [(said, [self[f"{n}_low"], self[n], self[f"{n}_high"]]) for n, said in names]

    @property
    def by_year(self) -> list[tuple[int, list[BoundField]]]:
        """Each year: its share, and the kronor by hand low, likely and high."""
        return [(y, [self[f"{n}_{y}"] for n in ("take_up", "low", "likely", "high")]) for y in self.years]

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """All in the order of the page, which draws them itself."""
        parts = [f for _said, fields in self.parts for f in fields]
        years = [f for _year, fields in self.by_year for f in fields]
        last = [self[n] for n in ("scale", "level_now", "level")] if self.page.is_benefit else []
        return [("", "", [*self.plain, self["how"], self["unit"], *parts, self["rate_sek"], self["full_year"], *years, *last])]

    def clean(self) -> dict[str, Any]:
        """The same rules as the act's, told beside the fields that they concern."""
        c = super().clean() or self.cleaned_data
        if self.errors:
            return c
        verdict = YES
        if c["how"]:
            for name, said in (("quantity", _("Skriv antalet per år.")), ("each", _("Skriv minuter eller kronor för var och en."))):
                if c[name] is None:
                    self.add_error(name, said)
            verdict += formula_faults(self._formula(FormulaKind(c["how"])))
        else:
            verdict += bounds_in_order(c["label"], *self._by_hand())
        has_kronor = bool(c["how"]) or any(c[f"likely_{y}"] for y in self.years)
        verdict += kronor_allowed(benefit_class=c["benefit_class"], explicitness=c["explicitness"], has_kronor=has_kronor)
        for year in self.years:
            amount, stood = c.get(f"take_up_{year}" if c["how"] else f"likely_{year}"), self.page.amounts.get(year)
            if year > self.last and amount and not (stood and (c["how"] or stood.likely == amount)):
                self.add_error(f"take_up_{year}" if c["how"] else f"likely_{year}", after_said(year, self.last))
        for finding in verdict.blocking:
            self.add_error(finding.field if finding.field in self.fields else None, f"{said_of(finding)} {mend(finding)}")
        return c

    def _by_hand(self) -> tuple[dict[int, int], dict[int, tuple[int | None, int | None]]]:
        c = self.cleaned_data
        amounts = {y: c[f"likely_{y}"] for y in self.years if c[f"likely_{y}"] is not None}
        return amounts, {y: (c[f"low_{y}"], c[f"high_{y}"]) for y in amounts if c[f"low_{y}"] is not None or c[f"high_{y}"] is not None}

    def details(self) -> ItemDetails:
        """What is to be written."""
        c = self.cleaned_data
        values = {n: c[n] for n in ("label", "owner", "note", "benefit_class", "change", "explicitness", "scale", "level_now")}
        if not self.page.is_benefit:
            values = {n: c[n] for n in ("label", "owner", "note")}
        if c.get("checked"):
            values["unchecked_from"] = ""
        values["path"] = next((p for p in self.paths if str(p.pk) == c["path"]), None)
        if c["how"]:
            return ItemDetails(values, self._formula(FormulaKind(c["how"])), level=c["level"])
        return ItemDetails(values, None, *self._by_hand(), c["level"])

    def _formula(self, kind: FormulaKind) -> FormulaText:
        c, zero = self.cleaned_data, Decimal(0)
        shares = {y: c[f"take_up_{y}"] for y in self.years if c[f"take_up_{y}"] is not None}
        if c["full_year"] and not shares:
            shares = spread_shares("ramp", self.years, int(c["full_year"]), HUNDRED)
        return FormulaText(
            kind, c["quantity"] or zero, c["each"] or zero, c["unit"], c["rate_sek"] if kind is FormulaKind.TIME else None, shares,
            c["quantity_low"], c["quantity_high"], c["each_low"], c["each_high"],
        )  # fmt: skip


class PathsForm(forms.Form):
    """Paths from technology to a goal, one fieldset each; an empty one is no path."""

    all_required = True
    HELP = {
        NodeKind.SOLUTION: _("Exempel: ”e-tjänst på e-tjänstplattformen”. Tekniken i sig är aldrig en nytta."),
        NodeKind.IT_CAPABILITY: _("Vad tekniken gör möjligt. Exempel: ”ansöka och följa sitt ärende på nätet”."),
        NodeKind.CHANGE: _("Vad verksamheten slutar eller börjar göra. Exempel: ”handläggare slutar registrera pappersansökningar”."),
        NodeKind.CAPABILITY: _("Vad verksamheten sedan kan. Exempel: ”ge besked om bygglov inom tre veckor”."),
    }

    def __init__(self, paths: list[Path], programme: Any, edition: int, **options: Any) -> None:
        self.paths, sent = paths, options.get("data")
        super().__init__(**options)
        self.fields["edition"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(edition))
        self.areas, self.goals = {str(a.pk): a for a in areas_of(programme)}, {str(g.pk): g for g in goals_of(programme)}
        asked = str(sent.get("count", "")) if sent else ""
        self.count = min(int(asked), 50) if asked.isascii() and asked.isdigit() and len(asked) < 3 else len(paths) + 1
        self.fields["count"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(self.count))
        self.suggestions = {kind: node_names(kind) for kind in NodeKind}
        for n in range(self.count):
            self._path(n, paths[n] if n < len(paths) else None)

    def _path(self, n: int, path: Path | None) -> None:
        self.fields[f"p{n}_key"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(path.pk) if path else "")
        for kind in NodeKind:
            self.fields[f"p{n}_{kind.value}"] = TextField(
                label=kind.sv, lines=1, max_length=160, required=False, help_text=self.HELP[kind], initial=str(getattr(path, kind.value) or "") if path else "",
                widget=forms.TextInput(attrs={"list": f"names-{kind.value}"}),
            )  # fmt: skip
            self.fields[f"p{n}_{kind.value}"].label = _label(kind)
            if kind is NodeKind.CHANGE:
                self.fields[f"p{n}_change_owner"] = TextField(
                    label=_("Vem som äger förändringen"),
                    lines=1,
                    max_length=160,
                    required=False,
                    help_text=_("Befattning. Exempel: ”förvaltningschefen”."),
                    initial=path.change_owner if path else "",
                )
                self.fields[f"p{n}_change_on"] = DateField(
                    label=_("När förändringen är gjord"),
                    required=False,
                    help_text=_("Ingen nytta kommer före den dagen."),
                    initial=path.change_on if path else None,
                )
        areas, goals = [(k, str(a)) for k, a in self.areas.items()], [(k, str(g)) for k, g in self.goals.items()]
        self.fields[f"p{n}_focus_area"] = forms.ChoiceField(
            label=_("Fokusområde"), required=False, choices=[("", "–"), *areas], initial=str(path.focus_area_id or "") if path else ""
        )
        self.fields[f"p{n}_goal"] = forms.ChoiceField(
            label=_("Fullmäktiges mål"), required=False, choices=[("", "–"), *goals], initial=str(path.goal_id or "") if path else ""
        )

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """One group for each path."""
        found = []
        for n in range(self.count):
            heading = gettext("Väg %(number)s") % {"number": n + 1} if n < len(self.paths) else gettext("Ny väg")
            found.append((heading, "", [self[name] for name in self.fields if name.startswith(f"p{n}_") and not name.endswith("_key")]))
        return found

    def texts(self) -> list[PathText]:
        """The paths as they are to be written."""
        found, c = [], self.cleaned_data
        for n in range(self.count):
            steps = {kind: c[f"p{n}_{kind.value}"] for kind in NodeKind}
            area, goal = self.areas.get(c[f"p{n}_focus_area"]), self.goals.get(c[f"p{n}_goal"])
            if any(steps.values()) or c[f"p{n}_change_owner"] or c[f"p{n}_change_on"] or area or goal:
                key = c[f"p{n}_key"]
                found.append(
                    PathText(steps, c[f"p{n}_change_owner"], c[f"p{n}_change_on"], area, goal, int(key) if key.isdecimal() else None)
                )
        return found


def _label(kind: NodeKind) -> Any:
    return dict(term_choices(NodeKind))[kind.value]
