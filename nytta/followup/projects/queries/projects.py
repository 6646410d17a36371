"""Projects, and what is granted and not opened."""

from django.db.models import Exists, OuterRef, QuerySet

from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered
from nytta.governance.applications.terms import CaseState

from ..models import EffectAnalysis, Project


def granted_not_opened() -> QuerySet[Application]:
    """Granted cases that have no project yet."""
    return entered(CaseState.GRANTED).filter(~Exists(Project.objects.filter(application=OuterRef("pk"))))


def project_of(application: Application) -> Project | None:
    """The project of a case."""
    return Project.objects.filter(application=application).select_related("manager", "owner_body", "application", "analysis").first()


def project_at(code: str) -> Project | None:
    """The project under a code with all that its page names."""
    related = (
        "application__applicant_body",
        "application__calculation",
        "application__focus_area",
        "manager",
        "owner_body",
        "owner",
        "coach",
        "closure_accepted_by",
        "analysis__reviewed_by",
    )
    return Project.objects.filter(code=code).select_related(*related).first()


def told_by(project: Project) -> dict[str, str]:
    """What a project has told in words, by the part of the case's public page: handed over, and what came of it once that is handed in. Source: O6."""
    analysis: EffectAnalysis | None = getattr(project, "analysis", None)
    handed_in = analysis is not None and analysis.handed_in_on is not None
    return {
        "delivered": project.delivered, "effect_explanation": analysis.explanation if handed_in and analysis else "",
        "effect_unexpected": analysis.unexpected if handed_in and analysis else "",
    }  # fmt: skip
