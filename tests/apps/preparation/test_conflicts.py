"""Conflicts of interest: proposed by the system, settled by the member or the chair, and what they keep somebody from."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, RuleSet
from nytta.city.records.terms import Role
from nytta.followup.projects import panels as of_projects
from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Acceptance, Application, Writer
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.policies import can_advise
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation import commands, policies, queries
from nytta.governance.preparation.models import Conflict, Statement
from nytta.governance.preparation.terms import ConflictGround, Tie
from nytta.governance.valuation.models import Valuation
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.needs.intake.models import Support, SupportTurn
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case, make_person

NONE = ConflictGround.NONE


def at(client: Client, person: Person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rules_of(call: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [f.rule for f in refused.value.verdict.blocking]


def coached(city: City_, about: str, coach: Person, **more: Any) -> Support:
    day = city.on.date()
    made = Support.objects.create(
        code=f"S-{Support.objects.count()}", subject="steering", title="Styrgrupp?", about=about, by=city.people["applicant"], asked_on=day,
        due_on=day, coach=coach, state="taken", taken_on=day, **more,
    )  # fmt: skip
    SupportTurn.objects.create(support=made, coach=coach, since=day)
    return made


def _administration(city: City_, case: Application, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(body=city.bodies["byggforvaltningen"])


def _writer(city: City_, case: Application, person: Person) -> None:
    Writer.objects.create(application=case, person=person)


def _began(city: City_, case: Application, person: Person) -> None:
    Application.objects.filter(pk=case.pk).update(created_by=person)


def _applies(city: City_, case: Application, person: Person) -> None:
    Appointment.objects.create(person=person, role=Role.APPLICANT.value, body=case.applicant_body, valid_from=city.on.date())


def _assessor(city: City_, case: Application, person: Person) -> None:
    Valuation.objects.create(application=case, assessor=person, appointed_on=city.on.date(), replaced_on=city.on.date())


def _accepted(city: City_, case: Application, person: Person) -> None:
    Acceptance.objects.create(
        application=case,
        what="ownership",
        body=case.applicant_body,
        amounts={},
        accepted_on=city.on.date(),
        accepted_by=person,
        mandate="§ 1",
    )


def _represents(city: City_, case: Application, person: Person) -> None:
    Appointment.objects.create(person=person, role=Role.PROCESS_OWNER.value, body=case.process_body, valid_from=city.on.date())


def _coach(city: City_, case: Application, person: Person) -> None:
    coached(city, case.code, person)


def _coach_of_idea(city: City_, case: Application, person: Person) -> None:
    assert case.idea is not None
    coached(city, case.idea.code, person, idea=case.idea)


def _manager(city: City_, case: Application, person: Person) -> None:
    assert of_projects.city.managers  # registered: a page has imported every panel
    day = city.on.date()
    Project.objects.create(
        application=case, code=case.code, manager=person, owner_body=case.applicant_body, started_on=day, planned_end_on=day
    )


KINDS = [
    (_administration, Tie.ADMINISTRATION), (_writer, Tie.WRITER), (_began, Tie.WRITER), (_applies, Tie.WRITER), (_assessor, Tie.ASSESSOR),
    (_accepted, Tie.OWNER), (_represents, Tie.OWNER), (_coach, Tie.COACH), (_coach_of_idea, Tie.COACH), (_manager, Tie.MANAGER),
]  # fmt: skip


@pytest.mark.both
@pytest.mark.requirement("F10")
@pytest.mark.parametrize(("tie", "wanted"), KINDS, ids=[k.__name__[1:] for k, _ in KINDS])
def test_each_tie_is_proposed_and_keeps_out_only_until_it_is_settled(city: City_, tie: Any, wanted: Tie) -> None:
    case, member = make_case(city, "preparation"), city.people["group_1"]
    assert queries.standing(member, case, city.on.date()).open == ()
    tie(city, case, member)
    case, member = Application.objects.get(pk=case.pk), Person.objects.get(pk=member.pk)
    one = queries.standing(member, case, city.on.date())
    assert (one.open, one.in_conflict, queries.has_conflict(member, case)) == ((wanted,), False, False)
    assert [f.rule for f in policies.can_state(member, case, city.on.date()).blocking] == ["conflict_proposed"]
    assert rules_of(lambda: commands.declare_conflict(application=case, ground=NONE, by=member, on=city.on)) == ["settle_reason"]
    commands.declare_conflict(application=case, ground=NONE, note="Annan enhet.", by=member, on=city.on)
    assert bool(policies.can_state(member, case, city.on.date())) is True
    kept = Conflict.objects.get()
    assert (kept.ties, kept.settled_by_id, kept.rule_set == RuleSet.objects.get()) == ([wanted.value], None, True)


@pytest.mark.requirement("F10")
def test_another_tie_later_is_another_proposal(city: City_) -> None:
    case, member = make_case(city, "preparation"), city.people["group_1"]
    _writer(city, case, member)
    commands.declare_conflict(application=case, ground=NONE, note="Läste korrektur.", by=member, on=city.on)
    _coach(city, case, member)
    assert queries.standing(member, case, city.on.date()).open == (Tie.COACH,)


def appoint_chair(city: City_, portfolio: str = "P1") -> Person:
    chair = make_person("chair", city.bodies["socialforvaltningen"], "avdelningschef")
    Appointment.objects.create(person=chair, role=Role.PREPARATION_GROUP.value, portfolio=portfolio, chair=True, valid_from=city.on.date())
    return chair


@pytest.mark.requirement("F10")
def test_the_chair_settles_for_a_member_with_a_reason(city: City_) -> None:
    case, member, chair = make_case(city, "preparation"), city.people["group_1"], appoint_chair(city)
    _coach(city, case, member)
    settle = {"application": case, "person": member, "by": chair, "on": city.on}
    assert rules_of(lambda: commands.settle_conflict(**settle, ground=NONE, note=" ")) == ["settle_reason"]
    commands.settle_conflict(**settle, ground="earlier_role", note="Har skrivit kalkylen med dem.")
    assert (queries.has_conflict(member, case), queries.in_conflict(member, [case.pk])) == (True, {case.pk})
    assert rules_of(lambda: commands.declare_conflict(application=case, ground=NONE, note="Nej.", by=member, on=city.on)) == ["settled"]
    commands.settle_conflict(**settle, ground=NONE, note="Prövat på nytt: svarade bara på en fråga.")
    assert bool(policies.can_state(member, case, city.on.date())) is True
    commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=member, on=city.on)
    assert rules_of(lambda: commands.settle_conflict(**settle, ground=NONE, note="Nej.")) == ["own_word"]


@pytest.mark.requirement("F10")
@pytest.mark.parametrize(
    ("who", "rule"), [("group_2", "chair"), ("project_office", "chair"), ("director", "chair"), ("chair_in_conflict", "conflict"),
                      ("chair_with_a_proposal", "conflict_proposed"), ("chair_of_another", "chair"), ("chair_themselves", "own_conflict")],
)  # fmt: skip
def test_nobody_else_settles_for_a_member(city: City_, who: str, rule: str) -> None:
    case, member = make_case(city, "preparation"), city.people["group_1"]
    if who.startswith("chair"):
        by = appoint_chair(city, "P2" if who == "chair_of_another" else "P1")
        if who == "chair_in_conflict":
            commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=by, on=city.on)
        if who == "chair_with_a_proposal":
            _coach(city, case, by)
        if who == "chair_themselves":
            member = by
    else:
        by = city.people[who]
    assert rules_of(lambda: commands.settle_conflict(application=case, person=member, ground=NONE, note="Skäl.", by=by, on=city.on)) == [
        rule
    ]


@pytest.mark.requirement("F10", "F11")
def test_a_council_of_heads_is_not_emptied_by_rule(city: City_) -> None:
    case, member, director = make_case(city, "weighing"), city.people["council_member"], city.people["director"]
    _administration(city, case, member)
    member = Person.objects.get(pk=member.pk)
    give = {"application": case, "year": city.on.year, "advice": Advice.FUND, "reasons": "Angeläget.", "on": city.on}
    assert rules_of(lambda: portfolios.advise(**give, by=member)) == ["conflict_proposed"]
    commands.settle_conflict(application=case, person=member, ground=NONE, note="Chef för en annan verksamhet.", by=director, on=city.on)
    portfolios.advise(**give, by=member)
    assert bool(can_advise(member, Application.objects.get(pk=case.pk), None, city.on.date())) is True


@pytest.mark.requirement("F10")
def test_the_desk_says_at_once_what_waits_to_be_settled(city: City_) -> None:
    cases = [make_case(city, "preparation", title=f"Ärende {n}") for n in range(3)]
    member, chair, day = city.people["group_1"], appoint_chair(city), city.on.date()
    for case in cases[:2]:
        _coach(city, case, member)
    lines = desk(member, day)
    assert [(w.what, w.code) for w in lines if "jäv" in w.what] == [("Ta ställning till ett föreslaget jäv", c.code) for c in cases[:2]]
    assert [w.code for w in lines if w.what == "Bered och yttra er"] == [cases[2].code]
    assert [(w.what, w.code) for w in desk(chair, day) if "Avgör" in w.what] == [("Avgör ett föreslaget jäv", c.code) for c in cases[:2]]
    commands.declare_conflict(application=cases[0], ground=ConflictGround.OTHER, by=member, on=city.on)
    assert [w.code for w in desk(member, day)] == [cases[1].code, cases[2].code]


@pytest.mark.requirement("F10")
def test_the_statement_says_by_role_and_title_who_did_not_take_part(city: City_, client: Client) -> None:
    case, member, chair = make_case(city, "preparation"), city.people["group_1"], appoint_chair(city)
    commands.declare_conflict(application=case, ground="own_benefit", by=chair, on=city.on)
    commands.declare_conflict(application=case, ground=NONE, by=member, on=city.on)
    commands.write_statement(application=case, recommendation=commands.Recommendation.SUPPORT, text="Bra.", by=member, on=city.on)
    commands.recommend(application=case, by=member, on=city.on)
    signed = Statement.objects.get()
    assert signed.took_part == [{"role": "preparation_group", "title": "group_1"}]
    assert [(w["title"], w["ground"], w["en"]) for w in signed.left_out] == [
        ("avdelningschef", "own_benefit", "The outcome concerns me or somebody close to me")
    ]
    text = at(client, city.people["applicant"]).get(reverse("applications:detail", args=[case.code])).content.decode()
    block = text[text.index('id="beredning"') :][:2500]
    assert ["Deltog inte på grund av jäv" in block, "Ledamot i beredningsgrupp (avdelningschef)" in block, "Chair" in block] == [
        True, True, False,
    ]  # fmt: skip


def page(client: Client, person: Person, name: str, case: Application, *more: Any) -> tuple[int, str]:
    answer = at(client, person).get(reverse(f"preparation:{name}", args=[case.code, *more]))
    return answer.status_code, answer.content.decode()


@pytest.mark.requirement("F10")
@pytest.mark.parametrize(
    ("who", "draft", "standing", "settle"),
    [
        ("group_1", True, 200, False), ("chair", True, 200, True), ("in_conflict", False, 200, False), ("unsettled", False, 200, False),
        ("undeclared", False, 200, False), ("auditor", False, 200, False), ("project_office", False, 200, False), ("applicant", False, 404, None),
        ("group_2", False, 404, None), ("council_member", False, 404, None),
    ],
)  # fmt: skip
def test_who_sees_what(city: City_, client: Client, who: str, draft: bool, standing: int, settle: bool | None) -> None:
    case, chair = make_case(city, "preparation"), appoint_chair(city)
    for name in ("in_conflict", "unsettled", "undeclared"):
        city.people[name] = make_person(name, city.bodies["socialforvaltningen"], name)
        Appointment.objects.create(person=city.people[name], role=Role.PREPARATION_GROUP.value, portfolio="P1", valid_from=city.on.date())
    _coach(city, case, city.people["unsettled"])
    commands.declare_conflict(application=case, ground=NONE, by=chair, on=city.on)
    commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=city.people["in_conflict"], on=city.on)
    commands.declare_conflict(application=case, ground=NONE, by=city.people["group_1"], on=city.on)
    commands.write_statement(application=case, recommendation=None, text="Hemligt utkast", by=city.people["group_1"], on=city.on)
    person = chair if who == "chair" else city.people[who]
    assert ("Hemligt utkast" in page(client, person, "state", case)[1]) is draft
    status, text = page(client, person, "standing", case)
    assert (status, "Föreslaget jäv, inte avgjort" in text) == (standing, standing == 200)
    if settle is not None:
        status, text = page(client, person, "settle", case, city.people["unsettled"].pk)
        assert (status, 'name="ground"' in text) == (200, settle)


@pytest.mark.requirement("F10")
def test_a_member_with_a_proposal_sees_it_on_the_case_and_on_the_declaration(city: City_, client: Client) -> None:
    case, member = make_case(city, "preparation"), city.people["group_1"]
    _coach(city, case, member)
    client = at(client, member)
    text = client.get(reverse("applications:detail", args=[case.code])).content.decode()
    assert ["Föreslaget jäv" in text, "Har gett stöd i ärendet som coach" in text] == [True, True]
    text = client.get(reverse("preparation:declare", args=[case.code])).content.decode()
    assert ["Det här föreslås" in text, "regelverk som gäller i dag" in text] == [True, True]
    answer = client.post(reverse("preparation:declare", args=[case.code]), {"ground": "none", "note": ""})
    assert (answer.status_code, "Skriv varför det inte är jäv" in answer.content.decode()) == (409, True)
    answer = client.post(reverse("preparation:declare", args=[case.code]), {"ground": "none", "note": "Annan enhet."})
    assert (answer.status_code, answer["Location"]) == (302, reverse("preparation:state", args=[case.code]))


@pytest.mark.requirement("O4")
def test_an_older_rule_set_falls_back_to_the_five_and_says_so(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    content = {k: v for k, v in RuleSet.objects.get().content.items() if not k.startswith("conflict_")}
    RuleSet.objects.create(version="2026:2", in_force_from=city.on.date(), content=content)
    _status, text = page(client, city.people["group_1"], "declare", case)
    assert ["anger inga egna grunder" in text, text.count('type="radio"')] == [True, 5]
    made = commands.declare_conflict(application=case, ground=ConflictGround.EARLIER_ROLE, by=city.people["group_1"], on=city.on)
    assert made.rule_set_id is None


@pytest.mark.both
def test_the_number_of_queries_is_the_same_for_many(city: City_, client: Client, django_assert_max_num_queries: Any) -> None:
    cases = [make_case(city, "preparation", title=f"Ärende {n}") for n in range(4)]
    people = [city.people[f"group_{n}"] for n in range(1, 6)]
    for case in cases:
        _coach(city, case, people[0])
    with django_assert_max_num_queries(5):
        found = queries.standings(people, cases, city.on.date())
    assert (len(found), sum(bool(one.open) for one in found.values())) == (20, 4)
    _answer, one = queries_of(at(client, people[0]), reverse("preparation:standing", args=[cases[0].code]))
    for name in ("a", "b", "c"):
        person = make_person(name, city.bodies["socialforvaltningen"], name)
        Appointment.objects.create(person=person, role=Role.PREPARATION_GROUP.value, portfolio="P1", valid_from=city.on.date())
    _answer, many = queries_of(at(client, people[0]), reverse("preparation:standing", args=[cases[0].code]))
    assert len(many) <= len(one) <= 16


@pytest.mark.requirement("F10")
def test_a_substitute_serves_where_the_member_is_in_conflict(city: City_) -> None:
    case, member = make_case(city, "preparation"), city.people["group_1"]
    other = make_person("substitute", city.bodies["socialforvaltningen"], "utredare")
    Appointment.objects.create(person=other, role=Role.PREPARATION_GROUP.value, portfolio="P1", substitute=True, valid_from=city.on.date())
    assert bool(policies.can_declare(other, case, city.on.date())) is False
    commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=member, on=city.on)
    commands.declare_conflict(application=case, ground=NONE, by=other, on=city.on)
    assert bool(policies.can_state(other, case, city.on.date())) is True


@pytest.mark.requirement("F10", "F11")
def test_a_substitute_serves_in_the_development_council_where_a_member_is_in_conflict(city: City_, client: Client) -> None:
    day, member = city.on.date(), city.people["council_member"]
    case, another = make_case(city, "weighing"), make_case(city, "weighing", title="Ett annat ärende")
    other = make_person("substitute", city.bodies["socialforvaltningen"], "avdelningschef")
    Appointment.objects.create(person=other, role=Role.DEVELOPMENT_COUNCIL.value, substitute=True, valid_from=day)

    def advised() -> Any:
        return portfolios.advise(application=case, year=city.on.year, advice=Advice.FUND, reasons="Bra.", by=other, on=city.on)

    assert [bool(policies.can_declare(other, c, day)) for c in (case, another)] == [False, False]
    assert rules_of(advised) == ["mandate"]
    commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=member, on=city.on)
    assert [(w.what, w.code) for w in desk(other, day) if w.order == 1] == [("Väg samman och ge råd som ersättare", case.code)]
    assert [bool(policies.can_declare(other, c, day)) for c in (case, another)] == [True, False]
    assert [bool(can_advise(other, c, None, day)) for c in (case, another)] == [True, False]
    seats = {s.person.username: (s.substitute, s.standing.in_conflict) for s in queries.seats(case, day)}
    assert (seats["substitute"], seats["council_member"]) == ((True, False), (False, True))
    page = at(client, other).get(reverse("applications:detail", args=[case.code])).content.decode()
    assert reverse("portfolios:advise", args=[case.code]) in page
    commands.declare_conflict(application=case, ground=NONE, by=member, on=city.on)
    assert rules_of(advised) == ["mandate"]
    commands.declare_conflict(application=case, ground=ConflictGround.OTHER, by=member, on=city.on)
    assert advised().advice == Advice.FUND.value
