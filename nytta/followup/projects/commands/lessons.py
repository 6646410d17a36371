"""Experiences: written, mended, used. Source: N6."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act, locked
from nytta.needs.intake.models import Idea
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Lesson, LessonUse, Project
from ..rules import lesson_useful
from ..terms import LessonSubject


@dataclass(frozen=True)
class LessonText:
    """What is written of an experience, and whom one asks."""

    title: str
    subject: LessonSubject
    tried: str
    worked: str
    otherwise: str
    for_whom: str
    contact: Person

    @property
    def texts(self) -> dict[str, str]:
        """What is written, by name."""
        return {n: getattr(self, n).strip() for n in ("title", "tried", "worked", "otherwise", "for_whom")}

    def kept(self) -> Mapping[str, Any]:
        """The values of the row."""
        return {**self.texts, "subject": self.subject.value, "contact": self.contact}


def _indexed(lesson: Lesson) -> None:
    search.put(
        "lesson",
        lesson.code,
        lesson.title,
        lesson.project.application.title,
        lesson.tried,
        lesson.worked,
        lesson.otherwise,
        lesson.for_whom,
    )


@act
def write_lesson(*, project: Project, text: LessonText, by: Person, on: datetime) -> Lesson:
    """Write down an experience of a project; it is found at once by those who write something like it. Source: N6."""
    require(policies.can_write_lesson(by, project, on.date()) + lesson_useful(text.texts))
    code = numbers.next_code("L", on.year)
    lesson = Lesson.objects.create(project=project, code=code, written_by=by, written_on=on.date(), **text.kept())
    _indexed(lesson)
    audit.note(subject=project.code, act="lesson.write", by=by, on=on, changes={"lesson": code, "title": lesson.title})
    return lesson


@act
def change_lesson(*, lesson: Lesson, text: LessonText, by: Person, on: datetime) -> Lesson:
    """Mend an experience; what it said before stands in the audit trail. Source: N6."""
    lesson = locked(lesson)
    require(policies.can_write_lesson(by, lesson.project, on.date()) + lesson_useful(text.texts))
    changes = {}
    for name, value in text.kept().items():
        before = getattr(lesson, name)
        if before != value:
            changes[name] = [str(before), str(value)]
            setattr(lesson, name, value)
    lesson.save()
    _indexed(lesson)
    audit.note(subject=lesson.project.code, act="lesson.change", by=by, on=on, changes={"lesson": lesson.code, **changes})
    return lesson


@act
def use_lesson(*, lesson: Lesson, about: str = "", by: Person, on: datetime) -> int:
    """Say that one has used an experience: counted once for a case or an idea, else once for a person. How many uses there are now. Source: N6."""
    require(policies.can_use_lesson(by, on.date()))
    about = about.strip().upper()
    if about and not (Application.objects.filter(code=about).exists() or Idea.objects.filter(code=about).exists()):
        require(
            no(
                "about",
                "Det finns inget ärende och ingen idé med koden %(code)s.",
                "N6",
                "Rätta koden, eller lämna fältet tomt.",
                field="about",
                code=about,
            )
        )
    made = LessonUse.objects.bulk_create([LessonUse(lesson=lesson, about=about, person=by, on=on.date())], ignore_conflicts=True)
    audit.note(subject=lesson.project.code, act="lesson.use", by=by, on=on, changes={"lesson": lesson.code, "about": made[0].about})
    return lesson.uses.count()
