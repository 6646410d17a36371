"""One form for each kind of rule of the year; what is cleaned is the engine's own shape."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import SekField, TextField

from ..models import Limit
from ..queries.before import Ground
from ..terms import LimitKind

WHOLE = {"class": "w-points", "inputmode": "numeric", "step": 1}
Content = dict[str, Any]


def several(label: Any, **options: Any) -> forms.MultipleChoiceField:
    """Proposals to tick."""
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, **options)


def whole(label: Any, *, least: int | None = 0, most: int = 10**9, **options: Any) -> forms.IntegerField:
    """A whole number; more than `least`, or any when that is None."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=forms.NumberInput(attrs=WHOLE), **options)


class LimitForm(forms.Form):
    """What every rule has: why, who decided it and where. Subclasses add their fields and say `content` and `read`."""

    named: ClassVar[bool] = True  # whether the rule has a name of its own; else it is that of what it is about
    lead: ClassVar[Any] = ""

    name = TextField(
        label=_("Regelns namn"), lines=1, max_length=40,
        help_text=_("Står i rummet när regeln binder. Exempel: Byggförvaltningens utredare."),
    )  # fmt: skip
    reason = TextField(label=_("Skäl"), lines=2, max_length=400, required=False, help_text=_("Varför regeln finns, med en mening."))
    decided_by = TextField(
        label=_("Beslutat av"), lines=1, max_length=160, help_text=_("Exempel: Kommunfullmäktige eller Utvecklingsrådet.")
    )
    paragraph = TextField(label=_("Paragraf och datum"), lines=1, max_length=200, help_text=_("Exempel: KF § 112, 2025-11-20."))

    def __init__(self, *args: Any, ground: Ground, limit: Limit | None = None, taken: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.ground, self.limit, self.taken = ground, limit, taken
        if limit is not None or not self.named:
            del self.fields["name"]
        self.prepare()
        for field in self.fields.values():
            if getattr(field, "choices", None) == []:
                many = isinstance(field, forms.MultipleChoiceField)
                field.choices = ground.choices if many else [("", _("Välj ett förslag")), *ground.choices]  # type: ignore[attr-defined]
        if limit is not None:
            own = {n: getattr(limit, n) for n in ("reason", "decided_by", "paragraph")}
            self.initial = own | self.read(limit.content)

    def prepare(self) -> None:
        """Add what depends on the year's figures."""

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Initial values from a rule's content."""
        return dict(content)

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        """The engine's shape."""
        raise NotImplementedError

    def own_name(self, content: Content) -> str:
        """The name of a rule that is called by what it is about."""
        return str(content["id"]).replace("/", "-")

    @property
    def shared(self) -> list[BoundField]:
        """The fields of who decided it and why."""
        return [self[n] for n in ("reason", "decided_by", "paragraph")]

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The rule, then who decided it."""
        own = [self[n] for n in self.fields if n not in ("reason", "decided_by", "paragraph")]
        return [(_("Regeln"), self.lead, own), (_("Beslut"), "", self.shared)]

    def clean(self) -> dict[str, Any]:
        """What the command takes; a name that is taken is refused, so that no rule is lost under another."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        content = self.content(dict(cleaned))  # a copy: an error takes its field away
        if self.errors:
            return cleaned
        name = self.limit.name if self.limit else str(cleaned.get("name") or self.own_name(content))
        if "/" in name:
            self.add_error("name", _("Skriv namnet utan snedstreck."))
        if not self.limit and name in self.taken:
            self.add_error(
                "name" if self.named else None, _("Det finns redan en sådan regel. Ändra den i stället, eller välj ett annat namn.")
            )
        return {"name": name, "content": content, **{n: cleaned[n] for n in ("reason", "decided_by", "paragraph")}}


class OneForm(LimitForm):
    """One proposal that must be in, is bound, or is left out."""

    named = False
    id = forms.ChoiceField(label=_("Förslag"), choices=[])
    field_order = ["id"]

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        return {"id": cleaned["id"]}


class DirectedForm(LimitForm):
    """A ceiling for what is centrally directed in a portfolio."""

    named = False
    lead = _("Så mycket av portföljens ram får högst gå till förslag som riktas centralt.")
    portfolio = forms.ChoiceField(label=_("Portfölj"))
    max = SekField(label=_("Tak"), help_text=_("Exempel: 3 000 000."))
    members = several(_("Centralt riktade förslag"), choices=[])
    field_order = ["portfolio", "max", "members"]

    def prepare(self) -> None:
        self.fields["portfolio"].choices = [(p["id"], p["id"]) for p in self.ground.problem["portfolios"]]  # type: ignore[attr-defined]

    def own_name(self, content: Content) -> str:
        return str(content["portfolio"])

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        return {n: cleaned[n] for n in ("portfolio", "max", "members")}


class PrerequisiteForm(LimitForm):
    """A proposal that needs others."""

    proposal = forms.ChoiceField(label=_("Förslaget"), choices=[])
    mode = forms.ChoiceField(
        label=_("Förutsätter"), widget=forms.RadioSelect, initial="all",
        choices=[("all", _("alla som är markerade")), ("any", _("minst ett av dem som är markerade"))],
    )  # fmt: skip
    needs = several(_("Dessa förslag"), choices=[])
    field_order = ["name", "proposal", "mode", "needs"]

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        if cleaned["proposal"] in cleaned["needs"]:
            self.add_error("needs", _("Ett förslag kan inte förutsätta sig självt. Ta bort markeringen."))
        return {n: cleaned[n] for n in ("proposal", "mode", "needs")}


class ExclusiveForm(LimitForm):
    """How many of some proposals there may be."""

    lead = _("Exempel: högst ett av två system för samma sak.")
    members = several(_("Av dessa förslag"), choices=[])
    min = whole(_("Minst"), required=False, help_text=_("Tomt: inget krav."))
    max = whole(_("Högst"), required=False, initial=1, help_text=_("Tomt: inget tak."))
    field_order = ["name", "members", "min", "max"]

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        least, most, number = cleaned["min"], cleaned["max"], len(cleaned["members"])
        if least is None and most is None:
            self.add_error("max", _("Skriv hur många som får eller måste vara med."))
        if least is not None and least > min(number, number if most is None else most):
            self.add_error("min", _("Minst kan inte vara fler än högst, eller än de förslag som är markerade."))
        return {"members": cleaned["members"]} | {n: cleaned[n] for n in ("min", "max") if cleaned[n] is not None}


class SynergyForm(LimitForm):
    """What some proposals give or cost together beside what each gives."""

    lead = _("Gäller bara när alla markerade förslag är med. Minus betyder mindre poäng, eller lägre kostnad.")
    members = several(_("Förslagen"), choices=[])
    field_order = ["name", "members"]

    def prepare(self) -> None:
        called = {s.criterion.code: str(s.criterion) for s in self.ground.scales}
        for c in self.scored:
            self.fields[f"score_{c}"] = whole(
                gettext("Poäng för %(goal)s") % {"goal": called.get(c, c)}, least=-1000, most=1000, required=False
            )
        for year in self.ground.problem["years"]:
            self.fields[f"cost_{year}"] = SekField(
                label=gettext("Kostnad %(year)s") % {"year": year}, required=False, may_be_negative=True,
                help_text=_("Exempel: −500 000 när något bara behöver göras en gång."),
            )  # fmt: skip
        self.fields["charged_to"] = forms.ChoiceField(
            label=_("Kostnaden bokförs på"), required=False, choices=[("", _("Ingen kostnad")), *self.ground.choices],
            help_text=_("Ett av de markerade förslagen; det vars portfölj bär eller slipper kostnaden."),
        )  # fmt: skip

    @property
    def scored(self) -> list[str]:
        """The criteria that have points."""
        return [c["id"] for c in self.ground.problem["criteria"] if not c.get("sek_per_point")]

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        costs = dict(zip(self.ground.problem["years"], content.get("cost", ()), strict=False))
        return {
            "members": content["members"], "charged_to": content.get("charged_to", ""),
            **{f"score_{c}": p for c, p in content.get("score", {}).items()}, **{f"cost_{y}": k for y, k in costs.items()},
        }  # fmt: skip

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        score = {c: cleaned[f"score_{c}"] for c in self.scored if cleaned[f"score_{c}"]}
        cost = [cleaned[f"cost_{y}"] or 0 for y in self.ground.problem["years"]]
        if len(cleaned["members"]) < 2:
            self.add_error("members", _("Markera minst två förslag."))
        if not score and not any(cost):
            self.add_error("members", _("Skriv vad de ger eller kostar tillsammans."))
        if any(cost) and cleaned["charged_to"] not in cleaned["members"]:
            self.add_error("charged_to", _("Välj ett av de markerade förslagen."))
        paid = {"cost": cost, "charged_to": cleaned["charged_to"]} if any(cost) else {}
        return {"members": cleaned["members"], "score": score, **paid}


class CapacityForm(LimitForm):
    """What a body can do in a year, and what each proposal takes of it."""

    lead = _("Räkna i samma mått överallt, till exempel veckor eller personer. Ett tomt år har inget tak; ett tomt förslag tar ingenting.")
    field_order = ["name"]

    def prepare(self) -> None:
        years = self.ground.problem["years"]
        for year in years:
            self.fields[f"limit_{year}"] = whole(gettext("Finns %(year)s") % {"year": year}, required=False)
        for code, title in self.ground.choices:
            for year in years:
                self.fields[f"use_{code}_{year}"] = whole(f"{title}, {year}", required=False)

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        limits = [self[f"limit_{y}"] for y in self.ground.problem["years"]]
        return [(_("Regeln"), self.lead, [*([self["name"]] if "name" in self.fields else []), *limits]), (_("Beslut"), "", self.shared)]

    @property
    def uses(self) -> list[tuple[str, list[tuple[int, BoundField]]]]:
        """Each proposal with its fields by year."""
        years = self.ground.problem["years"]
        return [(title, [(y, self[f"use_{code}_{y}"]) for y in years]) for code, title in self.ground.choices]

    @property
    def years(self) -> list[int]:
        """The years of the columns."""
        return list(self.ground.problem["years"])

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        years = self.ground.problem["years"]
        limits = {f"limit_{y}": most for y, most in zip(years, content["limit"], strict=False)}
        return limits | {f"use_{c}_{y}": n for c, of in content["use"].items() for y, n in zip(years, of, strict=False)}

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        years = self.ground.problem["years"]
        limit = [cleaned[f"limit_{y}"] for y in years]
        use = {code: [cleaned[f"use_{code}_{y}"] or 0 for y in years] for code, _title in self.ground.choices}
        if all(most is None for most in limit):
            self.add_error(f"limit_{years[0]}", _("Skriv hur mycket som finns i minst ett av åren."))
        if not any(any(of) for of in use.values()):
            self.add_error(None, _("Skriv vad minst ett förslag tar i anspråk."))
        return {"limit": limit, "use": {code: of for code, of in use.items() if any(of)}}


class BalanceForm(LimitForm):
    """A least or greatest share of the money or of the number."""

    lead = _("Exempel: minst 30 procent av pengarna till förslag för invånarna.")
    members = several(_("Förslagen som ska ha andelen"), choices=[])
    measure = forms.ChoiceField(
        label=_("Andel av"), widget=forms.RadioSelect, initial="cost", choices=[("cost", _("pengarna")), ("count", _("antalet förslag"))]
    )
    least = whole(_("Minst, procent"), most=100, required=False, help_text=_("Tomt: inget krav."))
    most = whole(_("Högst, procent"), most=100, required=False, help_text=_("Tomt: inget tak."))
    base = SekField(
        label=_("Räknat på ett fast belopp eller antal"), required=False,
        help_text=_("Lämna tomt för att räkna på det som väljs. Exempel: 10 000 000 för ramen, eller 12 för antalet."),
    )  # fmt: skip
    within = several(
        _("Räknat bara bland dessa"), choices=[], required=False, help_text=_("Lämna omarkerat för att räkna bland alla förslag.")
    )
    field_order = ["name", "members", "measure", "least", "most", "base", "within"]

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        shares = {n: int(Fraction(content[f]) * 100) for n, f in (("least", "min_share"), ("most", "max_share")) if f in content}
        base = None if content["base"] == "selected" else content["base"]
        return {"members": content["members"], "measure": content["measure"], "within": content.get("within", []), "base": base, **shares}

    def content(self, cleaned: Mapping[str, Any]) -> Content:
        least, most = cleaned["least"], cleaned["most"]
        if least is None and most is None:
            self.add_error("least", _("Skriv en minsta eller största andel."))
        elif least is not None and most is not None and least > most:
            self.add_error("least", _("Minst kan inte vara mer än högst."))
        if cleaned["base"] is not None and cleaned["within"]:
            self.add_error("within", _("Välj antingen ett fast belopp eller förslag att räkna bland."))
        shares = {n: f"{v}/100" for n, v in (("min_share", least), ("max_share", most)) if v is not None}
        base = "selected" if cleaned["base"] is None else cleaned["base"]
        within = {"within": cleaned["within"]} if cleaned["within"] else {}
        return {"members": cleaned["members"], "measure": cleaned["measure"], "base": base, **within, **shares}


FORMS: dict[LimitKind, type[LimitForm]] = {
    LimitKind.MANDATORY: OneForm,
    LimitKind.BOUND: OneForm,
    LimitKind.EXCLUDED: OneForm,
    LimitKind.DIRECTED: DirectedForm,
    LimitKind.PREREQUISITE: PrerequisiteForm,
    LimitKind.EXCLUSIVE: ExclusiveForm,
    LimitKind.SYNERGY: SynergyForm,
    LimitKind.CAPACITY: CapacityForm,
    LimitKind.BALANCE: BalanceForm,
}
