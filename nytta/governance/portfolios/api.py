"""Portfolios and their frames for programs. Source: F2; F3; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.records.terms import FrameSource
from nytta.governance.applications.terms import PortfolioPart
from nytta.kit.api import Detail, Field, Resource
from nytta.kit.api.shapes import Json

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
