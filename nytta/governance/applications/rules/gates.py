"""The gates: pure functions from a case's facts and a rule-set line to a finding. Which stands where is data (RuleSet)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from nytta.plain.verdicts import YES, Finding, Verdict
from nytta.plain.words import labels, sentence

from ..terms import Category, PersonalData, RequiredField
from .leaves import Leave


@dataclass(frozen=True)
class Accepted:
    """An acceptance as it was given: the amounts in kronor by year, for whom, from when; and why it no longer holds."""

    amounts: Mapping[int, int]
    body: int
    start_on: date | None
    on: date
    void_reason: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """What the gates look at. Money in whole kronor by year; `bound` is the verdict on the applicant's body."""

    on: date
    bound: Verdict = YES
    title: str = ""
    category: Category | None = None
    lifetime_months: int | None = None
    lifetime_reason: str = ""
    focus_area: int | None = None
    goals: int = 0
    other_contribution: str = ""
    hypothesis: str = ""
    experience_plan: str = ""
    development: Mapping[int, int] = field(default_factory=dict)
    running: Mapping[int, int] = field(default_factory=dict)
    benefits: Mapping[int, int] = field(default_factory=dict)
    benefit_items: int = 0
    principles: tuple[str, ...] = ()
    user_groups: str = ""
    functional_requirements: str = ""
    owner: int | None = None
    owner_name: str = ""
    owner_start_on: date | None = None
    ownership: Accepted | None = None
    process_owner: int | None = None
    process_owner_name: str = ""
    benefits_accepted: Accepted | None = None
    cost_distribution: str = ""
    change_plan: str = ""
    benefit_plan: str = ""
    checks: Mapping[str, bool] = field(default_factory=dict)
    personal_data: PersonalData = PersonalData.UNANSWERED
    controller: str = ""
    duplicates: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    leaves: tuple[Leave, ...] = ()
    filled: frozenset[str] = frozenset()
    open_questions: int = 0
    valuation_signed: bool = False
    clashes: tuple[str, ...] = ()
    green_without_line: tuple[str, ...] = ()


Line = Mapping[str, Any]
Gate = Callable[[CaseFacts, Line, Mapping[str, Any]], Finding | None]
GATES: dict[str, Gate] = {}


def gated(function: Gate) -> Gate:
    """Register a gate under its own name, which is the rule's in the rule set."""
    GATES[function.__name__] = function
    return function


def find(line: Line, text: str, mend: str, field: str = "", **params: Any) -> Finding:
    """A finding of a rule-set line: its rule, clause and level."""
    return Finding(line["rule"], text, line["clause"], mend, params, field, line.get("level", "block") != "warn")


@gated
def body_bound(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The applicant's body is bound by the programme on the day. Source: P1; O1."""
    return replace(facts.bound.findings[0], source=line["clause"]) if not facts.bound else None


@gated
def goal_named(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A goal of the city council, by the matrix or in another way that is named. Source: P5; N2."""
    if facts.goals:
        return None
    return find(line, "Ansökan anger inget av fullmäktiges mål.", "Välj minst ett mål och skriv hur projektet bidrar.", "goals")


@gated
def category_chosen(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A category is chosen. Source: P4; G1."""
    if facts.category is not None:
        return None
    return find(line, "Kategori saknas.", "Välj innovativt, differentierande eller grundläggande it-stöd.", "category")


@gated
def category_fits(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The hard limits: innovative at most six months; basic gets no portfolio money. Source: P4; G1."""
    most = int(limits.get("innovative_months", 6))
    if facts.category is Category.BASIC:
        return find(
            line, "Grundläggande it-stöd får inte medel ur portföljerna; det finansieras i linjen.",
            "Finansiera inom nämndens budget, föreslå ett särskilt beslut i fullmäktige, eller välj rätt kategori.", "category",
        )  # fmt: skip
    if facts.category is Category.INNOVATIVE and facts.lifetime_months is None:
        return find(line, "Livslängd saknas.", "Ange hur många månader it-stödet ska användas.", "lifetime_months")
    if facts.category is Category.INNOVATIVE and (facts.lifetime_months or 0) > most:
        return find(
            line, "Innovativt it-stöd får finnas i högst %(most)s månader; ansökan anger %(months)s.",
            "Korta livslängden till högst %(most)s månader, eller välj differentierande, som kräver nyttokalkyl och granskning.",
            "lifetime_months", most=most, months=facts.lifetime_months,
        )  # fmt: skip
    return None


@gated
def portfolio_chosen(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A focus area, and with it a portfolio, is chosen. Source: P5; F2."""
    if facts.focus_area is not None:
        return None
    return find(line, "Fokusområde saknas.", "Välj det fokusområde vars portfölj ansökan gäller.", "focus_area")


@gated
def innovative_portfolio(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Innovative money comes from portfolio 5 unless the rule set opens another. Source: P4 figure 3; F3."""
    opened = limits.get("innovation_portfolios", [5])
    if facts.focus_area is None or facts.focus_area in opened:
        return None
    return find(
        line, "Innovativt it-stöd söks ur portfölj %(opened)s; ansökan gäller portfölj %(chosen)s.",
        "Välj fokusområde %(opened)s, eller en annan kategori.", "focus_area",
        opened=", ".join(map(str, opened)), chosen=facts.focus_area,
    )  # fmt: skip


@gated
def figures_given(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """First figures: a development cost and at least one benefit, which need not be a saving. Source: T; F7."""
    if not facts.development:
        return find(line, "Utvecklingskostnad saknas.", "Fyll i minst ett års utvecklingskostnad.", "figures")
    if not facts.benefit_items:
        return find(
            line, "Kalkylen har ingen nytta.",
            "Fyll i minst en nytta för medborgare eller verksamhet; den behöver inte vara i kronor.", "figures",
        )  # fmt: skip
    return None


@gated
def cost_given(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """What an innovative case asks for is stated, though its benefit is not. Source: T; F7."""
    if facts.development:
        return None
    return find(line, "Utvecklingskostnad saknas.", "Fyll i vad försöket kostar.", "figures")


@gated
def hypothesis_given(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """An innovative case has a hypothesis instead of exact benefits. Source: P5; G2."""
    if facts.hypothesis.strip():
        return None
    return find(line, "Hypotes saknas.", "Skriv vad ni tror och hur ni märker om det stämmer.", "hypothesis")


@gated
def experience_plan_given(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """From the start: how experience is taken care of and the solution wound down or integrated. Source: P4; G2."""
    if facts.experience_plan.strip():
        return None
    return find(
        line, "Plan för erfarenheter och avveckling saknas.",
        "Skriv hur erfarenheterna tas om hand och hur lösningen avvecklas eller integreras.", "experience_plan",
    )  # fmt: skip


@gated
def lifetime_explained(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Outside 36-60 months a reason is asked for, not refused. Source: P4; G1."""
    low, high = limits.get("differentiating_months", [36, 60])
    months = facts.lifetime_months
    if months is not None and (low <= months <= high or facts.lifetime_reason.strip()):
        return None
    if months is None:
        return find(line, "Livslängd saknas.", "Ange hur många månader it-stödet ska användas.", "lifetime_months")
    return find(
        line, "Differentierande it-stöd har ofta en livslängd på %(low)s–%(high)s månader; ansökan anger %(months)s.",
        "Skriv varför livslängden är en annan, eller välj en annan kategori.", "lifetime_reason", low=low, high=high, months=months,
    )  # fmt: skip


@gated
def principles_answered(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Each application is answered against the six principles. Source: P4; G4."""
    missing = [n for n, text in enumerate(facts.principles, 1) if not text.strip()]
    if not missing:
        return None
    return find(
        line, "Styrande principer utan svar: %(missing)s av 6.", "Svara kort på var och en.",
        f"principle_{missing[0]}", missing=len(missing),
    )  # fmt: skip


@gated
def users_involved(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Which user groups were involved, and the business's own requirements. Source: E7.4; N7."""
    if not facts.user_groups.strip():
        return find(line, "Det framgår inte vilka användargrupper som har deltagit.", "Skriv vilka och hur.", "user_groups")
    if not facts.functional_requirements.strip():
        return find(line, "Verksamhetens funktionella krav saknas.", "Skriv vad it-stödet ska klara.", "functional_requirements")
    return None


@gated
def valuation_signed(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The independent valuation is signed. Source: T; F8."""
    if facts.valuation_signed:
        return None
    return find(line, "Nyttovärderingen är inte undertecknad.", "Värderaren undertecknar värderingen.")


@gated
def no_open_question(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """No question to the applicant is unanswered. Source: P5; F10."""
    if not facts.open_questions:
        return None
    return find(line, "Obesvarade frågor till sökanden: %(n)s.", "Sökanden svarar på frågorna.", n=facts.open_questions)


@gated
def owner_known(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The intended system owner is a named committee or company board. Source: P4; G3."""
    if facts.owner is not None:
        return None
    return find(line, "Systemägare är inte utpekad.", "Ange den nämnd eller bolagsstyrelse som ska äga systemet.", "owner_body")


def _not_accepted(line: Line, given: Accepted | None, whom: str, what: str) -> Finding | None:
    if given is None:
        return find(line, "%(whom)s har inte godtagit %(what)s.", "Någon med mandat för %(whom)s godtar.", whom=whom, what=what)
    if given.void_reason:
        return find(
            line, "Godtagandet från %(on)s gäller inte längre: %(why)s", "Någon med mandat för %(whom)s godtar på nytt.",
            on=given.on.isoformat(), why=given.void_reason, whom=whom,
        )  # fmt: skip
    return None


@gated
def owner_accepted(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The owner has accepted responsibility and the running cost of each year, and nothing has changed since. Source: G3; F12."""
    if facts.owner is None:
        return None
    return _not_accepted(line, facts.ownership, facts.owner_name, sentence("ansvaret och driftkostnaden"))


@gated
def cost_distributed(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Who pays the running cost is decided, where there is one. Source: E4.2.2; F12."""
    if not facts.running or facts.cost_distribution.strip():
        return None
    return find(
        line, "Fördelningen av driftkostnaden är inte beslutad.", "Ange hur kostnaden fördelas och vilket beslut det vilar på.",
        "cost_distribution",
    )  # fmt: skip


@gated
def benefits_accepted(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The business that owns the process has accepted the benefits. Source: T; F12."""
    if facts.process_owner is None:
        return find(line, "Det framgår inte vem som äger processen där nyttan uppstår.", "Ange nämnd eller bolag.", "process_body")
    return _not_accepted(line, facts.benefits_accepted, facts.process_owner_name, sentence("nyttorna"))


@gated
def change_planned(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A clear plan for the business change. Source: P5; F12."""
    if facts.change_plan.strip():
        return None
    return find(line, "Plan för verksamhetsförändringen saknas.", "Skriv hur arbetssättet ska ändras, av vem och när.", "change_plan")


@gated
def benefit_planned(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A plan for how the expected benefit is realised. Source: P5; F12."""
    if facts.benefit_plan.strip():
        return None
    return find(line, "Plan för effekthemtagningen saknas.", "Skriv hur och när nyttan tas hem och vem som svarar.", "benefit_plan")


def _unchecked(facts: CaseFacts, line: Line, check: str, missing: str, failed: str, mend: str) -> Finding | None:
    if facts.checks.get(check):
        return None
    return find(line, failed if check in facts.checks else missing, mend)


@gated
def guidelines_checked(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The central function has checked the case against the guidelines. Source: P4; F12."""
    return _unchecked(
        facts, line, "guidelines", "Granskningen mot riktlinjerna är inte gjord.",
        "Granskningen mot riktlinjerna är inte godkänd.", "Projektkontoret granskar och godkänner.",
    )  # fmt: skip


@gated
def office_consulted(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Innovation is always in consultation with the project office. Source: P4; G2."""
    return _unchecked(
        facts, line, "consulted", "Samrådet med projektkontoret är inte antecknat.",
        "Samrådet med projektkontoret ledde inte till enighet.", "Projektkontoret antecknar samrådet.",
    )  # fmt: skip


@gated
def security_classed(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """The information security class is set, for innovation too. Source: P4; F12."""
    return _unchecked(
        facts, line, "security", "Informationssäkerhetsklass är inte satt.",
        "Informationssäkerheten är inte godkänd.", "Projektkontoret sätter klassen.",
    )  # fmt: skip


@gated
def data_protection_answered(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """Whether personal data is processed is answered, the assessment done where needed, the controller named. Source: F12."""
    answer = facts.personal_data
    if answer is PersonalData.UNANSWERED:
        return find(line, "Frågan om personuppgifter är inte besvarad.", "Svara på frågan.", "personal_data")
    if answer is PersonalData.NEEDED:
        return find(
            line,
            "Konsekvensbedömningen av dataskydd behövs men är inte gjord.",
            "Gör bedömningen och ändra svaret.",
            "personal_data",
        )
    if answer is not PersonalData.NONE and not facts.controller.strip():
        return find(line, "Personuppgiftsansvarig saknas.", "Ange nämnd eller bolag.", "controller")
    return None


@gated
def no_duplicate(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A common solution is not built again without an exemption. Source: P7.1; D2."""
    if not facts.duplicates:
        return None
    return find(
        line, "Ansökan dubblerar en gemensam lösning: %(what)s.",
        "Använd den gemensamma lösningen, eller begär undantag innan medel beviljas.", "covers", what=", ".join(facts.duplicates),
    )  # fmt: skip


@gated
def field_given(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A field that the rule set requires (its `required`) is filled in. Source: O4."""
    name = line["field"]
    if name in facts.filled:
        return None
    return find(line, "%(what)s saknas.", "Fyll i fältet.", name, what=labels(RequiredField(name), small=False))
