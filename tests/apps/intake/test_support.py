"""Support: asked for by subject, taken within the stated time, handed over, answered and followed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.kit.models import Notice
from nytta.kit.work import desk
from nytta.needs.intake import commands, queries
from nytta.needs.intake.models import Idea, Support, SupportTurn
from nytta.needs.intake.rules import median
from nytta.needs.intake.terms import Subject, SupportState
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F15")]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def coach_in(city: City_, *subjects: Subject, name: str = "coach") -> Person:
    person = make_person(name, city.bodies["ledningskontoret"], "projektcoach")
    Appointment.objects.create(person=person, role=Role.COACH.value, valid_from=city.on.date())
    commands.set_subjects(coach=person, subjects=subjects, by=city.people["project_office"], on=city.on)
    return person


def asked(city: City_, about: str = "", subject: Subject = Subject.ARCHITECTURE) -> Support:
    return commands.ask_for_support(subject=subject, title="Vilken plattform?", about=about, by=city.people["applicant"], on=city.on)


def rules_of(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [f.rule for f in refused.value.verdict.blocking]


def test_from_question_to_followed_through_the_pages(city: City_) -> None:
    case, coach = make_case(city, "screening"), coach_in(city, Subject.ARCHITECTURE)
    asker = as_(city.people["applicant"])
    form = asker.get(f"{reverse('support:ask')}?om={case.code}").content.decode()
    assert [f'value="{case.code}"' in form, "3 arbetsdagar" in form] == [True, True]
    answer = asker.post(reverse("support:ask"), {"subject": "architecture", "title": "Vilken plattform?", "about": case.code.lower()})
    made = Support.objects.get()
    assert (answer.status_code, made.about, made.asked_on, made.due_on) == (302, case.code, date(2026, 3, 2), date(2026, 3, 5))
    assert [(w.what, w.code) for w in desk(coach, city.on.date()) if w.code == made.code] == [("Ta en fråga om stöd", made.code)]
    one = as_(coach)
    for name, typed in (("take", {}), ("answer", {"answer": "Den gemensamma."})):
        assert one.post(reverse(f"support:{name}", args=[made.code]), typed).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.coach, made.answered_on, Notice.objects.get().to) == (
        "answered",
        coach,
        date(2026, 3, 2),
        "applicant@example.org",
    )
    assert [w.what for w in desk(city.people["applicant"], city.on.date()) if w.code == made.code] == ["Säg om stödet hjälpte"]
    assert asker.post(reverse("support:follow", args=[made.code]), {"helped": "0", "comment": ""}).status_code == 409
    assert asker.post(reverse("support:follow", args=[made.code]), {"helped": "0", "comment": "Vad kostar den?"}).status_code == 302
    assert Support.objects.get().state == "taken"
    one.post(reverse("support:answer", args=[made.code]), {"answer": "Den gemensamma; den kostar inget."})
    asker.post(reverse("support:follow", args=[made.code]), {"helped": "1", "comment": ""})
    made.refresh_from_db()
    assert (made.state, made.helped, made.followed_on) == ("followed", True, date(2026, 3, 2))
    text = as_(city.people["applicant"]).get(reverse("applications:detail", args=[case.code])).content.decode()
    assert ["Vilken plattform?" in text, "Be om stöd" in text] == [True, True]


def test_what_it_is_about_is_a_code_of_something_or_nothing(city: City_) -> None:
    case = make_case(city, "draft")
    idea = Idea.objects.get(pk=case.idea_id).code
    for about, rule in (("bygglov", "about"), ("A-26-1", "about"), ("I-2026-999", "about_known"), ("A-2026-999", "about_known")):
        assert (about, rules_of(lambda about=about: asked(city, about))) == (about, [rule])
    assert [asked(city, about).about for about in ("", idea, case.code)] == ["", idea, case.code]


def test_a_request_that_nobody_took_in_time_stands_first_and_on_the_offices_desk(city: City_, travel: Callable[[date], None]) -> None:
    coach_in(city, Subject.ARCHITECTURE)
    late = asked(city)
    commands.set_promise(working_days=20, by=city.people["project_office"], on=city.on)
    other = asked(city)
    assert (late.due_on, other.due_on) == (date(2026, 3, 5), date(2026, 3, 30))
    travel(date(2026, 3, 9))
    day = date(2026, 3, 9)
    office = [(w.code, w.order, w.note) for w in desk(city.people["project_office"], day) if w.code.startswith("S-")]
    assert office == [(late.code, 1, "skulle ha tagits 2026-03-05")]
    text = as_(city.people["project_office"]).get(reverse("support:list")).content.decode()
    assert text.index(late.code) < text.index(other.code)
    text = as_(city.people["project_office"]).get(reverse("support:list"), {"lage": "late"}).content.decode()
    assert [late.code in text, other.code in text] == [True, False]


def test_only_a_coach_with_the_subject_takes_it(city: City_) -> None:
    support = asked(city)
    other = coach_in(city, Subject.CONTRACTS, name="other")
    assert rules_of(lambda: commands.take_support(support=support, by=other, on=city.on)) == ["subject"]
    assert (
        rules_of(lambda: commands.take_support(support=support, by=city.people["project_office"], on=city.on)) == ["mandate", "subject"][:1]
    )
    office = {"by": city.people["project_office"], "on": city.on}
    assert rules_of(lambda: commands.hand_over(support=support, coach=other, reason="", **office)) == ["coach_subject"]


def test_a_request_is_handed_over_with_a_reason_and_each_turn_is_kept(city: City_) -> None:
    first, second = coach_in(city, Subject.ARCHITECTURE, name="first"), coach_in(city, Subject.ARCHITECTURE, name="second")
    support = asked(city)
    commands.hand_over(support=support, coach=first, reason="", by=city.people["project_office"], on=city.on)
    assert rules_of(lambda: commands.hand_over(support=support, coach=second, reason=" ", by=first, on=city.on)) == ["handover_reason"]
    assert rules_of(lambda: commands.hand_over(support=support, coach=first, reason="x", by=first, on=city.on)) == ["same_coach"]
    commands.hand_over(support=support, coach=second, reason="Ledig.", by=first, on=city.on)
    turns = [(t.coach.username, t.until, t.reason) for t in SupportTurn.objects.select_related("coach")]
    assert turns == [("first", city.on.date(), "Ledig."), ("second", None, "")]
    assert rules_of(lambda: commands.answer_support(support=support, answer="Ja.", by=first, on=city.on)) == ["own_turn"]


@pytest.mark.parametrize(
    ("who", "status"), [("applicant", 200), ("project_office", 200), ("auditor", 200), ("owner", 404), ("group_1", 404), ("coach", 200)]
)
def test_who_sees_a_request(city: City_, who: str, status: int) -> None:
    coach, support = coach_in(city, Subject.CONTRACTS), asked(city)
    person = coach if who == "coach" else city.people[who]
    assert as_(person).get(reverse("support:detail", args=[support.code])).status_code == status
    assert (support.code in as_(person).get(reverse("support:list")).content.decode()) is (status == 200)


def test_the_load_per_coach_and_subject(city: City_) -> None:
    coach = coach_in(city, Subject.ARCHITECTURE, Subject.STEERING)
    days = [(2, 2, 4), (2, 6, 12), (2, None, None)]
    for asked_on, taken_on, answered_on in days:
        support = asked(city)
        more = {"coach": coach, "state": SupportState.ANSWERED.value} if taken_on else {}
        Support.objects.filter(pk=support.pk).update(
            asked_on=date(2026, 3, asked_on), taken_on=taken_on and date(2026, 3, taken_on),
            answered_on=answered_on and date(2026, 3, answered_on), **more,
        )  # fmt: skip
    by_coach, by_subject, whole = queries.load(date(2026, 3, 20))
    (mine,) = by_coach
    assert (mine.coach, mine.subjects, mine.sum.number, mine.sum.open, mine.sum.late) == (
        coach, [Subject.ARCHITECTURE, Subject.STEERING], 2, 0, 1,
    )  # fmt: skip
    assert (mine.sum.days_to_taken, mine.sum.days_to_answered) == (2, 6)
    architecture = next(one for one in by_subject if one.subjects == [Subject.ARCHITECTURE])
    assert (architecture.sum.number, architecture.sum.open, architecture.sum.late, whole.number) == (3, 1, 2, 3)
    text = as_(city.people["project_office"]).get(reverse("support:coaches")).content.decode()
    assert ["Per coach" in text, "Ändra tiden" in text] == [True, True]
    assert as_(city.people["applicant"]).get(reverse("support:coaches")).status_code == 403


def test_only_the_office_sets_subjects_and_time(city: City_) -> None:
    coach = coach_in(city, Subject.STANDARDS)
    assert rules_of(lambda: commands.set_subjects(coach=coach, subjects=[], by=coach, on=city.on)) == ["mandate"]
    assert rules_of(lambda: commands.set_promise(working_days=2, by=coach, on=city.on)) == ["mandate"]
    assert rules_of(lambda: commands.set_promise(working_days=0, by=city.people["project_office"], on=city.on)) == ["promise"]
    commands.set_subjects(coach=coach, subjects=[Subject.STEERING], by=city.people["project_office"], on=city.on)
    assert queries.subjects_of(coach) == {"steering"}


@pytest.mark.parametrize(("days", "wanted"), [([], None), ([3], 3), ([1, 9], 5), ([1, 2, 9], 2), ([1, 2, 3, 4], 2.5)])
def test_median(days: list[int], wanted: float | None) -> None:
    assert median(days) == wanted


def test_several_questions_are_given_to_a_coach_with_a_preview_of_who_can_and_why_not(city: City_) -> None:
    office = as_(city.people["project_office"])
    one, other = coach_in(city, Subject.ARCHITECTURE), coach_in(city, Subject.CONTRACTS, name="coach2")
    first, second, contract = asked(city), asked(city), asked(city, subject=Subject.CONTRACTS)
    mine = asked(city)
    commands.take_support(support=mine, by=one, on=city.on)
    choose, give = reverse("support:choose_coach"), reverse("support:give", args=[one.pk])
    assert f"{choose}?lage=open" in office.get(f"{reverse('support:list')}?lage=open").content.decode()
    assert f"{give}?lage=open" in office.get(f"{choose}?lage=open").content.decode()
    page = office.get(f"{give}?lage=open")
    assert [s.code for s, *_ in page.context["rows"]] == [first.code, second.code]
    assert page.context["unable"] == [(contract, "Coach ger inte stöd i ämnet."), (mine, "Coach har redan frågan.")]
    refused = office.post(f"{give}?lage=open", {"reason": ""})
    assert (refused.status_code, "Ingen fråga är vald." in refused.content.decode()) == (409, True)
    answer = office.post(f"{give}?lage=open", {"reason": "", "med": [first.pk, second.pk, contract.pk]})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('support:list')}?lage=open")
    assert list(Support.objects.filter(coach=one).order_by("pk").values_list("code", "state")) == [
        (s.code, "taken") for s in (first, second, mine)
    ]
    assert office.get(f"{reverse('support:give', args=[other.pk])}?amne=architecture").context["verdict"].blocking[0].rule == "none_fits"
    assert [as_(one).get(url).status_code for url in (choose, give)] == [403, 403]


@pytest.mark.both
def test_all_of_several_questions_are_given_or_none(city: City_) -> None:
    one, other = coach_in(city, Subject.ARCHITECTURE), coach_in(city, Subject.ARCHITECTURE, name="coach2")
    free, taken = asked(city), asked(city)
    commands.take_support(support=taken, by=other, on=city.on)
    both = {"supports": [free.pk, taken.pk], "coach": one, "by": city.people["project_office"], "on": city.on}
    assert rules_of(lambda: commands.hand_over_many(**both, reason="")) == ["handover_reason"]
    assert list(Support.objects.order_by("pk").values_list("coach", flat=True)) == [None, other.pk]
    commands.hand_over_many(**both, reason="Semester.")
    assert list(Support.objects.order_by("pk").values_list("coach", flat=True)) == [one.pk, one.pk]
