"""Portfolios and their frames for programs. Source: F2; F3; D14."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.city.records.terms import FrameSource
from nytta.governance.applications.queries import registered_codes
from nytta.governance.applications.terms import PortfolioPart
from nytta.kit.api import Call, Detail, Field, Operation, Resource
from nytta.kit.api.answers import answer
from nytta.kit.api.described import READ_PARAMETERS, read_responses, ref
from nytta.kit.api.parameters import given, refuse_unknown
from nytta.kit.api.problems import parameter
from nytta.kit.api.shapes import Json, example_of, shaped

from . import queries
from .lists import FRAMES
from .models import Portfolio
from .queries.money import balances_by_portfolio
from .rules import Balance


def _portfolio(page: Any, thing: Portfolio) -> Json:
    frame = queries.frame_of(thing, page.year)
    stands = balances_by_portfolio(page.year).get(thing.pk) or Balance()
    parts = frame.parts.all() if frame else ()
    return {
        "code": thing.code, "name": thing.focus_area.name, "year": page.year, "purpose": thing.purpose, "target_picture": thing.target_picture,
        "amount_sek": frame.amount_sek if frame else None, "granted_sek": frame.used_sek if frame else None,
        "left_sek": frame.left_sek if frame else None, "source": frame.source if frame else None,
        "parts": [{"part": p.part, "amount_sek": p.amount_sek, "granted_sek": p.used_sek} for p in parts],
        "balance": {name: getattr(stands, name) for name in MONEY},
        "grants": [_grant(g) for g in queries.grants_of(frame)] if frame else [],
        "commitments": [
            {"code": c.application.code, "applicant": c.application.applicant_body.name, "year": c.year, "amount_sek": c.amount_sek}
            for c in queries.committed_to(thing)
        ],
        "decisions": [
            {"number": d.number, "decided_on": d.decided_on, "amount_sek": d.content.get("amount_sek")}
            for d in queries.frame_history(thing, page.year)
        ],
    }  # fmt: skip


def _grant(g: Any) -> Json:
    return {
        "code": g.application.code, "applicant": g.application.applicant_body.name, "amount_sek": g.amount_sek, "granted_on": g.granted_on,
        "decision": g.decision.number,
    }  # fmt: skip


MONEY = {
    "granted_sek": _("Beviljat"), "moved_in_sek": _("Flyttat hit"), "paid_sek": _("Betalt"), "reserved_sek": _("Begärt"),
    "available_sek": _("Kvar att begära"), "returned_sek": _("Lämnat tillbaka"), "lapsed_sek": _("Förfallet"),
    "moved_out_sek": _("Flyttat härifrån"),
}  # fmt: skip
CASE = (Field("code", _("Kod"), "code"), Field("applicant", _("Sökande"), example="Byggnadsnämnden"))

PORTFOLIO = Detail(
    page="portfolios:detail",
    address={"code": str, "year": int},
    fields=(
        Field("code", _("Kod"), "code", null=False, example="P1"), Field("name", _("Portfölj")), Field("year", _("År"), "whole", example=2026),
        Field("purpose", _("Syfte")), Field("target_picture", _("Målbild")), Field("amount_sek", _("Ram"), "money"),
        Field("granted_sek", _("Beviljat"), "money"), Field("left_sek", _("Kvar"), "money"),
        Field("source", _("Finansiering"), "term", terms=FrameSource),
        Field("parts", _("Delar"), "things", of=(
            Field("part", _("Del"), "term", terms=PortfolioPart), Field("amount_sek", _("Ram"), "money"), Field("granted_sek", _("Beviljat"), "money"),
        )),
        Field("balance", _("Var pengarna står"), "thing", of=tuple(Field(name, words, "money") for name, words in MONEY.items()), null=False),
        Field("grants", _("Beviljat"), "things", of=(
            *CASE, Field("amount_sek", _("Belopp"), "money"), Field("granted_on", _("Dag"), "day"), Field("decision", _("Beslut"), "whole"),
        )),
        Field("commitments", _("Åtaganden"), "things", of=(*CASE, Field("year", _("År"), "whole", example=2027), Field("amount_sek", _("Belopp"), "money"))),
        Field("decisions", _("Beslut om ramen"), "things", of=(
            Field("number", _("Nummer"), "whole"), Field("decided_on", _("Beslutat"), "day"), Field("amount_sek", _("Belopp"), "money"),
        )),
    ),
    read=_portfolio,
)  # fmt: skip

RESOURCES = (
    Resource(
        "portfolios", "portfolio", FRAMES, _("Portföljernas ramar, år för år: vad fullmäktige har bestämt, vad som är beviljat och vad som är kvar."),
        detail=PORTFOLIO, kinds={"year": "whole"}, without_page=True,
    ),
)  # fmt: skip

MOST_OUT = 50
SUM = (
    Field("amount_sek", _("Ram"), "money"), Field("granted_sek", _("Beviljat, utan de nämnda ärendena"), "money"),
    Field("freed_sek", _("Beviljat till de nämnda ärendena"), "money"), Field("left_sek", _("Kvar, utan de nämnda ärendena"), "money"),
)  # fmt: skip
SUMS = (
    Field("year", _("År"), "whole", example=2026), Field("without", _("Ärendena som det räknas utan"), "texts", example="A-2026-001"),
    Field("portfolios", _("Portföljer"), "things", of=(Field("code", _("Kod"), "code", example="P1"), Field("name", _("Portfölj")), *SUM)),
    Field("total", _("Alla portföljer"), "thing", of=SUM, null=False),
)  # fmt: skip


def _sums(call: Call) -> Any:
    """What a year's frames hold, and would hold without some cases: the sums less what was granted to those."""
    asked = given(call.request)
    refuse_unknown(asked, ("year", "without"))
    year, codes = _year(asked.get("year", ""), call.on.year), _codes(asked.get("without", ""))
    frames, less = (
        queries.frames_of_year(programme_in_force(call.on.date()), year, parts=False),
        queries.granted_to(codes, year) if codes else {},
    )
    rows = [
        {
            "code": f.portfolio.code, "name": f.portfolio.focus_area.name, "amount_sek": f.amount_sek, "freed_sek": less.get(f.pk, 0),
            "granted_sek": f.used_sek - less.get(f.pk, 0), "left_sek": f.left_sek + less.get(f.pk, 0),
        }
        for f in frames
    ]  # fmt: skip
    total = {field.name: sum(row[field.name] for row in rows) for field in SUM}
    body = shaped(SUMS, {"year": year, "without": codes, "portfolios": rows, "total": total})
    return answer(call.request, body, private=call.caller.person is not None)


def _year(text: str, this: int) -> int:
    if not text:
        return this
    if not (text.isascii() and text.isdecimal() and 1900 <= int(text[:6]) <= 2099):
        raise parameter("year", gettext("Skriv ett år mellan 1900 och 2099."))
    return int(text)


def _codes(text: str) -> list[str]:
    """Codes with commas between; one that no registered case has is refused by its name."""
    codes = list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if len(codes) > MOST_OUT:
        raise parameter("without", gettext("Högst %(most)s ärenden åt gången.") % {"most": MOST_OUT})
    there = registered_codes(codes) if codes else set()
    if wrong := next((one for one in codes if one not in there), None):
        raise parameter("without", gettext("Det finns inget registrerat ärende %(code)s.") % {"code": wrong[:40]})
    return codes


def _described() -> Json:
    year = {"type": "integer", "minimum": 1900, "maximum": 2099}
    parameters = [
        {"name": "year", "in": "query", "required": False, "description": gettext("Året; annars det här året."), "schema": year},
        {
            "name": "without", "in": "query", "required": False, "schema": {"type": "string", "maxLength": 1000},
            "description": gettext("Koder för ärenden, med komma emellan: vad ramarna hade haft kvar om de inte hade beviljats."),
        },
    ]  # fmt: skip
    return {"parameters": [*parameters, *READ_PARAMETERS], "responses": read_responses(ref("PortfolioSums"), example_of(SUMS))}


OPERATIONS = (
    Operation(
        "GET", "/portfolio-sums", "getPortfolioSums", "portfolios", _("Vad ramarna rymmer, och utan några ärenden"),
        _("Ram, beviljat och kvar för varje portfölj ett år, och vad det hade varit utan de ärenden som nämns."),
        run=_sums, described=_described, scope="portfolios:read", public=True,
    ),
)  # fmt: skip
