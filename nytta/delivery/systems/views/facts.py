"""What a system's page says, field by field: what may be seen, what it means, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from nytta.kit.words import acted, label
from nytta.plain.money import sek

from ..models import System
from ..rules.systems import FIELD_TERMS, LEVELS, MENDED_BY, OPEN
from ..terms import (
    ClassLabels,
    Flaw,
    LifePhase,
    SystemField,
    TechnicalCheck,
)

F = SystemField
GROUPS = (
    (_("Vad systemet gör"), (F.ALIASES, F.FUNCTIONS, F.CATEGORY, F.CAPABILITIES, F.SOLUTION)),
    (_("Vem som svarar"), (F.OWNER, F.REPRESENTATIVE, F.MAINTENANCE_OBJECT, F.SUPPLIER, F.CONTRACT)),
    (_("Kostnad och användning"), (F.COST, F.USERS, F.HOSTING, F.BUSINESS_VALUE, F.TECHNICAL_FITNESS)),
    (
        _("Skydd och krav"),
        (F.PERSONAL_DATA, F.CONFIDENTIALITY, F.INTEGRITY, F.AVAILABILITY, F.CLASSED_BY, F.ACCESSIBILITY, F.TECHNICAL_CHECK),
    ),
)
MAY_BE_EMPTY = {F.ALIASES, F.CAPABILITIES, F.SOLUTION, F.CLASSED_BY, F.EXTERNAL_ID}  # of which nothing is no gap


@dataclass(frozen=True)
class Step:
    """A phase of a system's life on the line that the page shows."""

    label: str
    on: date
    state: str
    note: str = ""


def missing() -> SafeString:
    """What stands where nothing is known."""
    return format_html('<span class="subtle">{}</span>', gettext("Uppgift saknas"))


def _lines(texts: Iterable[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((t,) for t in texts))
    return format_html('<ul class="plainlist" lang="sv">{}</ul>', items) if items else SafeString("")


def _linked(url: str, text: Any) -> SafeString:
    return format_html('<a class="ds-link" href="{}">{}</a>', url, text)


def value_of(system: System, field: SystemField) -> Any:
    """What the page says of one field; nothing where it is not known."""
    held = getattr(system, field.value, None)
    if field in (F.ALIASES, F.FUNCTIONS):
        return _lines(held or [])
    if field is F.CAPABILITIES:
        return _lines(s.capability.name for s in system.supports.all())
    if field is F.OWNER:
        return _linked(reverse("organisation:detail", args=[system.owner.code]), system.owner.name)
    if field is F.SOLUTION:
        return _linked(reverse("systems:solution", args=[system.solution.code]), system.solution.name) if system.solution else ""
    if held in (None, ""):
        return ""
    if field is F.TECHNICAL_CHECK:
        return f"{label(TechnicalCheck(held))}, {system.technical_checked_on}"
    if field in FIELD_TERMS:
        return label(FIELD_TERMS[field](held))
    if field in (F.CONFIDENTIALITY, F.INTEGRITY, F.AVAILABILITY):
        return f"{held} – {label(LEVELS[ClassLabels(system.class_labels)][held])}"
    if field is F.COST:
        return sek(held)
    if field in (F.BUSINESS_VALUE, F.TECHNICAL_FITNESS):
        return gettext("%(n)s av 5") % {"n": held}
    return sek(held, "") if field is F.USERS else held


def groups(system: System, *, all_of_it: bool) -> list[tuple[str, list[tuple[str, Any]]]]:
    """(heading, facts) of a system; to the public what is open alone. What is not known is said to be missing."""
    found = []
    for heading, fields in GROUPS:
        facts = []
        for field in fields:
            if not all_of_it and field not in OPEN:
                continue
            value = value_of(system, field)
            if value or field not in MAY_BE_EMPTY:
                facts.append((label(field), value or missing()))
        if facts:
            found.append((gettext(heading), facts))
    return found


def steps(system: System, on: date) -> list[Step]:
    """The phases of a life in their order: those that are over, the one that is now, those that are planned."""
    phases = list(system.phases.all())
    begun = [p for p in phases if p.starts_on <= on]
    now = begun[-1].pk if begun else None
    made = []
    for one in phases:
        state = "now" if one.pk == now else "done" if one.starts_on <= on else "todo"
        note = gettext("sedan %(day)s") if state == "now" else gettext("planeras %(day)s") if state == "todo" else ""
        made.append(Step(label(LifePhase(one.phase)), one.starts_on, state, note % {"day": one.starts_on} if note else ""))
    return made


def phase_now(system: System, on: date) -> LifePhase | None:
    """The phase that a system is in; None when none has started."""
    begun = [p for p in system.phases.all() if p.starts_on <= on]
    return LifePhase(begun[-1].phase) if begun else None


def mends(system: System, flaws: Iterable[Flaw], *, may_change: bool, may_attest: bool) -> list[tuple[str, str]]:
    """(what there is to mend, where one does it), the heaviest first; no address for who may not."""
    change, attest = reverse("systems:change", args=[system.code]), reverse("systems:attest")
    found = []
    for flaw in flaws:
        field = MENDED_BY.get(flaw)
        url = (f"{change}#id_{field.value}" if may_change else "") if field else (attest if may_attest else "")
        found.append((label(flaw), url))
    return found


_NAMES = {f.value: f for f in F} | {"retired_on": _("Avvecklat"), "title": _("Dokument")}


def told(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """A system's history with fields and words by what they are called."""
    return [
        {"at": r.at, "who": r.by_name, "what": acted(r.act), "reason": r.reason, "changes": [_change(*c) for c in _pairs(r.changes)]}
        for r in rows
    ]


def _pairs(changes: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(k, v[0], v[1]) if isinstance(v, list) and len(v) == 2 else (k, None, v) for k, v in changes.items()]


def _change(name: str, old: Any, new: Any) -> tuple[str, Any, Any]:
    field = _NAMES.get(name)
    called = label(field) if isinstance(field, SystemField) else gettext(field) if field else name
    terms = FIELD_TERMS.get(field) if isinstance(field, SystemField) else None

    def shown(value: Any) -> str:
        if value in (None, "", []):
            return "–"
        if terms and value in terms.codes():
            return label(terms(value))
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    return called, shown(old), shown(new)


def said_kept(system: System, on: date, by: Any) -> str:
    """When and by whom the entry was confirmed."""
    if system.attested_at is None:
        return gettext("Ingen har bekräftat uppgifterna ännu.")
    days = (on - system.attested_at.date()).days
    when = ngettext("för %(n)s dag sedan", "för %(n)s dagar sedan", days) % {"n": days} if days else gettext("i dag")
    return gettext("Bekräftades %(day)s (%(when)s) av %(who)s.") % {"day": system.attested_at.date(), "when": when, "who": by}


def summary(system: System, on: date) -> list[tuple[str, Any]]:
    """What the owner confirms, in short: everything that is said, and what is not known said to be missing."""
    phase = phase_now(system, on)
    class_of = [getattr(system, f.value) for f in (F.CONFIDENTIALITY, F.INTEGRITY, F.AVAILABILITY)]
    found = [(gettext("Livscykel"), label(phase) if phase else ""), (label(F.PURPOSE), system.purpose)]
    found += [(label(f), value_of(system, f)) for f in (F.FUNCTIONS, F.CATEGORY, F.OWNER, F.REPRESENTATIVE, F.MAINTENANCE_OBJECT)]
    found += [(label(f), value_of(system, f)) for f in (F.SUPPLIER, F.CONTRACT, F.COST, F.USERS, F.HOSTING, F.PERSONAL_DATA)]
    known = all(level is not None for level in class_of)
    found.append((gettext("Informationssäkerhetsklass"), "/".join(map(str, class_of)) if known else ""))
    found += [(label(f), value_of(system, f)) for f in (F.ACCESSIBILITY, F.TECHNICAL_CHECK)]
    return [(name, value or missing()) for name, value in found]


def changes_said(changes: dict[str, Any]) -> str:
    """What changes, on one line: field from what to what."""
    return "; ".join(f"{name}: {old} → {new}" for name, old, new in (_change(*c) for c in _pairs(changes)))
