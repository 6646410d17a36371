"""Decisions, exemptions, governing documents and who decides by what right, for programs. Source: O2; O3; O5; O6; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, told_body
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from . import policies, queries
from .lists import APPOINTMENTS, DECISIONS, DELEGATIONS, RULE_SETS, SEALS
from .lists.exemptions import EXEMPTIONS, TEXT_LABELS
from .lists.governing import GOVERNING
from .models import Decision, Exemption
from .queries import exemptions as reads
from .terms import (
    Against,
    DecisionKind,
    ExemptionStanding,
    Force,
    GoverningKind,
    Level,
    Openness,
    Standing,
    Target,
    Wording,
)

NUMBER = {"number": int}
YES_NO = {"true": "yes", "false": "no"}


def _decision(page: Any, thing: Decision) -> Json:
    found = queries.examined(f"beslut-{thing.number}").get("text")
    closed = found if found is not None and found.openness == Openness.CLOSED.value and page.person is None else None
    standing, later = queries.standing_of(thing, page.on.date())
    text = thing.text
    return {
        "number": thing.number, "own_number": thing.own_number, "kind": thing.kind, "standing": standing, "decided_on": thing.decided_on,
        "subject": thing.subject, "concerns": thing.concerns, "registry_number": thing.registry_number,
        "amount_sek": thing.content.get("amount_sek"), "decider": thing.decider, "body": thing.body_name, "mandate": thing.mandate,
        "on_delegation": thing.on_delegation, "supersedes": thing.supersedes.number if thing.supersedes else None,
        "superseded_by": [{"number": d.number} for d in later], "closed_by": closed.clause if closed else "",
        "basis": None if closed else text.basis, "reasons": None if closed else text.reasons, "letter": None if closed else text.letter,
        "sha256": thing.sha256, "previous_sha256": thing.previous, "is_whole": queries.untouched(thing),
        "recorded_by": text.person.get("name", "") if page.person else "",
        "reported": [{"body": r.body.name, "on": r.reported_on} for r in thing.reports.select_related("body")] if thing.on_delegation else [],
    }  # fmt: skip


DECISION = Detail(
    page="records:decision",
    address=NUMBER,
    fields=(
        Field("number", _("Nummer"), "whole", null=False, example=1), Field("own_number", _("Beslutets nummer"), example="B 2026-001"),
        Field("kind", _("Slag"), "term", terms=DecisionKind), Field("standing", _("Gäller än"), "term", terms=Standing),
        Field("decided_on", _("Dag"), "day"), Field("subject", _("Gäller"), "code"), Field("concerns", _("Rör också"), "texts"),
        Field("registry_number", _("Ärendets diarienummer"), example="KS 2026/0001"), Field("amount_sek", _("Belopp"), "money"),
        Field("decider", _("Beslutsfattare"), example="kommundirektören"), Field("body", _("Organ"), example="Kommunstyrelsen"),
        Field("mandate", _("Mandat"), example="Delegationsordning 1.2"), Field("on_delegation", _("På delegation"), "yes_no"),
        Field("supersedes", _("Ersätter"), "whole"), Field("superseded_by", _("Ersatt av"), "things", of=(Field("number", _("Nummer"), "whole"),)),
        Field("closed_by", _("Bestämmelsen som stänger"), example=""), Field("basis", _("Underlag")), Field("reasons", _("Skäl")),
        Field("letter", _("Beslutsbrevet")), Field("sha256", _("Kontrollsumma"), "code", example="0f3c…"),
        Field("previous_sha256", _("Kontrollsumman av beslutet före"), "code", example="9a1b…"), Field("is_whole", _("Är beslutet orört?"), "yes_no"),
        Field("recorded_by", _("Infört av"), closed=True),
        Field("reported", _("Anmält"), "things", of=(Field("body", _("Organ")), Field("on", _("Dag"), "day"))),
    ),
    read=_decision,
)  # fmt: skip


def _exemption(page: Any, thing: Exemption) -> Json:
    on = page.on.date()
    inside = policies.reads_exemption(page.person, thing, on)
    texts = reads.texts_of(thing, everything=inside)
    rests = reads.still_standing(thing.stands.order_by("pk"))
    return {
        "code": thing.code, "standing": reads.standing(thing, on), "against": thing.against,
        "against_name": thing.against_name or thing.solution or thing.clause, "target": thing.target, "subject": thing.subject,
        "body": told_body(thing.body), "registry_number": thing.registry_number, "applied_on": thing.applied_on,
        "valid_from": thing.valid_from, "valid_until": thing.valid_until, "conditions": thing.conditions,
        "decision": thing.decision.number if thing.decision else None, "revocation": thing.revocation.number if thing.revocation else None,
        "renews": thing.renews.code if thing.renews else None,
        "stands": [{"target": s.target, "code": s.code, "since": s.since} for s in rests], **{name: texts.get(name) for name in TEXT_LABELS},
    }  # fmt: skip


EXEMPTION = Detail(
    page="records:exemption",
    fields=(
        Field("code", _("Undantag"), "code", null=False, example="U-2026-001"), Field("standing", _("Läge"), "term", terms=ExemptionStanding),
        Field("against", _("Från slags regel"), "term", terms=Against), Field("against_name", _("Från")),
        Field("target", _("Gäller"), "term", terms=Target), Field("subject", _("Gäller"), "code"), Field("body", _("För"), "thing", of=BODY),
        Field("registry_number", _("Diarienummer"), example="KS 2026/0002"), Field("applied_on", _("Sökt"), "day"),
        Field("valid_from", _("Från dag"), "day"), Field("valid_until", _("Går ut"), "day"), Field("conditions", _("Villkor")),
        Field("decision", _("Beslut"), "whole"), Field("revocation", _("Återkallelse"), "whole"), Field("renews", _("Förnyar"), "code"),
        Field("stands", _("Det som står på undantaget"), "things", of=(
            Field("target", _("Gäller"), "term", terms=Target), Field("code", _("Kod"), "code"), Field("since", _("Från dag"), "day"),
        )),
        *(Field(name, words) for name, words in TEXT_LABELS.items()),
    ),
    read=_exemption,
)  # fmt: skip


def _document(page: Any, thing: Any) -> Json:
    editions = list(thing.editions.select_related("decision").order_by("-number"))
    shown = next((e for e in editions if e.pk == thing.edition_pk), editions[-1] if editions else None)
    clauses = shown.clauses.order_by("place") if shown else ()
    return {
        "code": thing.code, "title": thing.title, "kind": thing.kind, "level": thing.level, "force": thing.force, "body": told_body(thing.body),
        "registry_number": thing.registry_number, "told_by": thing.told_by, "edition": shown.number if shown else None,
        "editions": [
            {
                "number": e.number, "decided_on": e.decided_on, "valid_from": e.valid_from, "valid_until": e.valid_until,
                "wording": e.wording, "changes": e.changes, "registry_number": e.registry_number,
                "decision": e.decision.number if e.decision else None,
            }
            for e in editions
        ],
        "clauses": [{"number": c.number, "heading": c.heading, "text": c.text, "depth": c.depth, "is_summary": c.summary} for c in clauses],
    }  # fmt: skip


DOCUMENT = Detail(
    page="records:document",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="program-2026-2031"), Field("title", _("Titel")),
        Field("kind", _("Slag"), "term", terms=GoverningKind), Field("level", _("Beslutande nivå"), "term", terms=Level),
        Field("force", _("Läge"), "term", terms=Force), Field("body", _("Organ"), "thing", of=BODY),
        Field("registry_number", _("Diarienummer")), Field("told_by", _("Uppgifterna kommer från")),
        Field("edition", _("Versionen som visas"), "whole"),
        Field("editions", _("Versioner"), "things", of=(
            Field("number", _("Version"), "whole"), Field("decided_on", _("Beslutat"), "day"), Field("valid_from", _("Gäller från"), "day"),
            Field("valid_until", _("Gäller till"), "day"), Field("wording", _("Texten"), "term", terms=Wording),
            Field("changes", _("Vad som ändrades")), Field("registry_number", _("Diarienummer")), Field("decision", _("Beslut"), "whole"),
        )),
        Field("clauses", _("Punkter"), "things", of=(
            Field("number", _("Punkt"), "code", example="7.1"), Field("heading", _("Rubrik")), Field("text", _("Text")),
            Field("depth", _("Nivå"), "whole"), Field("is_summary", _("Sammandrag, inte den beslutade texten"), "yes_no"),
        )),
    ),
    read=_document,
)  # fmt: skip

RESOURCES = (
    Resource(
        "decisions", "decision", DECISIONS, _("Varje beslut med beslutande, stöd, skäl och nummer, i den ordning de fattades."), key="number",
        kinds={"number": "whole"}, detail=DECISION, names={"replaced": "replaced_by"},
        filters={"delegated": Choice("on_delegation", YES_NO), "standing": Choice("in_force", YES_NO)},
    ),
    Resource(
        "exemptions", "exemption", EXEMPTIONS, _("Undantag som har beslutats, från vad, för vem, på vilka villkor och till när."),
        detail=EXEMPTION,
    ),
    Resource(
        "governing-documents", "governing-document", GOVERNING, _("Program, strategier och riktlinjer: vad som gällde en viss dag."),
        detail=DOCUMENT, kinds={"edition": "whole", "lacks": "whole"},
        filters={"lage": "force", "slag": "kind", "niva": "level", "saknas": Choice("lacking", YES_NO)},
    ),
    Resource("rule-sets", "rule-set", RULE_SETS, _("Regelverkets versioner: vad som prövas, och från vilken dag."), key="version"),
    Resource("delegations", "delegation", DELEGATIONS, _("Vem som får besluta i någon annans ställe, enligt vilken punkt."), key="decision", kinds={"decision": "whole"}),
    Resource("appointments", "appointment", APPOINTMENTS, _("Vem som är utsedd till vad, hur länge och enligt vilket beslut."), key=""),
    Resource("seals", "seal", SEALS, _("Varje natts kontrollsumma."), key="number", kinds={"number": "whole"}, filters={"year": "sealed_year"}),
)  # fmt: skip
