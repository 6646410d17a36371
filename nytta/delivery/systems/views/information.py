"""Pages of information: the register, a type, its master and copies, and concept models."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.policies import can_record, serves_by_right
from nytta.kit import audit
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block
from nytta.kit.templatetags.kit import cell
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms.information import ConceptModelForm, EndInformationForm, HoldForm, InformationForm, MasterForm
from ..lists.information import CONCEPT_MODELS, INFORMATION, PRINCIPLES
from ..models import ConceptModel, Holding, InformationType, System
from ..queries import represented
from ..queries.information import holdings_of
from ..terms import DataHeld, HoldingRole, OpenData
from . import facts
from .systems import _OfSystem as OfSystem

SHOWN_EVENTS = 20


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register of information down."""
    return [(gettext(INFORMATION.title), reverse("systems:information")), *last]


def linked(url: str, text: str) -> SafeString:
    """A link to what is named in Swedish."""
    return format_html('<a class="ds-link" href="{}" lang="sv">{}</a>', url, text)


def role_said(held: Holding) -> str:
    """In which way a system holds something; that nobody has said where nobody has."""
    return label(HoldingRole(held.role)) if held.role else gettext("Uppgift saknas")


def type_at(code: str) -> InformationType:
    """The type of information under a code, or not found."""
    found = InformationType.objects.filter(code=code).select_related("owner", "model").first()
    if found is None:
        raise Http404
    return found


class Information(ListPage):
    """The register of information, for those who work in the city. Source: P7.1 (3); D3."""

    listing = INFORMATION
    template = "systems/list.html"

    def new_act(self) -> Act | None:
        may = policies.can_keep_information(self.person, None, self.on.date())
        return Act(gettext("Ny informationstyp"), reverse("systems:new_information")) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"links": [(gettext(listing.title), reverse(listing.name)) for listing in (CONCEPT_MODELS, PRINCIPLES)]}


class InformationPage(DetailPage):
    """A type of information: what it is, who owns it, which system is its master and which have copies. Source: P7.1 (3); D3."""

    def thing(self, **address: Any) -> InformationType:
        return type_at(address["code"])

    def context(self, thing: InformationType) -> dict[str, Any]:
        held = holdings_of(thing)
        return {
            "title": thing.name, "code": thing.code, "subtitle": thing.owner.name,
            "label": gettext("Avslutad") if thing.ended_on else "", "color": "neutral",
            "crumbs": trail((thing.name, "")), "facts": self._facts(thing, held),
            "blocks": [Block(gettext("I vilka system"), "systems/_holdings.html", {"table": holdings_table(held), "empty": _NOWHERE}, "systems")],
            "acts": [] if thing.ended_on else self._acts(thing), "events": facts.told(audit.history(thing.code)[:SHOWN_EVENTS]),
        }  # fmt: skip

    def _facts(self, thing: InformationType, held: list[Holding]) -> list[tuple[str, Any]]:
        lacking, model = facts.missing(), thing.model
        address = linked(thing.open_address, thing.open_address) if thing.open_address else None
        rows: list[tuple[str, Any]] = [
            (gettext("Definition"), format_html('<span lang="sv">{}</span>', thing.definition) if thing.definition else lacking),
            (gettext("Begreppsmodell"), linked(reverse("systems:concept_model", args=[model.code]), str(model)) if model else lacking),
            (gettext("Personuppgifter"), label(DataHeld(thing.personal_data)) if thing.personal_data else lacking),
            (gettext("Öppna data"), label(OpenData(thing.open_data)) if thing.open_data else lacking),
            *([(gettext("Var öppna data finns"), address)] if address else []),
        ]
        decided = next((h.decision for h in held if h.decision), None)
        if decided:
            url = reverse("records:decision", args=[decided.number])
            rows.append((gettext("Huvuddatakälla beslutad"), linked(url, f"{decided.mandate} ({decided.called})")))
        if thing.ended_on:
            rows.append((gettext("Avslutad"), f"{thing.ended_on}: {thing.ended_reason}"))
        return rows

    def _acts(self, thing: InformationType) -> list[Act]:
        may = policies.can_keep_information(self.person, thing.owner, self.on.date()).blocking
        named = may_name(self.person, thing, self.on.date()).blocking
        return [
            Act(gettext("Utse huvuddatakälla"), reverse("systems:name_master", args=[thing.code]), True, why_not=named),
            Act(gettext("Ändra uppgifter"), reverse("systems:change_information", args=[thing.code]), why_not=may),
            Act(gettext("Avsluta informationstypen"), reverse("systems:end_information", args=[thing.code]), why_not=may),
        ]


_NOWHERE = _("Inget system har angett att det har informationen.")


def holdings_table(held: list[Holding]) -> dict[str, Any] | None:
    """Which systems hold a type of information; None where none does."""
    names = pgettext("one", "System"), gettext("Roll"), gettext("Systemägare"), gettext("Sedan"), gettext("Hur kopian hålls aktuell")
    rows = []
    for one in held:
        system = linked(reverse("systems:detail", args=[one.system.code]), one.system.name)
        role = role_said(one) + (f" ({gettext('avvecklat')})" if one.system.retired_on else "")
        rows.append(
            cell(system, head=True) + cell(role, names[1]) + cell(one.system.owner.name, names[2])
            + cell(one.since_on, names[3], extra="nowrap") + cell(one.note or "–", names[4])
        )  # fmt: skip
    return {"caption": gettext("I vilka system"), "columns": [{"label": n} for n in names], "rows": rows} if rows else None


def may_name(person: Any, information: InformationType, on: Any) -> Verdict:
    """Whether somebody may name a master: for the owner of the information, or to record what the board has decided."""
    as_owner = policies.can_keep_information(person, information.owner, on)
    return as_owner or can_record(person, on) or as_owner


class _Keep(ActPage):
    """What the acts on information have in common: for whom the person may keep it."""

    def may_for(self) -> list[int] | None:
        """The owners that the person may keep information for; None for all."""
        on = self.on.date()
        return None if serves_by_right(self.person, "systems.import", on) else list(represented(self.person, on))


class NewInformation(_Keep):
    """Put a type of information in the register. Source: P7.1 (3); D3."""

    title = _("Ny informationstyp")
    button = _("För in informationstypen")
    done = _("Informationstypen står i registret.")
    help = _("Bara namn och ägare måste fyllas i. Vilka system som har informationen anges på systemens sidor.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_information(self.person, None, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return InformationForm(on=self.on.date(), may_for=self.may_for(), **data)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:information"), "crumbs": trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> InformationType:
        return commands.register_information(values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: InformationType) -> str:
        return reverse("systems:information_type", args=[result.code])


class _OfType(_Keep):
    """An act on one type of information, that leads back to its page."""

    def thing(self, **address: Any) -> InformationType:
        return type_at(address["code"])

    def verdict(self, thing: InformationType) -> Verdict:
        return policies.can_keep_information(self.person, thing.owner, self.on.date())

    def context(self, thing: InformationType) -> dict[str, Any]:
        back = reverse("systems:information_type", args=[thing.code])
        return {"cancel_url": back, "crumbs": trail((thing.name, back), (gettext(self.title), "")), "lead": str(thing)}

    def went_to(self, thing: InformationType, result: Any) -> str:
        return reverse("systems:information_type", args=[thing.code])


class ChangeInformation(_OfType):
    """Change what the register says of a type of information. Source: P7.1 (3); D3."""

    title = _("Ändra informationstypen")
    button = _("Spara uppgifterna")
    done = _("Uppgifterna är sparade.")
    one_at_a_time = True

    def hold(self, **address: Any) -> None:
        InformationType.objects.select_for_update().filter(code=address["code"]).first()

    def form(self, thing: InformationType, **data: Any) -> forms.Form:
        return InformationForm(on=self.on.date(), may_for=self.may_for(), now=thing, **data)

    def run(self, thing: InformationType, cleaned: dict[str, Any]) -> InformationType:
        return commands.change_information(information=thing, values=cleaned, by=self.person, on=self.on)


class EndInformation(_OfType):
    """End a type of information, which is never deleted. Source: D3."""

    form_class = EndInformationForm
    title = _("Avsluta informationstypen")
    button = _("Avsluta")
    done = _("Informationstypen är avslutad.")
    help = _("En informationstyp kan avslutas när inget system som är i bruk har den. Den står kvar med sin historia.")

    def run(self, thing: InformationType, cleaned: dict[str, Any]) -> InformationType:
        return commands.end_information(information=thing, **cleaned, by=self.person, on=self.on)


class NameMaster(_OfType):
    """Name the system that is the master of a type of information. Source: P7.1 (3); D3."""

    title = _("Utse huvuddatakälla")
    button = _("Utse")
    done = _("Huvuddatakällan är utsedd.")
    help = _("Varje slags information har högst en huvuddatakälla. Den som var det tidigare blir en kopia.")

    def verdict(self, thing: InformationType) -> Verdict:
        return may_name(self.person, thing, self.on.date())

    def form(self, thing: InformationType, **data: Any) -> forms.Form:
        return MasterForm(information=thing, **data)

    def run(self, thing: InformationType, cleaned: dict[str, Any]) -> Holding:
        return commands.name_master(information=thing, **cleaned, by=self.person, on=self.on)


class HoldInformation(OfSystem):
    """Say that a system holds a copy of some information. Source: P7.1 (3); D3."""

    form_class = HoldForm
    title = _("Ange information i systemet")
    button = _("Spara")
    done = _("Informationen är angiven.")
    help = _("Ange först att systemet har informationen. Informationens ägare utser sedan huvuddatakällan bland systemen som har den.")

    def run(self, thing: System, cleaned: dict[str, Any]) -> Holding:
        return commands.hold_copy(system=thing, **cleaned, by=self.person, on=self.on)


class DropHolding(OfSystem):
    """Say that a system no longer holds some information. Source: P7.1 (3); D3."""

    form_class = forms.Form
    title = _("Ta bort information från systemet")
    button = _("Ta bort")
    done = _("Systemet har inte längre informationen.")

    def thing(self, **address: Any) -> Holding:
        found = Holding.objects.filter(pk=address["holding"], system__code=address["code"])
        one = found.select_related("system__owner", "information").first()
        if one is None:
            raise Http404
        return one

    def system(self, thing: Holding) -> System:
        return thing.system

    def context(self, thing: Holding) -> dict[str, Any]:
        return {**super().context(thing), "lead": f"{thing.system.name}: {thing.information.name}"}

    def run(self, thing: Holding, cleaned: dict[str, Any]) -> None:
        commands.drop_holding(holding=thing, by=self.person, on=self.on)


class ConceptModels(ListPage):
    """The concept models that hold, for those who work in the city. Source: P7.1 (3); D3."""

    listing = CONCEPT_MODELS

    def new_act(self) -> Act | None:
        may = policies.can_keep_information(self.person, None, self.on.date())
        return Act(gettext("Ny begreppsmodell"), reverse("systems:new_concept_model")) if may else None

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"crumbs": trail((gettext(CONCEPT_MODELS.title), ""))}


def _models_trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((gettext(CONCEPT_MODELS.title), reverse("systems:concept_models")), *last)


def model_at(code: str) -> ConceptModel:
    """The concept model under a code, or not found."""
    found = ConceptModel.objects.filter(code=code).select_related("owner", "replaces", "replaced_by").first()
    if found is None:
        raise Http404
    return found


class ConceptModelPage(DetailPage):
    """A concept model with its words. Source: P7.1 (3); D3."""

    def thing(self, **address: Any) -> ConceptModel:
        return model_at(address["code"])

    def context(self, thing: ConceptModel) -> dict[str, Any]:
        later: ConceptModel | None = getattr(thing, "replaced_by", None)
        rows: list[tuple[str, Any]] = [(gettext("Version"), thing.version), (gettext("Gäller från"), thing.valid_from)]
        rows += [(gettext("Beslut"), thing.decided)] if thing.decided else []
        rows += [(gettext("Var modellen finns"), linked(thing.address, thing.address))] if thing.address else []
        for name, other in ((gettext("Ersätter"), thing.replaces), (gettext("Ersatt av"), later)):
            rows += [(name, linked(reverse("systems:concept_model", args=[other.code]), str(other)))] if other else []
        may = policies.can_keep_information(self.person, thing.owner, self.on.date()).blocking
        act = Act(gettext("Ny version"), reverse("systems:new_version", args=[thing.code]), True, why_not=may)
        types = list(thing.types.filter(ended_on=None).order_by("sort").values_list("code", "name"))
        return {
            "title": thing.title, "code": thing.code, "subtitle": thing.owner.name,
            "label": gettext("Ersatt") if later else "", "color": "neutral", "crumbs": _models_trail((thing.title, "")), "facts": rows,
            "blocks": [
                Block(gettext("Begrepp"), "systems/_concepts.html", {"concepts": thing.concepts}, "concepts"),
                Block(gettext("Informationstyper"), "systems/_types.html", {"types": types}, "types"),
            ],
            "acts": [] if later else [act], "events": facts.told(audit.history(thing.code)[:SHOWN_EVENTS]),
        }  # fmt: skip


class NewConceptModel(_Keep):
    """Put a concept model in the register. Source: P7.1 (3); D3."""

    title = _("Ny begreppsmodell")
    button = _("För in modellen")
    done = _("Modellen står i registret.")
    help = _("Modellen utgår från verksamhetens språk och de regler som gäller. Ett ord har en betydelse.")
    before: ConceptModel | None = None

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_information(self.person, self.before.owner if self.before else None, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return ConceptModelForm(on=self.on.date(), may_for=self.may_for(), now=self.before, **data)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("systems:concept_models"), "crumbs": _models_trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> ConceptModel:
        concepts = cleaned.pop("concepts")
        return commands.write_concept_model(values=cleaned, concepts=concepts, replaces=self.before, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: ConceptModel) -> str:
        return reverse("systems:concept_model", args=[result.code])


class NewVersion(NewConceptModel):
    """A new version of a concept model, written from the one before. Source: P7.1 (3); D3."""

    title = _("Ny version av modellen")
    button = _("För in versionen")
    done = _("Den nya versionen gäller, och informationstyperna följer med till den.")

    def thing(self, **address: Any) -> ConceptModel:
        self.before = model_at(address["code"])
        return self.before

    def context(self, thing: ConceptModel) -> dict[str, Any]:
        back = reverse("systems:concept_model", args=[thing.code])
        return {"cancel_url": back, "crumbs": _models_trail((thing.title, back), (gettext(self.title), "")), "lead": str(thing)}
