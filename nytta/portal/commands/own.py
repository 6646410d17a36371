"""Acts of the portal: record an adoption whole, report and answer shortcomings, set one's choices, send digests."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext, override

from nytta.city.access.queries.programs import tokens_ended
from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.models import Programme
from nytta.city.records.queries import examined
from nytta.city.records.terms import Openness
from nytta.delivery.systems.commands import add_solution
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.portfolios.commands import establish
from nytta.governance.rulesets.rules import Known, rule_set_valid
from nytta.kit import audit, notices
from nytta.kit.commands import act, locked
from nytta.kit.models import KeptSession
from nytta.kit.retention import logs
from nytta.kit.work import Waiting, desk
from nytta.needs.goals.commands import set_goals
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import AccessibilityReport
from ..rules import has_room
from ..terms import Moves
from .following import choose_moves


@act
def adopt_programme(
    *, content: Mapping[str, Any], rule_set: Mapping[str, Any], code: str, name: str, registry: str, paragraph: str, decided_on: date,
    valid_from: date, valid_until: date, rule_set_version: str, mandate: str, goals: Mapping[str, str] | None = None,
    by: Person, on: datetime,
) -> Programme:  # fmt: skip
    """Record that the city council adopted its own copy of a template's programme, with all that follows from it.

    Goals and focus areas, one portfolio for each area, the common solutions that are not registered yet, and the rule set
    in force from the programme's first day. `goals` are the council's own wordings by code. Source: T decision 1; N2, O3.
    """
    require(policies.can_adopt(by, on.date()))
    if queries.rule_set_exists(rule_set_version):
        require(no("rule_set_once", "Ett regelverk med beteckningen %(version)s finns redan.", "O4", "Välj en annan beteckning.",
                   field="rule_set_version", version=rule_set_version))  # fmt: skip
    require(rule_set_valid(content=rule_set, known=Known()))
    programme = records.record_programme(
        code=code, name=name, registry=registry, decided_on=decided_on, valid_from=valid_from, valid_until=valid_until,
        template=content["programme"]["code"], paragraph=paragraph, by=by, on=on,
    )  # fmt: skip
    said = goals or {}
    own = [{**g, "sv": said[g["code"]], "en": ""} if said.get(g["code"], g["sv"]) != g["sv"] else g for g in content["council_goal"]]
    set_goals(programme=programme, content={**content, "council_goal": own}, by=by, on=on)
    establish(programme=programme, by=by, on=on)
    known = set(CommonSolution.objects.values_list("code", flat=True))
    for solution in content["common_solution"]:
        key = slugify(solution["sv"])[:40]
        if key not in known:
            add_solution(code=key, name=solution["sv"], covers=solution["covers"], contact="", valid_from=valid_from, by=by, on=on)
    records.record_rule_set(version=rule_set_version, content=rule_set, in_force_from=valid_from, mandate=mandate, by=by, on=on)
    return programme


@act
def report_barrier(*, page: str, problem: str, contact: str, by: Person | None, on: datetime) -> AccessibilityReport:
    """Tell of a shortcoming in accessibility; anybody may, without saying who they are. Source: lagen om tillgänglighet till digital offentlig service."""
    require(has_room(today=AccessibilityReport.objects.filter(made_on=on.date()).count()))
    return AccessibilityReport.objects.create(page=page, problem=problem, contact=contact, made_on=on.date())


@act
def answer_report(*, report: AccessibilityReport, answer: str, by: Person, on: datetime) -> AccessibilityReport:
    """Answer a report: what has been mended, or when it will be. Source: as above; the answer goes out by the contact given."""
    report = locked(report)
    require(policies.can_answer_report(by, on.date()))
    if not answer.strip():
        require(no("answer", "Skriv vad som är gjort eller när det blir gjort.", "", "Skriv svaret.", field="answer"))
    report.answer, report.answered_on, report.answered_by = answer, on.date(), by
    report.save(update_fields=["answer", "answered_on", "answered_by"])
    audit.note(subject=f"tillganglighet-{report.pk}", act="accessibility.answer", by=by, on=on, reason=answer)
    return report


@act
def choose(*, digest: bool, letter_language: str, moves: Moves | None = None, by: Person, on: datetime) -> Person:
    """Set one's own choices: the nightly digest or not, and in which language. Source: expectations (choose per person what is sent)."""
    require(policies.can_choose(by))
    if moves:
        choose_moves(moves=moves, by=by, on=on)
    chosen = {"digest": digest, "letter_language": letter_language}
    changes = {name: [getattr(by, name), value] for name, value in chosen.items() if getattr(by, name) != value}
    if changes:
        audit.note(subject=by.username, act="person.choose", by=by, on=on, changes=changes)
        by.digest, by.letter_language = digest, letter_language
        by.save(update_fields=list(chosen))
    return by


def _letter(lines: list[Waiting]) -> str:
    """The words of a digest: what waits, grouped, each with its address; no text of a case but its title."""
    parts, last = [gettext("Det här väntar på dig i Nytta:")], ""
    for line in lines:
        if line.what != last:
            parts.append(f"\n{line.what}")
            last = line.what
        since = f" ({line.since})" if line.since else ""
        parts.append(f"  {line.code} {line.title}{since}\n  {settings.SITE_URL}{line.url}")
    parts.append("\n" + gettext("Du kan stänga av brevet på sidan Mina val: %(url)s") % {"url": f"{settings.SITE_URL}/mina-val/"})
    return "\n".join(parts)


@act
def send_digests(*, by: Person | None, on: datetime) -> int:
    """One letter to each person who wants it and on whom something waits; the same night again sends none. Source: F5."""
    sent = 0
    for person in queries.wants_digest():
        with override(person.letter_language):
            lines = desk(person, on.date())
            if lines:
                subject = gettext("Nytta: %(n)s ärenden väntar på dig") % {"n": len(lines)}
                if len(lines) == 1:
                    subject = gettext("Nytta: ett ärende väntar på dig")
                notices.put(key=f"digest-{on.date()}-{person.pk}", to=person.email, subject=subject, body=_letter(lines), on=on)
                sent += 1
    return sent


@act
def clear_old(*, by: Person | None, on: datetime) -> dict[str, int]:
    """Dispose of what is no longer needed, as the settings say how long; how many of each, which the audit keeps. Decisions and audit stay. Source: U9; O6."""
    gone = {one.name: one.old(on).delete()[0] for one in logs()}
    gone["sessions"] = KeptSession.objects.filter(expire_date__lt=on).delete()[0]
    before = (on - timedelta(days=settings.LOG_DAYS["contacts"])).date()
    gone["contacts"] = AccessibilityReport.objects.filter(made_on__lt=before).exclude(contact="").update(contact="")
    ended = on - timedelta(days=settings.LOG_DAYS["addresses"])
    gone["last_addresses"] = tokens_ended(ended).update(last_address="")
    if told := {name: count for name, count in gone.items() if count}:
        audit.note(subject="loggar", act="logs.dispose", by=by, on=on, changes=told)
    return gone


@act
def examine_case(*, subject: str, found: Mapping[str, tuple[Openness, str]], by: Person, on: datetime) -> int:
    """Say of each part of a case whether it may be shown; only what differs from what was found before is kept. Source: O6."""
    before = examined(subject)
    changed = 0
    for part, (openness, clause) in found.items():
        seen = before.get(part)
        if (seen.openness, seen.clause) != (openness.value, clause) if seen else openness is not Openness.TO_EXAMINE:
            records.examine(subject=subject, part=part, openness=openness, clause=clause, by=by, on=on)
            changed += 1
    return changed
