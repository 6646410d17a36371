"""Experiences: written, found by likeness with its reason, asked about, used and counted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Openness, Role
from nytta.followup.projects import commands, panels, queries
from nytta.followup.projects.models import Lesson, LessonUse, Project
from nytta.followup.projects.terms import LessonSubject
from nytta.governance.applications.terms import Category
from nytta.kit import audit, search
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_, make_case, make_lesson

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("N6")]
SV = {"accept-language": "sv"}
FORM = {
    "title": "Mät före starten", "subject": "benefits", "tried": "Vi uppskattade.", "worked": "Tidmätning", "otherwise": "Vi hade mätt.",
    "for_whom": "Den som svarar för nyttan",
}  # fmt: skip


def as_(city: City_, name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def project(city: City_, until: str = "running", **values: object) -> Project:
    return Project.objects.select_related("application").get(application=make_case(city, until, **values))  # type: ignore[arg-type]


def opened(city: City_, lesson: Lesson) -> None:
    """The registrar has found an experience open."""
    records.examine(
        subject=lesson.project.code, part=lesson.code, openness=Openness.OPEN, clause="", by=city.people["registrar"], on=city.on
    )


def test_manager_writes_several_experiences(city: City_) -> None:
    p = project(city)
    url, sent = reverse("projects:write_lesson", args=[p.code]), {**FORM, "contact": city.people["applicant"].pk}
    assert as_(city, "applicant").post(url, sent).status_code == 302
    assert as_(city, "owner").post(url, {**sent, "title": "Stäng det gamla"}).status_code == 302
    assert [(x.code, x.title, x.subject) for x in queries.lessons_of(p)] == [
        ("L-2026-001", "Mät före starten", "benefits"), ("L-2026-002", "Stäng det gamla", "benefits"),
    ]  # fmt: skip
    html = as_(city, "auditor").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert ("Mät före starten" in html, "Stäng det gamla" in html) == (True, True)


def test_experience_that_says_too_little_is_refused_with_what_is_missing(city: City_) -> None:
    p = project(city)
    with pytest.raises(Refused) as refused:
        make_lesson(city, p, " ", tried="", worked="", otherwise="", for_whom="")
    assert [f.field for f in refused.value.verdict.blocking] == ["title", "tried", "worked", "otherwise", "for_whom"]


def test_only_manager_and_owner_write(city: City_) -> None:
    p = project(city)
    url = reverse("projects:write_lesson", args=[p.code])
    assert as_(city, "assessor").post(url, {**FORM, "contact": city.people["applicant"].pk}).status_code == 409
    assert Lesson.objects.count() == 0


def test_changed_experience_is_found_by_its_new_words_and_says_what_it_said(city: City_) -> None:
    lesson = make_lesson(city, project(city), "Räkna med dubbel tid för integrationer")
    sent = {**FORM, "contact": city.people["owner"].pk}
    assert as_(city, "applicant").post(reverse("projects:change_lesson", args=[lesson.code]), sent).status_code == 302
    assert (search.find("lesson", "integration"), search.find("lesson", "mätning")) == ([], [])
    assert search.find("lesson", "mät starten") == [lesson.code]
    kept = next(e for e in audit.history(lesson.project.code) if e.act == "lesson.change")
    assert kept.changes["title"] == ["Räkna med dubbel tid för integrationer", "Mät före starten"]


@pytest.mark.both
def test_words_in_any_form_find_an_experience(city: City_) -> None:
    p = project(city)
    one, other = make_lesson(city, p, "Kamerorna vid badplatserna gick sönder"), make_lesson(city, p, "Upphandlingen tog sex månader")
    listed = [
        [x.title for x in search.narrowed(Lesson.objects.order_by("pk"), "lesson", words)]
        for words in ("kamera badplats", "upphandlingar", "MÅNADEN")
    ]
    assert listed == [[one.title], [other.title], [other.title]]


@pytest.mark.both
def test_likeness_is_told_by_the_words_that_are_shared(city: City_) -> None:
    p = project(city, title="Trygghetslarm i hemtjänsten")
    near = make_lesson(city, p, "Trygghetslarmen behöver täckning", tried="Larmen provades i hemtjänsten.", worked="Mätning av täckning")
    make_lesson(
        city, p, "Styrgruppen beslutade för sent", tried="Möten.", worked="Beslut", otherwise="Färre möten", for_whom="Projektledare"
    )
    found = queries.lessons_like("Nya trygghetslarm med bättre täckning i hemtjänst", city.on.date())
    assert [(n.lesson.code, n.words) for n in found][:1] == [(near.code, ("täckning", "trygghetslarm", "hemtjänst"))]


@pytest.mark.both
def test_likeness_counts_words_and_not_how_a_database_ranks() -> None:
    for number in range(30):
        search.put("lesson", f"L-2026-{number:03d}", "handläggare ärende", "kameror" if number == 7 else "rutin")
    found = search.alike("lesson", "Kamera för handläggarnas ärenden", 2)
    assert [(a.code, a.words) for a in found] == [
        ("L-2026-007", ("kamera", "handläggarnas", "ärenden")), ("L-2026-000", ("handläggarnas", "ärenden")),
    ]  # fmt: skip
    assert search.alike("lesson", "Kameror vid badplatser") == []  # one word is no likeness
    assert search.alike("lesson", "kamera")[0].code == "L-2026-007"  # unless it is all that was written
    assert search.alike("lesson", "inte från eller") == []


def test_likeness_stands_beside_the_draft_and_the_idea_with_its_reason(city: City_) -> None:
    p = project(city, "closed")
    draft = make_case(city, "draft", title="E-tjänst för bygglov och marklov")
    (block,) = panels.lessons.lessons_for_draft(draft, draft.created_by, city.on.date())
    (near,) = block.context["near"]
    assert (near.lesson.project, near.words, str(near.contact)) == (p, ("tjänst", "bygglov"), "Applicant, Byggnadsnämnden")
    html = as_(city, "applicant").get(reverse("applications:detail", args=[draft.code]), headers=SV).content.decode()
    assert ("Liknar genom:" in html, "tjänst, bygglov" in html, f"?om={draft.code}" in html) == (True, True, True)
    assert draft.idea is not None
    html = as_(city, "applicant").get(reverse("intake:detail", args=[draft.idea.code]), headers=SV).content.decode()
    assert ("Erfarenheter från liknande projekt" in html, "tjänst, bygglov" in html) == (True, True)
    assert list(panels.lessons.lessons_for_draft(p.application, draft.created_by, city.on.date())) == []


def test_likeness_is_told_while_an_idea_is_written(city: City_) -> None:
    project(city, "closed")
    client = as_(city, "applicant")
    html = client.get(reverse("intake:similar"), {"title": "E-tjänst för bygglov", "text": "Snabbare"}, headers=SV).content.decode()
    assert ("Börja med användarna" in html, "tjänst, bygglov" in html) == (True, True)


def test_panel_costs_the_same_whatever_the_experiences(city: City_) -> None:
    p = project(city, "closed")
    draft = make_case(city, "draft", title="E-tjänst för bygglov och marklov")
    client, url = as_(city, "applicant"), reverse("applications:detail", args=[draft.code])
    client.get(url)
    few = len(queries_of(client, url)[1])
    for number in range(6):
        commands.use_lesson(lesson=make_lesson(city, p, f"E-tjänst {number} för bygglov"), by=city.people["owner"], on=city.on)
    assert len(queries_of(client, url)[1]) == few


def test_pilots_are_found_as_other_projects(city: City_) -> None:
    p = project(city)
    p.application.category = Category.INNOVATIVE.value
    p.application.save()
    make_lesson(city, p, "Bestäm i förväg när försöket ska sluta", subject=LessonSubject.WINDING_DOWN)
    rows = as_(city, "auditor").get(reverse("projects:lessons"), {"kategori": "innovative", "amne": "winding_down"}, headers=SV)
    assert "Bestäm i förväg när försöket ska sluta" in rows.content.decode()
    none = as_(city, "auditor").get(reverse("projects:lessons"), {"kategori": "basic"}, headers=SV)
    assert "Bestäm i förväg" not in none.content.decode()


def test_whom_one_asks_follows_the_appointments(city: City_) -> None:
    lesson = make_lesson(city, project(city))
    day, registrar = city.on.date(), city.people["registrar"]
    seats = Appointment.objects.filter(person__in=[city.people["applicant"], city.people["owner"]])
    assert str(queries.contacts_of([lesson], day)[lesson.pk]) == "Applicant, Byggnadsnämnden"
    for seat in seats.filter(role=Role.APPLICANT.value):
        records.end_appointment(appointment=seat, last_day=day, mandate="§ 4", by=registrar, on=city.on)
    after = day + timedelta(days=1)
    assert str(queries.contacts_of([lesson], after)[lesson.pk]) == "Owner, Byggnadsnämnden"
    for seat in seats.filter(role=Role.OWNER_REPRESENTATIVE.value):
        records.end_appointment(appointment=seat, last_day=day, mandate="§ 5", by=registrar, on=city.on)
    assert str(queries.contacts_of([lesson], after)[lesson.pk]) == "Byggnadsnämnden"


def test_who_has_no_appointment_is_asked_until_leaving(city: City_) -> None:
    lesson = make_lesson(city, project(city))
    who = city.people["applicant"]
    Appointment.objects.filter(person=who).delete()
    assert queries.contacts_of([lesson], START)[lesson.pk].names == ("Applicant",)
    who.is_active = False
    who.save()
    lesson.refresh_from_db()
    assert queries.contacts_of([lesson], START)[lesson.pk].names == ("Owner",)


def test_use_is_counted_once_for_a_case_and_once_for_a_person(city: City_) -> None:
    lesson, draft = make_lesson(city, project(city)), make_case(city, "draft", title="Annan")
    url = reverse("projects:use_lesson", args=[lesson.code])
    for name, about in (("applicant", draft.code), ("owner", draft.code.lower()), ("owner", ""), ("owner", ""), ("assessor", "")):
        assert as_(city, name).post(url, {"about": about}).status_code == 302
    assert sorted(lesson.uses.values_list("about", "person__username")) == [("", "assessor"), ("", "owner"), (draft.code, "applicant")]
    html = as_(city, "auditor").get(reverse("projects:lesson", args=[lesson.code]), headers=SV).content.decode()
    assert f"3 gånger: {draft.code}" in html
    with pytest.raises(Refused):
        commands.use_lesson(lesson=lesson, about="A-1999-001", by=city.people["owner"], on=city.on)


@pytest.mark.both
def test_database_counts_a_use_once(city: City_) -> None:
    lesson, who = make_lesson(city, project(city)), city.people["owner"]
    for about in ("A-2026-001", ""):
        LessonUse.objects.create(lesson=lesson, about=about, person=who, on=START)
        with pytest.raises(IntegrityError), transaction.atomic():
            LessonUse.objects.create(lesson=lesson, about=about, person=who, on=START)
    assert commands.use_lesson(lesson=lesson, about="", by=who, on=city.on) == 2


@pytest.mark.requirement("O6")
def test_anybody_reads_what_has_been_found_open_without_names(city: City_) -> None:
    p = project(city)
    lesson, other = make_lesson(city, p), make_lesson(city, p, "Ännu inte prövad")
    anybody, url = as_(city, None), reverse("projects:lesson", args=[lesson.code])
    assert anybody.get(url).status_code == 404
    opened(city, lesson)
    html = anybody.get(url, headers=SV).content.decode()
    assert ("Vi hade börjat med provdagar" in html, "Byggnadsnämnden" in html, "Applicant" in html) == (True, True, False)
    listed = anybody.get(reverse("projects:lessons"), {"q": "användare"}, headers=SV).content.decode()
    assert (lesson.title in listed, other.title in listed) == (True, False)
    assert anybody.get(reverse("projects:lessons"), {"q": "prövad"}, headers=SV).content.decode().count(other.code) == 0
    assert anybody.get(reverse("projects:lesson", args=[other.code])).status_code == 404
    public = anybody.get(reverse("portal:case", args=[p.code]), headers=SV).content.decode()
    assert ("Vi hade börjat med provdagar" in public, other.title in public, f"Erfarenhet {other.code}" in public) == (True, False, True)
