"""Applications for programs: what those who may open a case see of it. Source: F5; F7; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, body_codes, told_body
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .flow import CASE
from .lists import APPLICATIONS
from .queries.page import CasePage
from .terms import CaseOrigin, CaseState, Category, WaitsOn


def _application(page: Any, thing: CasePage) -> Json:
    a = thing.application
    return {
        "code": a.code, "registry_number": a.registry_number, "title": a.title, "summary": a.summary, "state": a.state,
        "waiting_for": CASE.waits_on[CaseState(a.state)], "origin": a.origin, "category": a.category, "applicant": told_body(a.applicant_body),
        "owner": told_body(a.owner_body), "process_owner": told_body(a.process_body),
        "focus_area": a.focus_area.number if a.focus_area else None, "idea": a.idea.code if a.idea else None, "written_by": a.created_by.name,
        "created_on": a.created_on, "submitted_on": a.submitted_on, "decided_on": a.decided_on, "start_on": a.start_on, "end_on": a.end_on,
        "lifetime_months": a.lifetime_months,
        "sums": [
            {"ledger": ledger, "side": side, "year": year, "amount_sek": amount}
            for ledger in Ledger for side in Side for year, amount in thing.totals.by_year(side, ledger).items()
        ],
        "decisions": [{"number": d.number, "decided_on": d.decided_on, "amount_sek": d.content.get("amount_sek")} for d in thing.decisions],
        "registry": [{"on": e.on, "what": e.what, "counterpart": e.counterpart} for e in thing.registry],
    }  # fmt: skip


APPLICATION = Detail(
    page="applications:detail",
    fields=(
        Field("code", _("Kod"), "code", null=False), Field("registry_number", _("Diarienummer"), example="KS 2026/0001"),
        Field("title", _("Ansökan")), Field("summary", _("Sammanfattning")), Field("state", _("Läge"), "term", terms=CaseState),
        Field("waiting_for", _("Väntar på"), "term", terms=WaitsOn), Field("origin", _("Ursprung"), "term", terms=CaseOrigin),
        Field("category", _("Kategori"), "term", terms=Category), Field("applicant", _("Sökande"), "thing", of=BODY),
        Field("owner", _("Systemägare"), "thing", of=BODY), Field("process_owner", _("Processägare"), "thing", of=BODY),
        Field("focus_area", _("Fokusområde"), "whole", example=1), Field("idea", _("Idé"), "code", example="I-2026-001"),
        Field("written_by", _("Skriven av")), Field("created_on", _("Påbörjad"), "day"), Field("submitted_on", _("Inkommen"), "day"),
        Field("decided_on", _("Avgjort"), "day"), Field("start_on", _("Ska börja"), "day"), Field("end_on", _("Ska vara klart"), "day"),
        Field("lifetime_months", _("Livslängd i månader"), "whole", example=48),
        Field("sums", _("Kalkyl, summan av varje år"), "things", of=(
            Field("ledger", _("Post"), "term", terms=Ledger), Field("side", _("Vems uppgift"), "term", terms=Side),
            Field("year", _("År"), "whole", example=2026), Field("amount_sek", _("Belopp"), "money"),
        )),
        Field("decisions", _("Beslut"), "things", of=(
            Field("number", _("Nummer"), "whole"), Field("decided_on", _("Beslutat"), "day"), Field("amount_sek", _("Belopp"), "money"),
        )),
        Field("registry", _("Diarium"), "things", of=(
            Field("on", _("Dag"), "day"), Field("what", _("Vad"), example="Ansökan"), Field("counterpart", _("Från eller till")),
        )),
    ),
    read=_application,
)  # fmt: skip

RESOURCES = (
    Resource(
        "applications", "application", APPLICATIONS, _("Ansökningar som du får öppna, också utkast som du skriver på."), detail=APPLICATION,
        names={"submitted": "submitted_on", "benefit": "yearly_benefit", "waits": "waiting_for"},
        filters={"lage": "state", "sokande": Choice("applicant", coded=body_codes), "fokusomrade": "focus_area", "kategori": "category", "ar": "created_year"},
    ),
)  # fmt: skip
