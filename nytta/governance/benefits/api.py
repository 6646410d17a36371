"""Baselines, claims on them and the city's dated figures, for programs. Source: F7; F9; D14."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, body_codes, told_body
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .lists import BASELINES, CLAIMS, PARAMETERS, REFERENCE
from .models import Baseline
from .queries.ledger import use_of
from .terms import BaselineKind, ClaimDriver


def _baseline(page: Any, thing: Baseline) -> Json:
    versions = list(thing.versions.all())
    uses = use_of(thing, versions[0].yearly_cost_sek if versions else 0)
    return {
        "code": thing.code, "name": thing.name, "kind": thing.kind, "process": thing.process, "unit": thing.unit, "resource": thing.resource,
        "owner": told_body(thing.owner_body),
        "versions": [
            {
                "number": v.number, "year": v.year, "quantity": v.quantity, "minutes": v.minutes, "hourly_cost": v.hourly_cost_sek,
                "unit_price": v.unit_price_sek, "yearly_cost_sek": v.yearly_cost_sek, "source": v.source, "measured_on": v.on,
            }
            for v in versions
        ],
        "uses": [
            {"year": u.year, "driver": u.driver, "bound": u.bound, "asked": u.asked, "left": u.left, "clashes": u.clashes} for u in uses
        ],
    }  # fmt: skip


BASELINE = Detail(
    page="benefits:baseline",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="N-001"), Field("name", _("Arbetsmoment eller post")),
        Field("kind", _("Slag"), "term", terms=BaselineKind), Field("process", _("Process")), Field("unit", _("Enhet")),
        Field("resource", _("Resurs")), Field("owner", _("Förs av"), "thing", of=BODY),
        Field("versions", _("Mätningar"), "things", of=(
            Field("number", _("Version"), "whole"), Field("year", _("Mätt för"), "whole", example=2026),
            Field("quantity", _("Antal per år"), "number"), Field("minutes", _("Minuter för var och en"), "number"),
            Field("hourly_cost", _("Timkostnad med påslag, kronor"), "number"), Field("unit_price", _("Pris för var och en, kronor"), "number"),
            Field("yearly_cost_sek", _("Kostnad per år"), "money"), Field("source", _("Källa")), Field("measured_on", _("Dag"), "day"),
        )),
        Field("uses", _("Vad som är begärt och kvar"), "things", of=(
            Field("year", _("År"), "whole", example=2027), Field("driver", _("Sänker"), "term", terms=ClaimDriver),
            Field("bound", _("Beviljat och hemtaget, andel eller kronor"), "number"), Field("asked", _("Begärt, andel eller kronor"), "number"),
            Field("left", _("Kvar, andel eller kronor"), "number"), Field("clashes", _("Mer är begärt än som finns"), "yes_no"),
        )),
    ),
    read=_baseline,
)  # fmt: skip


def _baseline_codes(keys: Collection[str]) -> dict[str, str]:
    return {code: str(key) for code, key in Baseline.objects.filter(pk__in=list(keys)).order_by("code").values_list("code", "pk")}


RESOURCES = (
    Resource(
        "baselines", "baseline", BASELINES, _("Vad arbetsmoment och budgetposter kostar i dag, med källa."), detail=BASELINE,
        kinds={"year": "whole"}, filters={"slag": "kind", "forsav": Choice("owner", coded=body_codes), "ansprak": "claimed"},
    ),
    Resource(
        "claims", "claim", CLAIMS, _("Vilka besparingar som är knutna till vilka nulägen, och hur långt ärendena har kommit."),
        key="", kinds={"first": "whole", "last": "whole"},
        names={"first": "first_year", "last": "last_year"}, filters={"nulage": Choice("baseline", coded=_baseline_codes)},
    ),
    Resource(
        "calculation-values", "calculation-value", PARAMETERS, _("De tal som kalkyler räknas med, vart och ett med dag och källa."),
        key="kind", filters={"varde": "kind"},
    ),
    Resource(
        "reference-projects", "reference-project", REFERENCE, _("Avslutade projekt som planer jämförs med, i källans valuta."),
        key="", names={"key": "title"}, filters={"kalla": "source", "slag": "outcome"},
    ),
)  # fmt: skip
