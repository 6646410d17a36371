"""Status and deviations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.kit import audit, notices
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import DeviationNote, LightSet, PartDone, PlanPart, Project, StatusDraft, StatusReport
from ..rules import Figures, deviates, figures_given, judged, overrides, status_given
from ..terms import Light, Measure


@act
def save_status_draft(*, project: Project, values: Mapping[str, Any], by: Person, on: datetime) -> StatusDraft:
    """Keep what a manager has written of a status until it is handed in; nothing in it is needed yet. Source: U5."""
    require(policies.can_report(by, project, on.date()))
    return StatusDraft.objects.update_or_create(project=project, defaults={"by": by, "saved_at": on, "values": dict(values)})[0]


@act
def report(
    *, project: Project, figures: Figures, lights: Mapping[Measure, Light | None] | None = None, reasons: Mapping[Measure, str] | None = None,
    done: Mapping[int, int] | None = None, risk: str = "", comment: str = "", by: Person, on: datetime,
) -> StatusReport:  # fmt: skip
    """Report status: figures give the lights, another light is set with a reason, a deviation is raised by itself. Source: P5; U5; ADR 0029."""
    project = locked(project)
    require(policies.can_report(by, project, on.date()) + figures_given(figures))
    limits, said = queries.limits_on(on.date()), reasons or {}
    by_rule = {m: one.light for m, one in judged(figures=figures, decided=queries.decided_of(project), limits=limits).items()}
    changed = overrides(by_rule=by_rule, chosen=lights or {})
    shown = by_rule | changed
    deviation = deviates(by_rule=by_rule, shown=shown)
    require(status_given(deviation=deviation, comment=comment, changed=changed, reasons=said))
    set_lights = {m.value: [by_rule[m].value, light.value] for m, light in changed.items()}
    audit.note(subject=project.code, act="project.report", by=by, on=on,
               changes={"deviates": deviation, "spent_sek": figures.spent_sek, **set_lights})  # fmt: skip
    made = StatusReport.objects.create(
        project=project, reported_on=on.date(), by=by, **{m.value: light.value for m, light in shown.items()}, **vars(figures),
        risk_text=risk.strip(), comment=comment, deviates=deviation,
    )  # fmt: skip
    LightSet.objects.bulk_create(
        LightSet(report=made, measure=m.value, by_rule=by_rule[m].value, reason=said[m].strip()) for m in changed
    )  # fmt: skip
    _note_done(made, done or {})
    StatusDraft.objects.filter(project=project).delete()
    return made


def _note_done(made: StatusReport, done: Mapping[int, int]) -> None:
    """How much of each part is done, with the status and on the part itself."""
    for part in queries.parts_of(made.project):
        percent = done.get(part.pk, part.done_percent)
        PartDone.objects.create(report=made, part=part, percent=percent)
        PlanPart.objects.filter(pk=part.pk).update(done_percent=percent)


@act
def note_deviation(*, report: StatusReport, by: Person, on: datetime) -> StatusReport:
    """Note a deviation as the project's coach or its owner's side, once for each. Source: U5; F15."""
    require(policies.can_note_deviation(by, report.project, on.date()))
    for reader in policies.readers(by, report.project, on.date()):
        DeviationNote.objects.get_or_create(report=report, reader=reader.value, defaults={"by": by, "noted_on": on.date()})
    audit.note(subject=report.project.code, act="project.deviation_noted", by=by, on=on)
    return report


@act
def remind_reporters(*, by: Person | None, on: datetime) -> int:
    """Write to each project manager whose status is late, once for each status that is due. Source: U5."""
    day, sent = on.date(), 0
    limits = queries.limits_on(day)
    for project in queries.late_projects(day, limits.late_days[0]):
        if (person := project.manager).email:
            due = queries.due_of(project, project.since, limits)
            with override(person.letter_language):
                words = {"code": project.code, "title": project.application.title, "day": due.isoformat(),
                         "url": f"{settings.SITE_URL}{reverse('projects:report', args=[project.code])}"}  # fmt: skip
                title = gettext("Nytta: lägesrapporten för %(code)s skulle ha lämnats %(day)s") % words
                body = (
                    gettext(
                        "Lägesrapporten för %(title)s (%(code)s) skulle ha lämnats %(day)s. Det tar fem minuter: formuläret är ifyllt sedan sist.\n\n%(url)s"
                    )
                    % words
                )
                notices.put(key=f"status-{project.code}-{due}-{person.pk}", to=person.email, subject=title, body=body, on=on)
            sent += 1
    return sent


@act
def see_deviation(*, report: StatusReport, by: Person, on: datetime) -> StatusReport:
    """Note that the development council has seen a deviation. Source: U5."""
    require(policies.can_see_deviation(by, on.date()))
    report.seen_on, report.seen_by = on.date(), by
    report.save(update_fields=["seen_on", "seen_by"])
    audit.note(subject=report.project.code, act="project.deviation_seen", by=by, on=on)
    return report
