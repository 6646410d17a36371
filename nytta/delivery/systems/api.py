"""Systems for programs: the register and all that it says of one. Source: D1; D12; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, told_body
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .lists import RETIRED, SOLUTIONS, SYSTEMS
from .lists.capabilities import CAPABILITIES
from .lists.changes import CHANGES, OUTAGES
from .lists.flows import FLOWS
from .lists.information import INFORMATION
from .models import Flow, System
from .queries.quality import flaws_of, with_flaws
from .rules.systems import FIELD_TERMS, OPEN, quality
from .terms import Flaw, FlowDirection, FlowMethod, LifePhase, SystemField

F = SystemField
KINDS = {
    F.ALIASES: "texts", F.FUNCTIONS: "texts", F.COST: "money", F.USERS: "whole", F.CONFIDENTIALITY: "whole", F.INTEGRITY: "whole",
    F.AVAILABILITY: "whole", F.TECHNICAL_CHECKED_ON: "day", F.BUSINESS_VALUE: "whole", F.TECHNICAL_FITNESS: "whole",
}  # fmt: skip
OWN_SHAPE = {F.OWNER, F.CAPABILITIES, F.SOLUTION, F.REPRESENTATIVE, *(f for f in F if f.value.startswith("phase_"))}
PLAIN = tuple(f for f in F if f not in OWN_SHAPE)
NAMED = (Field("code", _("Kod"), "code"), Field("name", _("Namn")))


def _field(one: SystemField) -> Field:
    terms = FIELD_TERMS.get(one)
    return Field(one.value, one.sv, "term" if terms else KINDS.get(one, "text"), terms=terms, closed=one not in OPEN)


def _told(page: Any, thing: System) -> Json:
    found: Json = {one.value: getattr(thing, one.value) for one in PLAIN}
    found |= {
        "code": thing.code, "owner": told_body(thing.owner), "retired_on": thing.retired_on, "registered_on": thing.registered_on,
        "capabilities": [{"code": s.capability.code, "name": s.capability.name} for s in thing.supports.all()],
        "solution": {"code": thing.solution.code, "name": thing.solution.name} if thing.solution else None,
        "phases": [{"phase": p.phase, "starts_on": p.starts_on} for p in thing.phases.all()],
    }  # fmt: skip
    return found | (_closed(page, thing) if page.person else {})


def _closed(page: Any, thing: System) -> Json:
    """What those who work in the city see besides."""
    flaws = [] if thing.retired_on else flaws_of(with_flaws(System.objects.filter(pk=thing.pk), page.on.date()).get())
    documents = thing.documents.filter(removed_on=None).values("title", "address", "added_on")
    return {
        "representative": thing.representative.name if thing.representative else "", "attested_at": thing.attested_at,
        "changed_at": thing.changed_at, "retired_reason": thing.retired_reason, "quality": quality(flaws),
        "flaws": [{"flaw": flaw.value} for flaw in flaws], "documents": list(documents),
    }  # fmt: skip


SYSTEM = Detail(
    page="systems:detail",
    fields=(
        Field("code", _("Kod"), "code", example="S-001"),
        *(_field(one) for one in PLAIN),
        Field("owner", F.OWNER.sv, "thing", of=BODY, null=False),
        Field("capabilities", F.CAPABILITIES.sv, "things", of=NAMED),
        Field("solution", F.SOLUTION.sv, "thing", of=NAMED),
        Field("phases", _("Livscykel"), "things", of=(Field("phase", _("Fas"), "term", terms=LifePhase), Field("starts_on", _("Från"), "day"))),
        Field("registered_on", _("Infört i registret"), "day"),
        Field("retired_on", _("Avvecklat"), "day"),
        Field("retired_reason", _("Skäl"), closed=True),
        Field("representative", F.REPRESENTATIVE.sv, closed=True),
        Field("attested_at", _("Uppgifterna bekräftade"), "moment", closed=True),
        Field("changed_at", _("Uppgifterna ändrade"), "moment", closed=True),
        Field("quality", _("Kvalitet av 100"), "whole", closed=True),
        Field("flaws", _("Att rätta"), "things", of=(Field("flaw", _("Brist"), "term", terms=Flaw),), closed=True),
        Field("documents", _("Dokument"), "things", of=(Field("title", _("Dokument")), Field("address", _("Adress")), Field("added_on", _("Inlagd"), "day")), closed=True),
    ),
    read=_told,
)  # fmt: skip


def _flow(page: Any, thing: Flow) -> Json:
    return {
        "code": thing.code, "information": thing.information, "direction": thing.direction, "method": thing.method,
        "information_type": {"code": thing.information_type.code, "name": thing.information_type.name} if thing.information_type else None,
        "by_service": thing.by_service, "source": {"code": thing.source.code, "name": thing.source.name},
        "target": {"code": thing.target.code, "name": thing.target.name},
        "source_body": told_body(thing.source_owner or thing.source.owner), "target_body": told_body(thing.target_owner or thing.target.owner),
        "note": thing.note, "valid_from": thing.valid_from, "valid_until": thing.valid_until,
    }  # fmt: skip


FLOW = Detail(
    page="flows:detail",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="F-0001"), Field("information", _("Information"), example="Folkbokföring"),
        Field("information_type", _("Informationstyp"), "thing", of=NAMED), Field("direction", _("Riktning"), "term", terms=FlowDirection),
        Field("method", _("Sätt"), "term", terms=FlowMethod), Field("by_service", _("Genom integrationstjänsten"), "yes_no"),
        Field("source", _("Från system"), "thing", of=NAMED), Field("target", _("Till system"), "thing", of=NAMED),
        Field("source_body", _("Ansvarar för avsändarens sida"), "thing", of=BODY),
        Field("target_body", _("Ansvarar för mottagarens sida"), "thing", of=BODY), Field("note", _("Anteckning")),
        Field("valid_from", _("Används från"), "day"), Field("valid_until", _("Används till"), "day"),
    ),
    read=_flow,
)  # fmt: skip

SERVICE = {"true": "ja", "false": "nej", "unknown": "saknas"}
RESOURCES = (
    Resource(
        "systems", "system", SYSTEMS, _("Kommunens system, vart och ett med ägare och livscykel, den dag man frågar om."),
        detail=SYSTEM, names={"cost": "cost_per_year_sek"}, kinds={"users": "whole", "quality": "whole"},
        filters={
            "formaga": "capability", "drift": "hosting", "personuppgifter": "personal_data", "uppgifterna": "kept", "brist": "flaw",
            "undantag": Choice("in_breach", {"true": "strid"}),
        },
    ),
    Resource(
        "retired-systems", "retired-system", RETIRED, _("System som har avvecklats, med dag; allt som registret sade finns kvar."),
        names={"reason": "retired_reason"},
    ),
    Resource(
        "integrations", "integration", FLOWS, _("Vilka system som utbyter information, hur det går till och vem som ansvarar på varje sida."),
        detail=FLOW, filters={"organ": "body", "satt": "method", "tjanst": Choice("by_service", SERVICE)},
    ),
    Resource("capabilities", "capability", CAPABILITIES, _("Vad kommunen behöver kunna göra, och hur många system som bär det."), filters={"inom": "within"}),
    Resource(
        "information-types", "information-type", INFORMATION, _("Slag av information med ägare, och vilket system som är master."),
        filters={"personuppgifter": "personal_data", "oppna": "open_data"},
    ),
    Resource("solutions", "solution", SOLUTIONS, _("Gemensamma lösningar, och vad de täcker.")),
    Resource(
        "changes", "change", CHANGES, _("Planerade ändringar och avbrott i system."), filters={"lage": "state", "slag": "kind", "organ": "body"},
    ),
    Resource("outages", "outage", OUTAGES, _("Driftavbrott som är aviserade för alla.")),
)  # fmt: skip
