"""Registered cases, as anybody may read them: what has been found open, decisions, and dates. Nobody is named. Source: O6; F5."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.records.terms import DecisionKind, Openness
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.terms import CaseOrigin, CaseState, Category, WaitsOn
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.api import Detail, Field, Resource
from nytta.kit.api.shapes import Json

from ..documents import heading
from ..lists import CASES
from ..queries.public import Part, PublicCase
from ..terms import CasePart, CaseStep

STEP = (
    Field("step", _("Steg"), "term", terms=CaseStep), Field("on", _("Klart"), "day"),
    Field("state", _("Läge: done, now eller todo"), "code", example="done"),
)  # fmt: skip
PART = (
    Field("label", _("Vad texten svarar på"), example="Sammanfattning"), Field("openness", _("Prövat"), "term", terms=Openness),
    Field("clause", _("Bestämmelsen som stänger"), example=""), Field("text", _("Texten, när den är öppen")),
)  # fmt: skip
DOCUMENT = (
    Field("title", _("Handlingens namn, när den är öppen")), Field("openness", _("Prövat"), "term", terms=Openness),
    Field("clause", _("Bestämmelsen som stänger"), example=""), Field("added_on", _("Inlagd"), "day"),
    Field("address", _("Var den hämtas, när den är öppen"), example="/arenden/A-2026-001/handling/1/"),
)  # fmt: skip
DECISION = (
    Field("number", _("Nummer"), "whole", null=False), Field("kind", _("Slag"), "term", terms=DecisionKind),
    Field("decided_on", _("Beslutat"), "day"), Field("decider", _("Beslutande"), example="kommundirektören"),
    Field("mandate", _("Stöd"), example="Delegationsordning 1.2"), Field("amount_sek", _("Belopp"), "money"),
    Field("reasons", _("Skäl, när de är öppna")), Field("closed_by", _("Bestämmelsen som stänger skälen"), example=""),
)  # fmt: skip


def _told(page: Any, thing: PublicCase) -> Json:
    a, fields = thing.application, thing.fields
    return {
        "code": a.code, "registry_number": a.registry_number, "title": thing.title or None, "origin": a.origin, "state": a.state,
        "waiting_for": CASE.waits_on[CaseState(a.state)], "submitted_on": a.submitted_on, "decided_on": a.decided_on,
        "applicant": fields.get("applicant_body") or a.applicant_body.name, "focus_area": fields.get("focus_area", ""),
        "category": fields.get("category") or None, "goals": thing.goals, "owner": fields.get("owner_body", ""),
        "start_on": fields.get("start_on") or None, "end_on": fields.get("end_on") or None,
        "grants": [{"year": g.frame.year, "amount_sek": g.amount_sek} for g in thing.grants],
        "steps": [{"step": s.word, "on": s.on, "state": s.state} for s in thing.steps],
        "parts": [_part(p) for p in thing.parts if not p.document and _is_told(p)],
        "documents": [_document(a.code, p) for p in thing.parts if p.document],
        "decisions": [_decision(d, thing) for d in thing.decisions],
        "sums": [
            {"ledger": ledger, "side": side, "amount_sek": thing.sums.of(side, ledger)}
            for ledger in Ledger for side in thing.sides if thing.sums and thing.sums.by_year(side, ledger)
        ],
        "registry": [{"on": entry.on, "what": words, "counterpart": entry.counterpart} for entry, words in thing.registry],
    }  # fmt: skip


def _is_told(part: Part) -> bool:
    """The title stands by itself; figures have no text of their own while they are open."""
    if part.code == CasePart.TITLE.value:
        return part.openness is Openness.CLOSED
    return bool(part.text) or part.openness is not Openness.OPEN


def _part(part: Part) -> Json:
    return {"label": heading(part), "openness": part.openness, "clause": part.clause, "text": part.text if part.is_open else None}


def _document(code: str, part: Part) -> Json:
    assert part.document is not None
    address = reverse("portal:document", args=[code, part.document.pk]) if part.is_open else None
    return {
        "title": part.label if part.is_open else None, "openness": part.openness, "clause": part.clause, "added_on": part.document.added_on,
        "address": address,
    }  # fmt: skip


def _decision(d: Any, thing: PublicCase) -> Json:
    closed_by = thing.closed_reasons.get(d.number, "")
    return {
        "number": d.number, "kind": d.kind, "decided_on": d.decided_on, "decider": d.decider, "mandate": d.mandate,
        "amount_sek": d.content.get("amount_sek"), "reasons": None if closed_by else d.text.reasons, "closed_by": closed_by,
    }  # fmt: skip


CASE_DETAIL = Detail(
    page="portal:case",
    fields=(
        Field("code", _("Kod"), "code", null=False), Field("registry_number", _("Diarienummer"), example="KS 2026/0001"),
        Field("title", _("Ärende; saknas när rubriken är stängd")), Field("origin", _("Ursprung"), "term", terms=CaseOrigin),
        Field("state", _("Läge"), "term", terms=CaseState), Field("waiting_for", _("Väntar på"), "term", terms=WaitsOn),
        Field("submitted_on", _("Inkom"), "day"), Field("decided_on", _("Avgjort"), "day"), Field("applicant", _("Avsändare")),
        Field("focus_area", _("Fokusområde")), Field("category", _("Kategori"), "term", terms=Category), Field("goals", _("Mål"), "texts"),
        Field("owner", _("Systemägare")), Field("start_on", _("Ska börja"), "day"), Field("end_on", _("Ska vara klart"), "day"),
        Field("grants", _("Beviljat"), "things", of=(Field("year", _("År"), "whole", example=2026), Field("amount_sek", _("Belopp"), "money"))),
        Field("steps", _("Ärendets gång"), "things", of=STEP), Field("parts", _("Ur ärendet"), "things", of=PART),
        Field("documents", _("Handlingar"), "things", of=DOCUMENT), Field("decisions", _("Beslut"), "things", of=DECISION),
        Field("sums", _("Kalkyl, summan av alla år"), "things", of=(
            Field("ledger", _("Post"), "term", terms=Ledger), Field("side", _("Vems uppgift"), "term", terms=Side),
            Field("amount_sek", _("Belopp"), "money"),
        )),
        Field("registry", _("Diarium"), "things", of=(
            Field("on", _("Dag"), "day"), Field("what", _("Vad"), example="Ansökan"), Field("counterpart", _("Från eller till")),
        )),
    ),
    read=_told,
)  # fmt: skip

RESOURCES = (
    Resource(
        "cases", "case", CASES, _("Registrerade ärenden, som vem som helst får läsa dem: inga utkast, inget arbetsmaterial och inga namn på personer."),
        detail=CASE_DETAIL, filters={"body": "applicant", "year": "submitted_year"}, names={"body": "applicant"},
    ),
)  # fmt: skip
