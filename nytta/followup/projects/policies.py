"""Who may run, close and account for a project."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, can_decide_amount
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import DelegatedAct, Holder, Role, Scope
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.queries import independence
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from .flow import CHANGE, EFFECT, GOES_ON, PROJECT
from .models import Change, EffectAnalysis, Project
from .rules import reviewer_apart
from .terms import ChangeState, EffectState, ProjectState, Reader


@right("projects.open", _("Starta projektet"), Role.PROJECT_OFFICE, Role.APPLICANT, scope=Scope.BODY, source="P5; F6")
def can_open(person: Person | None, application: Application, on: date) -> Verdict:
    """Open a project from a grant: the applicant's body or the office. Source: P5 step 6; F6."""
    if CaseState(application.state) is not CaseState.GRANTED:
        return no("granted", "Projektet startar först när medel är beviljade.", "P5; F6", "Vänta på beslutet.")
    if Project.objects.filter(application=application).exists():
        return no("project_once", "Projektet är redan startat.", "F6")
    if has_role(person, Role.PROJECT_OFFICE, on) or application.applicant_body_id in bodies_of(person, Role.APPLICANT, on):
        return YES
    return no("mandate", "Bara sökanden eller projektkontoret kan starta projektet.", "F6", "Be sökanden att starta det.")


@right("projects.report", _("Rapportera läget i projektet"), others=(Holder.MANAGER,), scope=Scope.CITY, source="P5; U5")
def can_report(person: Person | None, project: Project, on: date) -> Verdict:
    """Report status, propose next year's part, ask to close: the project manager. Source: P5; U5."""
    if person is None or project.manager_id != person.pk:
        return no("manager", "Bara projektledaren kan göra det här.", "U5", "Be projektledaren, eller byt projektledare.")
    return PROJECT.allows(ProjectState(project.state), "ask_to_close")


@right("projects.costs", _("Läsa in projektens kostnader från ekonomisystemet"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="U5")
def can_bring_in_costs(person: Person | None, on: date) -> Verdict:
    """Bring in what the finance system has booked on projects: the office. Source: U5."""
    return by_right(person, "projects.costs", on)


@right(
    "projects.write_lesson",
    _("Skriva projektets erfarenheter"),
    Role.OWNER_REPRESENTATIVE,
    others=(Holder.MANAGER,),
    scope=Scope.BODY,
    source="N6",
)
def can_write_lesson(person: Person | None, project: Project, on: date) -> Verdict:
    """Write down what a project has learnt, while it runs and afterwards: its manager, or who represents the owner. Source: N6."""
    owner = project.owner_body_id in bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    if not owner and (person is None or project.manager_id != person.pk):
        return no(
            "mandate", "Bara projektledaren eller systemägarens representant kan skriva projektets erfarenheter.", "N6", "Be någon av dem."
        )
    return YES


@right("projects.use_lesson", _("Anteckna att man har haft nytta av en erfarenhet"), scope=Scope.CITY, source="N6")
def can_use_lesson(person: Person | None, on: date) -> Verdict:
    """Say that one has used an experience: anybody who works in the city. Source: N6."""
    return YES if person is not None else no("mandate", "Logga in för att anteckna det.", "N6")


def _goes_on(project: Project) -> Verdict:
    state = ProjectState(project.state)
    if state in GOES_ON:
        return YES
    return no("project_over", "Projektet är avslutat.", "F6", "Ta upp det med projektkontoret.")


@right(
    "projects.show_condition",
    _("Visa att ett villkor för beslutet är uppfyllt"),
    others=(Holder.MANAGER,),
    scope=Scope.CITY,
    source="F11; U5",
)
def can_show_condition(person: Person | None, project: Project, on: date) -> Verdict:
    """Show that a condition of the grant is met: the project manager. Source: F11; U5."""
    if person is None or project.manager_id != person.pk:
        return no("manager", "Bara projektledaren kan göra det här.", "U5", "Be projektledaren, eller byt projektledare.")
    return _goes_on(project)


@right(
    "projects.confirm_condition",
    _("Bekräfta att ett villkor för beslutet är uppfyllt"),
    Role.PROJECT_OFFICE,
    others=(Holder.COACH_OF,),
    scope=Scope.CITY,
    source="F11; U5; F15",
)
def can_confirm_condition(person: Person | None, project: Project, on: date) -> Verdict:
    """Confirm that a condition is met, or say what is lacking: the office or the project's coach, never its manager. Source: F11; U5; F15."""
    coach = person is not None and project.coach_id == person.pk
    verdict = YES if coach else by_right(person, "projects.confirm_condition", on)
    if person is not None and project.manager_id == person.pk:
        verdict += no(
            "own_project",
            "Projektledaren kan inte bekräfta sitt eget projekts villkor.",
            "F11; U5",
            "Projektkontoret eller coachen bekräftar.",
        )
    return verdict + _goes_on(project)


@right("projects.request_money", _("Begära projektets pengar"), others=(Holder.MANAGER,), scope=Scope.CITY, source="P5; U5")
def can_request_money(person: Person | None, project: Project, on: date) -> Verdict:
    """Ask for a part of the project's money, and take the request back: the project manager. Source: P5; U5."""
    if person is None or project.manager_id != person.pk:
        return no("manager", "Bara projektledaren kan göra det här.", "U5", "Be projektledaren, eller byt projektledare.")
    return _goes_on(project)


@right("projects.settle_request", _("Besluta om och betala ut projektens pengar"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="P5; U5")
def can_settle_request(person: Person | None, project: Project, on: date) -> Verdict:
    """Approve, refuse, pay and release fund requests: the project office, never of a project that one leads. Source: P5; U5."""
    verdict = by_right(person, "projects.settle_request", on)
    if person is not None and project.manager_id == person.pk:
        verdict += no(
            "own_project",
            "Projektledaren kan inte besluta om sitt eget projekts pengar.",
            "P5; U5",
            "Någon annan på projektkontoret gör det.",
        )
    return verdict


@right(
    "projects.give_back",
    _("Lämna tillbaka oförbrukade medel"),
    Role.PROJECT_OFFICE,
    others=(Holder.MANAGER,),
    scope=Scope.CITY,
    source="P5; F13",
)
def can_give_back(person: Person | None, project: Project, on: date) -> Verdict:
    """Give unspent money back, also after closure: the project manager or the office. Source: P5; F13."""
    if person is not None and project.manager_id == person.pk:
        return YES
    return by_right(person, "projects.give_back", on)


@right(
    "projects.decide_move",
    _("Föra över oförbrukade medel till nästa år"),
    Role.CITY_DIRECTOR,
    delegation=DelegatedAct.GRANT,
    scope=Scope.CITY,
    source="P5; F13",
)
def can_decide_move(person: Person | None, project: Project, amount_sek: int, on: date) -> Verdict:
    """Move unspent money to the next year, or refuse it: the director, on the board's recorded delegation, within its limit. Source: P5; F13."""
    verdict = by_right(person, "projects.decide_move", on)
    if person is not None and verdict:
        verdict += can_decide_amount(person, amount_sek, on)
    return verdict


@right(
    "projects.finish_step", _("Notera att ett steg i projektets planer är gjort"), others=(Holder.MANAGER,), scope=Scope.CITY, source="F6"
)
def can_finish_step(person: Person | None, project: Project, on: date) -> Verdict:
    """Note that a step of the plans is done, also after closure: the project manager. Source: F6."""
    if person is None or project.manager_id != person.pk:
        return no("manager", "Bara projektledaren kan göra det här.", "F6", "Be projektledaren, eller byt projektledare.")
    return YES


@right(
    "projects.accept_delivery",
    _("Godta en leverans och bekräfta driftkostnaden"),
    Role.OWNER_REPRESENTATIVE,
    scope=Scope.BODY,
    source="P4; F6",
)
def can_accept_delivery(person: Person | None, project: Project, on: date) -> Verdict:
    """Accept one deliverable, or confirm the running cost, while the project goes on: the owner's representative. Source: P4; F6, F12."""
    if project.owner_body_id not in bodies_of(person, Role.OWNER_REPRESENTATIVE, on):
        return no("mandate", "Bara systemägarens representant kan godta leveranser.", "P4; F6", "Ägaren utser en representant.")
    return _goes_on(project)


@right("projects.accept_closure", _("Godta projektets avslut"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="P4; F6")
def can_accept_closure(person: Person | None, project: Project, on: date) -> Verdict:
    """Accept what is handed over: the owner's representative alone. Source: P4; F6."""
    if project.owner_body_id not in bodies_of(person, Role.OWNER_REPRESENTATIVE, on):
        return no("mandate", "Bara systemägarens representant kan godta avslutet.", "P4; F6", "Ägaren utser en representant.")
    return PROJECT.allows(ProjectState(project.state), "accept_closure")


@right(
    "projects.effect",
    _("Redovisa effekten efter ett år"),
    Role.OWNER_REPRESENTATIVE,
    others=(Holder.MANAGER,),
    scope=Scope.BODY,
    source="U6",
)
def can_report_effect(person: Person | None, project: Project, on: date) -> Verdict:
    """Account for the effect a year after closure, or complete what was commented: the owner's representative or the manager. Source: U6."""
    owner = project.owner_body_id in bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    if not owner and (person is None or project.manager_id != person.pk):
        return no("mandate", "Bara systemägarens representant eller projektledaren kan redovisa effekten.", "U6")
    if ProjectState(project.state) is ProjectState.EFFECT_REPORTED:
        analysis = EffectAnalysis.objects.filter(project=project).first()
        if analysis is not None and EFFECT.allows(EffectState(analysis.state), "hand_in"):
            return YES
    verdict = PROJECT.allows(ProjectState(project.state), "report_effect")
    if verdict and project.effect_due_on and on < project.effect_due_on:
        verdict += no("effect_due", "Effekten redovisas ett år efter avslutet, från %(day)s.", "P5; U6", "Kom tillbaka då.",
                      day=project.effect_due_on.isoformat())  # fmt: skip
    return verdict


def readers(person: Person | None, project: Project, on: date) -> list[Reader]:
    """As what somebody reads of a project's deviations: its coach, its owner's side. Source: U5; F15."""
    if person is None:
        return []
    owner = project.owner_id == person.pk or project.owner_body_id in bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    return [r for r, is_one in ((Reader.COACH, project.coach_id == person.pk), (Reader.OWNER, owner)) if is_one]


@right(
    "projects.note_deviation", _("Notera en avvikelse i projektet"), Role.OWNER_REPRESENTATIVE, others=(Holder.COACH_OF,), scope=Scope.BODY,
    source="U5; F15",
)  # fmt: skip
def can_note_deviation(person: Person | None, project: Project, on: date) -> Verdict:
    """Note a deviation of a project: its coach, and who represents the owner. Source: U5; F15."""
    if readers(person, project, on):
        return YES
    return no("mandate", "Bara projektets coach och systemägarens representant kan notera det.", "U5; F15", "Be någon av dem.")


@right("projects.review_effect", _("Granska redovisningen av effekten"), Role.ASSESSOR, scope=Scope.CITY, source="U6; F8")
def can_review_effect(person: Person | None, project: Project, on: date) -> Verdict:
    """Accept or comment what has been handed in: an assessor who is independent of the applicant and of the owner. Source: U6; F8."""
    verdict = by_right(person, "projects.review_effect", on)
    if person is None or not verdict:
        return verdict
    analysis = EffectAnalysis.objects.filter(project=project).first()
    if analysis is None:
        return no("handed_in", "Ingen redovisning är lämnad.", "U6", "Vänta tills ägaren har lämnat den.")
    return (
        EFFECT.allows(EffectState(analysis.state), "accept") + independence(person, project.application, on)
        + reviewer_apart(handed_in=analysis.handed_in_by_id == person.pk, manages=project.manager_id == person.pk,
                         owners_body=person.answers_for_id == project.owner_body_id, name=str(person))
    )  # fmt: skip


@right("projects.see_deviation", _("Notera att rådet har sett en avvikelse"), Role.DEVELOPMENT_COUNCIL, scope=Scope.CITY, source="U5")
def can_see_deviation(person: Person | None, on: date) -> Verdict:
    """Note that the development council has seen a deviation. Source: U5."""
    return by_right(person, "projects.see_deviation", on)


@right(
    "projects.transfer", _("Föra in projekt och medel ur ett äldre register"), Role.REGISTRAR, Role.PROJECT_OFFICE, scope=Scope.CITY,
    source="T decision 3; F4",
)  # fmt: skip
def can_transfer(person: Person | None, on: date) -> Verdict:
    """Bring in ongoing projects and remaining money by a decision: the registrar or the office records it. Source: T decision 3; F4."""
    return by_right(person, "projects.transfer", on)


CHANGE_OVER = (ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN)


@right("projects.propose_change", _("Föreslå en ändring av projektet"), others=(Holder.MANAGER,), scope=Scope.CITY, source="U5")
def can_propose_change(person: Person | None, project: Project, on: date) -> Verdict:
    """Propose to change what was decided: the project manager, while it runs. Source: U5."""
    return can_report(person, project, on)


@right("projects.accept_change", _("Godta ändrade nyttor i ett projekt"), Role.PROCESS_OWNER, scope=Scope.BODY, source="F12; U5")
def can_accept_change(person: Person | None, change: Change, on: date) -> Verdict:
    """Accept the benefits as they would be: who represents the business that owns the process. Source: F12; U5."""
    if change.project.application.process_body_id not in bodies_of(person, Role.PROCESS_OWNER, on):
        return no(
            "mandate", "Bara den som företräder verksamheten kan godta ändrade nyttor.", "F12; U5", "Verksamheten utser en företrädare."
        )
    return CHANGE.allows(ChangeState(change.state), "ask_owner")


@right("projects.decide_change", _("Besluta om en mindre ändring av ett projekt"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="U5")
def can_decide_change(person: Person | None, change: Change, on: date) -> Verdict:
    """Decide a change within the limits: the owner's representative. Source: U5."""
    if change.project.owner_body_id not in bodies_of(person, Role.OWNER_REPRESENTATIVE, on):
        return no("mandate", "Bara systemägarens representant kan besluta om mindre ändringar.", "U5", "Ägaren utser en representant.")
    return CHANGE.allows(ChangeState(change.state), "approve")


@right(
    "projects.decide_large_change", _("Besluta om en större ändring av ett projekt"), Role.CITY_DIRECTOR, delegation=DelegatedAct.GRANT, scope=Scope.CITY,
    source="P5; U5",
)  # fmt: skip
def can_decide_large_change(person: Person | None, change: Change, on: date) -> Verdict:
    """Decide a change past the limits: the director, on the board's recorded delegation. Source: P5; U5."""
    verdict = by_right(person, "projects.decide_large_change", on)
    if person is not None and verdict:
        verdict += can_decide_amount(person, 0, on)
    return verdict + CHANGE.allows(ChangeState(change.state), "approve_large")


@right(
    "projects.settle_change",
    _("Föra in vad som beslutades om pengarna i en ändring"),
    Role.PROJECT_OFFICE,
    others=(Holder.MANAGER,),
    scope=Scope.CITY,
    source="P5; U5",
)
def can_settle_change(person: Person | None, change: Change, on: date) -> Verdict:
    """Enter what was decided on a change's money: the office or the manager. Source: P5; U5."""
    manages = person is not None and change.project.manager_id == person.pk
    verdict = YES if manages else by_right(person, "projects.settle_change", on)
    return verdict + CHANGE.allows(ChangeState(change.state), "enter_grant")


@right("projects.withdraw_change", _("Återkalla en föreslagen ändring"), others=(Holder.MANAGER,), scope=Scope.CITY, source="U5")
def can_withdraw_change(person: Person | None, change: Change, on: date) -> Verdict:
    """Take a proposed change back: the project manager. Source: U5."""
    if person is None or change.project.manager_id != person.pk:
        return no("manager", "Bara projektledaren kan göra det här.", "U5", "Be projektledaren, eller byt projektledare.")
    return CHANGE.allows(ChangeState(change.state), "withdraw")
