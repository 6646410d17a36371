"""The register of experiences: anybody reads those that have been found open, those who work here all of them. Source: N6."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.governance.applications.terms import Category
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing
from nytta.needs.goals.models import FocusArea

from ..models import Lesson
from ..queries.lessons import open_lessons, with_uses
from ..terms import LessonSubject


def _rows(person: Any) -> QuerySet[Lesson]:
    return with_uses(Lesson.objects.all() if person is not None else open_lessons())


def _subjects(person: Any) -> Sequence[tuple[str, str]]:
    return term_choices(LessonSubject)


def _categories(person: Any) -> Sequence[tuple[str, str]]:
    return term_choices(Category)


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    used = Lesson.objects.order_by().values("project__application__applicant_body")
    return list(Body.objects.filter(pk__in=used).order_by("sort").values_list("code", "name"))


def _portfolios(person: Any) -> Sequence[tuple[str, str]]:
    numbers = FocusArea.objects.order_by("number").values_list("number", flat=True).distinct()
    return [(str(n), f"P{n}") for n in numbers]


def _used(person: Any) -> Sequence[tuple[str, str]]:
    return [("ja", gettext("Någon har haft nytta av den"))]


LESSONS = Listing(
    name="projects:lessons",
    title=_("Erfarenheter"),
    one=_("erfarenhet"),
    many=_("erfarenheter"),
    rows=_rows,
    columns=(
        Column("title", _("Erfarenhet"), "title", sort="title", link=True, below="code", swedish=True),
        Column("subject", _("Ämne"), "subject", kind="term", terms=LessonSubject, sort="subject"),
        Column("for_whom", _("Till nytta för"), "for_whom", swedish=True),
        Column(
            "category", _("Kategori"), "project__application__category", kind="term", terms=Category, sort="project__application__category"
        ),
        Column(
            "body",
            _("Sökande"),
            "project__application__applicant_body__name",
            sort="project__application__applicant_body__sort",
            under="category",
        ),
        Column("used", _("Har använts"), "used", kind="number", sort="used"),
        Column("written_on", _("Skriven"), "written_on", kind="day", sort="written_on"),
    ),
    url=lambda code: reverse("projects:lesson", args=[code]),
    order=("-written_on", "-pk"),
    filters=(
        Filter("amne", _("Ämne"), "subject", _subjects),
        Filter("kategori", _("Kategori"), "project__application__category", _categories),
        Filter("sokande", _("Sökande"), "project__application__applicant_body__code", _bodies),
        Filter("portfolj", _("Portfölj"), "project__application__focus_area__number", _portfolios),
        Filter("anvand", _("Nytta"), lambda rows, value: rows.filter(used__gt=0), _used),
    ),
    extra=with_uses,
    search_kind="lesson",
    answers="lesson",
    public=True,
    help=_(
        "Vad projekt, försök och piloter har lärt sig: vad de prövade, vad som fungerade och vad de hade gjort annorlunda. Sök på ord i vilken form som helst."
    ),
    empty=_("Projektledaren skriver projektets erfarenheter på projektets sida, under tiden och vid avslutet."),
)
