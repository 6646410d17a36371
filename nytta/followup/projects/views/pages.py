"""The register of projects, and a project."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.kit import audit
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.panels import Act, Block
from nytta.kit.words import label
from nytta.needs.intake.queries import support_about

from .. import policies, queries
from ..lists import PROJECTS, STATE_TAGS
from ..models import Project, StatusReport
from ..queries.transfer import origin_of
from ..terms import Cause, EffectState, ProjectState
from . import sections
from .closing import closure_context

EFFECT_TAGS = {
    EffectState.DRAFT.value: "neutral", EffectState.HANDED_IN.value: "info", EffectState.COMMENTED.value: "warning",
    EffectState.ACCEPTED.value: "success",
}  # fmt: skip


def found_at(code: str) -> Project:
    """The project under a code, or not found."""
    project = queries.project_at(code)
    if project is None:
        raise Http404
    return project


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    return [(gettext(PROJECTS.title), reverse("projects:list")), *last]


def _at(project: Project, name: str) -> str:
    return reverse(f"projects:{name}", args=[project.code])


STORY = ("project.", "continuation.", "lesson.", "condition.", "move.", "request.", "effect.", "delivery.", "closure.")


class Projects(ListPage):
    """The register of projects. Source: U5."""

    listing = PROJECTS

    def new_act(self) -> Act | None:
        """Projects begin with a grant; only those of an older register are brought in."""
        may = policies.can_transfer(self.person, self.on.date())
        return Act(gettext("Överföringar ur äldre register"), reverse("projects:transfers")) if may else None


class ProjectPage(DetailPage):
    """A project: money by year, status in words, deviations, closure, decided against realised. Source: U5, U6, F13."""

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def context(self, thing: Project) -> dict[str, Any]:
        state, case = ProjectState(thing.state), thing.application
        reports, years = (
            list(thing.reports.select_related("by", "seen_by").prefetch_related("set_lights", "notes")),
            queries.years_of(thing),
        )
        facts = [
            (gettext("Projektledare"), thing.manager), (gettext("Sökande"), case.applicant_body), (gettext("Systemägare"), thing.owner_body),
            (gettext("Start"), thing.started_on), (gettext("Planerat slut"), thing.planned_end_on), *sections.first_plan(thing),
            (gettext("Diarienummer"), case.registry_number), *sections.named(thing),
        ]  # fmt: skip
        return {
            "title": case.title, "code": thing.code, "subtitle": case.applicant_body.name, "label": label(state), "color": STATE_TAGS[thing.state],
            "facts": facts, "blocks": self._blocks(thing, reports, years), "acts": [*self._acts(thing, reports, years), *sections.acts(thing, self.person, self.on.date())],
            "side": [
                Block(gettext("Ärendet"), "projects/_case_link.html", {"project": thing}),
                Block(gettext("Stöd till projektet"), "projects/_support.html", {"project": thing, "asked": support_about(thing.code)}),
            ],
            "events": [e for e in audit.history(thing.code)[:100] if e.act.startswith(STORY)],
            "crumbs": trail((thing.code, "")),
        }  # fmt: skip

    def _blocks(self, thing: Project, reports: list[StatusReport], years: list[queries.Year]) -> list[Block]:
        state, granted = ProjectState(thing.state), sum(y.granted_sek for y in years)
        last = reports[0] if reports else None
        set_lights, late = last.set_lights.all() if last else [], queries.late_since(thing, last, self.on.date())
        money = {"project": thing, "years": years, "granted_sek": granted, "last": last}
        blocks = [
            Block(
                gettext("Läget nu"), "projects/_status.html", {"last": last, "project": thing, "set_lights": set_lights, "late_since": late}
            ),
            Block(gettext("Pengar"), "projects/_money.html", money),
            Block(gettext("Lägesrapporter"), "projects/_reports.html", {"reports": reports, "may_see": self._council()}),
            *sections.blocks(thing, self.person, self.on.date()),
        ]
        if came := origin_of(thing.application):
            blocks.append(Block(gettext("Varifrån ärendet kommer"), "projects/_came_from.html", came, "ursprung"))
        if queries.is_past_its_date(thing, self.on.date()):
            blocks.insert(0, Block(gettext("Försöket har passerat sitt slutdatum"), "projects/_past.html", {"projects": [thing]}))
        blocks.append(Block(gettext("Avslut"), "projects/_closure.html", closure_context(thing, self.person, self.on.date()), "avslut"))
        lessons, may = queries.lessons_of(thing), policies.can_write_lesson(self.person, thing, self.on.date())
        told = {"lessons": lessons, "write_url": _at(thing, "write_lesson") if may else ""}
        blocks.append(Block(gettext("Erfarenheter"), "projects/_own_lessons.html", told, "erfarenheter"))
        if state in (ProjectState.CLOSED, ProjectState.EFFECT_REPORTED):
            analysis = queries.analysis_of(thing)
            account = analysis if analysis and analysis.handed_in_on else None
            files = queries.files_of(thing)
            context = {
                "project": thing, "rows": queries.outcomes(thing, files), "analysis": analysis, "code": thing.code,
                "cause": label(Cause(account.cause)) if account and account.cause else "", "general": files.get(None, []),
                "state": label(EffectState(account.state)) if account else "", "color": EFFECT_TAGS[account.state] if account else "",
            }  # fmt: skip
            blocks.append(Block(gettext("Effekt: utlovat, beslutat och utfall"), "projects/_effect.html", context, "effekt"))
        return blocks

    def _waits(self, report: StatusReport, as_what: set[str]) -> bool:
        """Whether a deviation waits to be seen by the one who asks."""
        council = has_role(self.person, Role.DEVELOPMENT_COUNCIL, self.on.date())
        return (council and report.seen_on is None) or bool(as_what - {n.reader for n in report.notes.all()})

    def _council(self) -> bool:
        return bool(policies.can_see_deviation(self.person, self.on.date()))

    def _acts(self, thing: Project, reports: list[StatusReport], years: list[queries.Year]) -> list[Act]:
        on, state, person = self.on.date(), ProjectState(thing.state), self.person
        leads, owns = thing.manager_id == person.pk, thing.owner_body_id in bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
        acts = []
        if leads and state is ProjectState.RUNNING:
            acts.append(Act(gettext("Lämna lägesrapport"), _at(thing, "report"), primary=True))
            if any(y.committed_sek and y.state is None for y in years):
                acts.append(Act(gettext("Föreslå nästa års del"), _at(thing, "part")))
            acts.append(Act(gettext("Begär avslut"), _at(thing, "close")))
        if owns and state is ProjectState.CLOSING:
            acts += [
                Act(gettext("Godta avslutet"), _at(thing, "accept"), primary=True),
                Act(gettext("Skicka tillbaka"), _at(thing, "return")),
            ]
        if (owns or leads) and state is ProjectState.CLOSED:
            acts.append(
                Act(gettext("Redovisa effekten"), _at(thing, "effect"), True, policies.can_report_effect(person, thing, on).blocking)
            )
        if state is ProjectState.EFFECT_REPORTED:
            acts += self._after_effect(thing, owns or leads)
        as_what = {r.value for r in policies.readers(person, thing, on)}
        if has_role(person, Role.DEVELOPMENT_COUNCIL, on) or as_what:
            unseen = [r for r in reports if r.deviates and self._waits(r, as_what)]
            acts += [Act(gettext("Ta del av avvikelsen"), reverse("projects:see", args=[r.pk]), primary=True) for r in unseen[:1]]
        return acts

    def _after_effect(self, thing: Project, mine: bool) -> list[Act]:
        """What can be done with an account that has been handed in: reviewed, or completed."""
        on, acts = self.on.date(), []
        if mine and policies.can_report_effect(self.person, thing, on):
            acts.append(Act(gettext("Komplettera redovisningen"), _at(thing, "effect"), primary=True))
        if has_role(self.person, Role.ASSESSOR, on) and policies.can_review_effect(self.person, thing, on):
            acts.append(Act(gettext("Granska redovisningen"), _at(thing, "review_effect"), primary=True))
        return acts
