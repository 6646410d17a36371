"""Projects, what they gave and what they have learnt, for programs. Source: U5; U6; F4; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, body_codes, told_body
from nytta.city.records.queries import examined, is_open
from nytta.governance.benefits.terms import Ledger
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from . import queries
from .lists import EFFECTS, ENTRIES, LESSONS, PROJECTS, REQUESTS
from .models import Lesson, Project
from .terms import Cause, EffectState, LessonSubject, Light, ProjectState

LIGHTS = {"time": _("Tid"), "money": _("Pengar"), "scope": _("Omfattning"), "benefits": _("Nytta"), "risk": _("Risk")}


def _project(page: Any, thing: Project) -> Json:
    case = thing.application
    return {
        "code": thing.code, "title": case.title, "registry_number": case.registry_number, "state": thing.state,
        "applicant": told_body(case.applicant_body), "owner": told_body(thing.owner_body), "manager": thing.manager.name,
        "started_on": thing.started_on, "planned_end_on": thing.planned_end_on, "closed_on": thing.closed_on,
        "effect_due_on": thing.effect_due_on, "effect_on": thing.effect_on, "delivered": thing.delivered,
        "years": [
            {
                "year": y.year, "granted_sek": y.granted_sek, "paid_sek": y.balance.paid_sek, "available_sek": y.balance.available_sek,
                "committed_sek": y.committed_sek,
            }
            for y in queries.years_of(thing)
        ],
        "reports": [
            {
                "reported_on": r.reported_on, **{name: getattr(r, name) for name in LIGHTS}, "spent_sek": r.spent_sek,
                "forecast_sek": r.forecast_sek, "forecast_end_on": r.forecast_end_on, "comment": r.comment, "deviates": r.deviates,
            }
            for r in thing.reports.all()
        ],
    }  # fmt: skip


PROJECT = Detail(
    page="projects:detail",
    fields=(
        Field("code", _("Kod"), "code", null=False), Field("title", _("Projekt")), Field("registry_number", _("Diarienummer"), example="KS 2026/0001"),
        Field("state", _("Läge"), "term", terms=ProjectState), Field("applicant", _("Sökande"), "thing", of=BODY),
        Field("owner", _("Systemägare"), "thing", of=BODY), Field("manager", _("Projektledare")), Field("started_on", _("Start"), "day"),
        Field("planned_end_on", _("Planerat slut"), "day"), Field("closed_on", _("Avslutat"), "day"),
        Field("effect_due_on", _("Ska redovisas"), "day"), Field("effect_on", _("Redovisat"), "day"), Field("delivered", _("Projektets leveranser")),
        Field("years", _("Pengar"), "things", of=(
            Field("year", _("År"), "whole", example=2026), Field("granted_sek", _("Beviljat"), "money"), Field("paid_sek", _("Betalt"), "money"),
            Field("available_sek", _("Kvar att begära"), "money"), Field("committed_sek", _("Åtaganden"), "money"),
        )),
        Field("reports", _("Lägesrapporter"), "things", of=(
            Field("reported_on", _("Dag"), "day"), *(Field(name, words, "term", terms=Light) for name, words in LIGHTS.items()),
            Field("spent_sek", _("Förbrukat"), "money"), Field("forecast_sek", _("Prognos"), "money"),
            Field("forecast_end_on", _("Planerat slut"), "day"), Field("comment", _("Kommentar")), Field("deviates", _("Avvikelse"), "yes_no"),
        )),
    ),
    read=_project,
)  # fmt: skip


def _effect(page: Any, thing: Project) -> Json:
    """What the page shows: before it has been handed in nothing, to nobody what has not been found open."""
    found = {} if page.person else examined(thing.code)
    may = {part: bool(page.person) or is_open(found, part) for part in ("figures", "effect_explanation", "effect_unexpected")}
    hidden = not page.person and "title" in found and not is_open(found, "title")
    analysis = queries.analysis_of(thing)
    told = analysis if analysis is not None and analysis.handed_in_on is not None else None
    rows = queries.outcomes(thing) if told and may["figures"] else []
    return {
        "code": thing.code, "title": None if hidden else thing.application.title, "applicant": told_body(thing.application.applicant_body),
        "owner": told_body(thing.owner_body), "closed_on": thing.closed_on, "effect_due_on": thing.effect_due_on,
        "effect_on": thing.effect_on, "state": told.state if told else None, "cause": told.cause if told and all(may.values()) else None,
        "explanation": told.explanation if told and may["effect_explanation"] else None,
        "unexpected": told.unexpected if told and may["effect_unexpected"] else None,
        "items": [
            {"ledger": r.ledger, "label": r.label, "promised_sek": r.promised_sek, "decided_sek": r.decided_sek, "realised_sek": r.realised_sek}
            for r in rows
        ],
    }  # fmt: skip


EFFECT = Detail(
    page="projects:effect_page",
    fields=(
        Field("code", _("Kod"), "code", null=False), Field("title", _("Projekt; saknas när rubriken är stängd")),
        Field("applicant", _("Sökande"), "thing", of=BODY), Field("owner", _("Systemägare"), "thing", of=BODY), Field("closed_on", _("Avslutat"), "day"),
        Field("effect_due_on", _("Ska redovisas"), "day"), Field("effect_on", _("Redovisat"), "day"),
        Field("state", _("Läge"), "term", terms=EffectState), Field("cause", _("Är projektet orsaken?"), "term", terms=Cause),
        Field("explanation", _("Förklaring, när den är öppen")), Field("unexpected", _("Vad som kom utan att någon bad om det, när det är öppet")),
        Field("items", _("Utlovat, beslutat och utfall, när de är öppna"), "things", of=(
            Field("ledger", _("Post"), "term", terms=Ledger), Field("label", _("Benämning"), example="Minskad handläggningstid"),
            Field("promised_sek", _("Utlovat"), "money"), Field("decided_sek", _("Beslutat"), "money"), Field("realised_sek", _("Utfall"), "money"),
        )),
    ),
    read=_effect,
)  # fmt: skip


def _lesson(page: Any, thing: Lesson) -> Json:
    return {name: getattr(thing, name) for name in ("code", "title", "subject", "tried", "worked", "otherwise", "for_whom", "written_on")}


LESSON = Detail(
    page="projects:lesson",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="L-2026-001"), Field("title", _("Erfarenhet")),
        Field("subject", _("Ämne"), "term", terms=LessonSubject), Field("tried", _("Vad vi prövade")), Field("worked", _("Vad som fungerade")),
        Field("otherwise", _("Vad vi hade gjort annorlunda")), Field("for_whom", _("Till nytta för")), Field("written_on", _("Skriven"), "day"),
    ),
    read=_lesson,
)  # fmt: skip

RESOURCES = (
    Resource(
        "projects", "project", PROJECTS, _("Projekt som har fått pengar, med läge, pengar och prognos."), detail=PROJECT,
        names={"last_on": "last_report_on"},
        filters={
            "owner": Choice("owner", coded=body_codes), "manager": Choice("mine", {"true": "{pk}"}), "forsok": Choice("trial_past_end", {"true": "sena"}),
            "deviation": Choice("unseen_deviation", {"true": "osedd"}), "late": Choice("report_late", {"true": "sen"}), "funding": Choice("funding", {"outside": "utanfor"}),
        },
    ),
    Resource(
        "effects", "effect", EFFECTS, _("Vad avslutade projekt gav: investerat, utlovat, beslutat och utfall. Det som inte är prövat och öppet saknas."),
        detail=EFFECT, names={"body": "applicant", "due": "effect_due_on", "came": "realised_sek"},
        filters={"ar": "closed_year", "portfolj": "portfolio", "kategori": "category", "sokande": "applicant", "redovisning": "reporting"},
    ),
    Resource(
        "lessons", "lesson", LESSONS, _("Vad projekt, försök och piloter har lärt sig."), detail=LESSON, names={"body": "applicant"},
        filters={"amne": "subject", "kategori": "category", "sokande": "applicant", "portfolj": "portfolio", "anvand": Choice("used", {"true": "ja"})},
    ),
    Resource(
        "fund-requests", "fund-request", REQUESTS, _("Vad projekten har begärt av sina pengar, och vad som är betalt."), kinds={"year": "whole"},
        filters={"lage": "state", "ar": "year", "portfolj": "portfolio", "projekt": "project", "vems": Choice("mine", {"true": "{pk}"})},
    ),
    Resource(
        "money-entries", "money-entry", ENTRIES, _("Varje krona som beviljats, betalats, lämnats tillbaka, flyttats eller förfallit."),
        key="project_code", kinds={"year": "whole"}, filters={"arende": "case", "handelse": "kind", "ar": "year", "portfolj": "portfolio"},
    ),
)  # fmt: skip
