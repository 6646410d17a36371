"""Projects, and what is granted and not opened."""

from django.db.models import Exists, OuterRef, QuerySet

from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered
from nytta.governance.applications.terms import CaseState

from ..models import Project


def granted_not_opened() -> QuerySet[Application]:
    """Granted cases that have no project yet."""
    return entered(CaseState.GRANTED).filter(~Exists(Project.objects.filter(application=OuterRef("pk"))))


def project_of(application: Application) -> Project | None:
    """The project of a case."""
    return Project.objects.filter(application=application).select_related("manager", "owner_body", "application").first()


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
    )
    return Project.objects.filter(code=code).select_related(*related).first()
