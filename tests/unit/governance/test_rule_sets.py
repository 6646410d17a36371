"""The schema of a rule set, whether one holds together, and what one would change: by values, and by brute force."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nytta.city.records.rules import rule_set_may_start
from nytta.governance.applications.rules import GATES, CaseFacts, gate
from nytta.governance.applications.terms import Category, RequiredField, Stop
from nytta.governance.rulesets.flow import DRAFT
from nytta.governance.rulesets.rules import (
    GATES_AT,
    KEY_OF,
    LIMITS,
    Difference,
    Known,
    causes,
    changes,
    content_of,
    differences,
    line_type,
    line_valid,
    lines_of,
    lines_valid,
    merged,
    rule_set_valid,
)
from nytta.governance.rulesets.terms import DraftState, Effect, Outcome, Part

pytestmark = pytest.mark.requirement("O4")
RULES = tomllib.loads((Path(__file__).parents[3] / "nytta/city/records/rule_set.toml").read_text())
KNOWN = Known({"KF1": "Växa", "KF2": "Valfrihet", "KF3": "Kostnad"}, {n: f"P{n}" for n in range(1, 6)})
ON = date(2026, 3, 2)
MONTHS, SPAN, SHARES = (f"limits/{name}" for name in ("innovative_months", "differentiating_months", "commitment_shares"))


def with_(where: str, **values: Any) -> dict[str, Any]:
    """The standard rule set with a line changed."""
    lines = lines_of(RULES)
    lines[where] = {**lines.get(where, {}), **values}
    return content_of(lines, version="x", source="y")


def told(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(f.field, f.text % f.params) for f in rule_set_valid(content=content, known=KNOWN).findings]


def test_rule_set_that_comes_with_the_system_is_valid_and_every_line_cites_its_clause() -> None:
    assert told(RULES) == []
    assert [where for where, values in lines_of(RULES).items() if not values["clause"]] == []


def test_lines_and_content_are_the_same_thing_written_two_ways() -> None:
    assert content_of(lines_of(RULES), version=RULES["version"], source=RULES["source"]) == RULES


def test_schema_knows_every_gate_and_every_limit_that_it_reads() -> None:
    assert set(GATES_AT) == set(GATES) - {"field_given"}
    read: dict[str, set[str]] = {}

    class Watched(dict[str, Any]):
        def get(self, key: str, *_: Any) -> Any:
            read.setdefault(rule, set()).add(key)
            return RULES["limits"][key]

    facts = CaseFacts(on=ON, category=Category.INNOVATIVE, lifetime_months=200, focus_area=1)
    for rule in GATES_AT:
        GATES[rule](facts, {"rule": rule, "clause": "x"}, Watched())
    assert {rule: set(g.limits) for rule, g in GATES_AT.items() if g.limits} == read
    assert {limit for limits in read.values() for limit in limits} <= set(LIMITS) == set(RULES["limits"])


@pytest.mark.parametrize("rule", sorted(GATES_AT))
def test_standard_gates_stand_only_where_the_schema_lets_them(rule: str) -> None:
    stops = {s for line in RULES["line"] if line["rule"] == rule for s in line["stops"]}
    assert stops <= {s.value for s in GATES_AT[rule].stops}


FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (with_(MONTHS, value="6"), [(f"{MONTHS}#value", "Innovativt it-stöd, högst månader: Gräns ska vara hela tal.")]),
    (with_(MONTHS, value=True), [(f"{MONTHS}#value", "Innovativt it-stöd, högst månader: Gräns ska vara hela tal.")]),
    (with_(MONTHS, value=0), [(f"{MONTHS}#value", "Innovativt it-stöd, högst månader: Gräns ska ligga mellan 1 och 120 månader.")]),
    (with_(MONTHS, value=None), [(f"{MONTHS}#value", "Innovativt it-stöd, högst månader: Gräns saknas.")]),
    (with_(MONTHS, clause=""), [(f"{MONTHS}#clause", "Innovativt it-stöd, högst månader: Bestämmelse saknas.")]),
    (with_(SPAN, value=[36]), [(f"{SPAN}#value", "Differentierande it-stöd, vanlig livslängd i månader: Spann ska ha 2 tal.")]),
    (with_(SPAN, value=[60, 36]), [(f"{SPAN}#value", "Differentierande it-stöd, vanlig livslängd i månader: Den lägre gränsen är högre än den övre.")]),
    (with_(SHARES, value=[40, 60]), [(f"{SHARES}#value", "Bundet för kommande år, högst procent av årets ram: Mer får bindas två år fram än nästa år.")]),
    (with_("limits/innovation_portfolios", value=[7]), [("limits/innovation_portfolios#value", "Portföljer med innovativa pengar: Portfölj 7 finns inte i programmet.")]),
    (with_("limits/innovation_portfolios", value=[5, 5]), [("limits/innovation_portfolios#value", "Portföljer med innovativa pengar: Portföljer har samma tal två gånger.")]),
    (with_("limits/change_notice_further_days", value=[3, 3]), [("limits/change_notice_further_days#value", "Ändringsanmälan: arbetsdagar tills ett sent svar förs vidare: Svaret förs till projektkontoret innan det har förts till chefen.")]),
    (with_("limits/exemption_reminder_days", value=[30, "x"]), [("limits/exemption_reminder_days#value", "Undantag: påminnelse så många dagar före slutet: Dagar ska vara hela tal.")]),
    (with_("limits/coffee", value=3, clause="§"), [("limits/coffee", "coffee: Raden finns inte i något regelverk.")]),
    (with_("weights/KF9", value=3, clause="§"), [("weights/KF9", "Vikt för KF9: Målet finns inte i programmet.")]),
    (with_("line/goal_named", stops=["lunch"]), [("line/goal_named#stops", "Ansökan anger ett mål eller hur den bidrar på annat sätt: Prövas vid kan inte vara ”['lunch']” på den här raden.")]),
    (with_("line/goal_named", stops=[]), [("line/goal_named#stops", "Ansökan anger ett mål eller hur den bidrar på annat sätt: Prövas vid saknas.")]),
    (with_("line/valuation_signed", stops=["hand_in"]), [("line/valuation_signed#stops", "Nyttovärderingen är undertecknad: Prövas vid kan inte vara ”['hand_in']” på den här raden.")]),
    (with_("line/goal_named", level="shout"), [("line/goal_named#level", "Ansökan anger ett mål eller hur den bidrar på annat sätt: Om det brister kan inte vara ”shout” på den här raden.")]),
    (with_("line/goal_named", colour="red"), [("line/goal_named#colour", "Ansökan anger ett mål eller hur den bidrar på annat sätt: Uppgiften ”colour” hör inte till raden.")]),
    (with_("line/rain", text="Regn", stops=["grant"], clause="§"), [("line/rain", "Regn: Raden finns inte i något regelverk.")]),
    (with_("conflict_tie/coach", ground="friend"), [("conflict_tie/coach#ground", "Har gett stöd i ärendet som coach: Föreslår grunden kan inte vara ”friend” på den här raden.")]),
    (with_("required/title", stops=["hand_in"], clause="§"), [("required/title", "title: Raden finns inte i något regelverk.")]),
    (with_("review/grant", note="maybe", clause="§"), [("review/grant#note", "Medel beviljade: Överprövning kan inte vara ”maybe” på den här raden.")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "wanted"), FAULTS, ids=[w[0][0] + f"-{n}" for n, (_, w) in enumerate(FAULTS)])
def test_what_could_break_a_case_is_refused_with_its_line(content: dict[str, Any], wanted: list[tuple[str, str]]) -> None:
    assert told(content) == wanted


def test_limits_that_contradict_each_other_are_refused_on_either_line() -> None:
    content = with_(MONTHS, value=40)
    text = "Innovativt it-stöd får vara längre (40 månader) än där differentierande börjar (36 månader)."
    name = "Innovativt it-stöd, högst månader / Differentierande it-stöd, vanlig livslängd i månader"
    assert told(content) == [(f"{MONTHS}#value", f"{name}: {text}")]
    for where in (MONTHS, SPAN):
        assert not line_valid(where=where, lines=lines_of(content), known=KNOWN)
    assert line_valid(where=SHARES, lines=lines_of(content), known=KNOWN)


def test_limit_that_is_missing_is_named() -> None:
    lines = {where: values for where, values in lines_of(RULES).items() if where != SHARES}
    found = lines_valid(lines=lines, known=KNOWN).findings
    assert [(f.field, f.text % f.params) for f in found] == [
        (SHARES, "Bundet för kommande år, högst procent av årets ram: Gränsen saknas.")
    ]


def test_weights_that_weigh_nothing_are_refused() -> None:
    lines = lines_of(RULES) | {f"weights/KF{n}": {"value": 0, "clause": "§"} for n in (1, 2, 3)}
    assert [f.text % f.params for f in lines_valid(lines=lines, known=KNOWN).findings] == ["Målens vikter: Inget mål väger något."]


SHAPES: list[tuple[Any, list[tuple[str, str]]]] = [
    ({**RULES, "colour": 1}, [("colour", "colour: Raden finns inte i något regelverk.")]),
    ({k: v for k, v in RULES.items() if k != "limits"}, [("limits", "limits: Delen saknas.")]),
    ({**RULES, "line": {}}, [("line", "Krav vid stoppen: Delen har fel form.")]),
    ({**RULES, "line": [*RULES["line"], RULES["line"][0]]}, [("line/body_bound", "body_bound: Raden står två gånger.")]),
    ({**RULES, "line": [*RULES["line"], {"text": "x"}]}, [("line/29", "Krav vid stoppen: Rad 29 saknar namn.")]),
]


@pytest.mark.parametrize(("content", "wanted"), SHAPES)
def test_wrong_shape_is_refused_before_anything_else(content: Any, wanted: list[tuple[str, str]]) -> None:
    assert told(content) == wanted


def test_differences_are_told_field_by_field_and_whole_lines_once() -> None:
    lines = lines_of(with_(MONTHS, value=12))
    del lines["line/goal_named"]
    lines["required/summary"] = {"stops": ["hand_in"], "categories": [], "level": "block", "clause": "§"}
    assert differences(lines_of(RULES), lines) == [
        Difference(MONTHS, "value", 6, 12),
        Difference("line/goal_named", "", lines_of(RULES)["line/goal_named"], None),
        Difference("required/summary", "", None, lines["required/summary"]),
    ]


def test_draft_moved_onto_a_newer_version_keeps_its_own_and_names_what_both_changed() -> None:
    base, mine, newer = lines_of(RULES), lines_of(with_(MONTHS, value=12)), lines_of(with_(MONTHS, value=9))
    newer[SHARES] = {**newer[SHARES], "value": [50, 30]}
    del mine["line/goal_named"]
    found, both = merged(base=base, mine=mine, newer=newer)
    assert (found[MONTHS]["value"], found[SHARES]["value"], "line/goal_named" in found, both) == (12, [50, 30], False, [MONTHS])


_edits = st.lists(
    st.sampled_from([
        (MONTHS, "value", 3), (MONTHS, "value", 12), (SPAN, "value", [24, 48]), (SHARES, "value", [50, 10]), ("line/goal_named", "level", "warn"),
        ("line/goal_named", "stops", ["grant"]), ("line/users_involved", "categories", ["innovative"]), ("line/owner_known", "", None), ("required/summary", "", {"stops": ["grant"], "categories": [], "level": "warn", "clause": "§"}),
    ]), max_size=5,
)  # fmt: skip


def edited(edits: list[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    lines = lines_of(RULES)
    for where, name, value in edits:
        if name and where in lines:
            lines[where] = {**lines[where], name: value}
        elif value is None:
            lines.pop(where, None)
        elif not name:
            lines[where] = value
    return lines


@given(_edits)
def test_merge_with_nothing_new_is_the_draft_and_with_nothing_mine_is_the_newer(edits: list[tuple[str, str, Any]]) -> None:
    base, other = lines_of(RULES), edited(edits)
    assert merged(base=base, mine=other, newer=base) == (other, [])
    assert merged(base=base, mine=base, newer=other) == (other, [])
    assert merged(base=base, mine=other, newer=other) == (other, [])


@given(_edits)
def test_differences_of_nothing_are_none_and_those_of_edits_mend_it(edits: list[tuple[str, str, Any]]) -> None:
    base, other = lines_of(RULES), edited(edits)
    assert differences(other, other) == []
    mended = deepcopy(base)
    for d in differences(base, other):
        if not d.field:
            mended.pop(d.where, None)
            if d.after is not None:
                mended[d.where] = d.after
        else:
            mended[d.where][d.field] = d.after
    assert mended == other


def facts_of(months: int | None, category: Category | None, area: int | None, filled: frozenset[str] = frozenset()) -> CaseFacts:
    return CaseFacts(on=ON, category=category, lifetime_months=months, focus_area=area, goals=1, filled=filled)


def test_raised_limit_frees_what_it_stopped_and_names_its_cause() -> None:
    ready = CaseFacts(
        on=ON,
        category=Category.INNOVATIVE,
        lifetime_months=9,
        focus_area=5,
        goals=1,
        development={2026: 1},
        hypothesis="Om",
        experience_plan="Så",
    )
    new = with_(MONTHS, value=12)
    found = changes(facts=ready, before=RULES, after=new)
    assert [(c.stop, c.where, c.before, c.after, c.effect) for c in found] == [
        (Stop.HAND_IN, "line/category_fits", Outcome.STOPS, Outcome.PASSES, Effect.FREED),
        (Stop.GRANT, "line/category_fits", Outcome.STOPS, Outcome.PASSES, Effect.ONE_LESS),
    ]
    assert causes(where="line/category_fits", differing=differences(lines_of(RULES), lines_of(new))) == [MONTHS]
    assert changes(facts=facts_of(13, Category.INNOVATIVE, 5), before=RULES, after=new) == []


def test_required_field_stops_whom_it_lacks_and_nobody_else() -> None:
    new = with_("required/summary", stops=["hand_in"], categories=["innovative"], level="block", clause="3 §")
    assert told(new) == []
    lacks, has = facts_of(3, Category.INNOVATIVE, 5), facts_of(3, Category.INNOVATIVE, 5, frozenset({"summary"}))
    found = changes(facts=lacks, before=RULES, after=new)
    assert [(c.where, c.finding.text % c.finding.params, c.finding.source, c.finding.field) for c in found] == [
        ("required/summary", "Sammanfattning saknas.", "3 §", "summary")
    ]
    assert changes(facts=has, before=RULES, after=new) == changes(facts=facts_of(3, Category.BASIC, 5), before=RULES, after=new) == []


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    _edits, st.sampled_from([None, 1, 3, 6, 7, 12, 13, 40, 61]), st.sampled_from([None, *Category]), st.sampled_from([None, 1, 5]),
    st.sets(st.sampled_from(RequiredField.codes())),
)  # fmt: skip
def test_what_would_change_is_what_the_gates_themselves_say_otherwise(
    edits: list[tuple[str, str, Any]], months: int | None, category: Category | None, area: int | None, filled: set[str]
) -> None:
    """Beside it the process's own gate, run whole by both rule sets: the same rules block and warn, stop by stop."""
    facts, after = facts_of(months, category, area, frozenset(filled)), content_of(edited(edits), version="x", source="y")
    found = changes(facts=facts, before=RULES, after=after)
    for stop in Stop:
        was, now = (gate(stop=stop, facts=facts, rule_set=rules) for rules in (RULES, after))
        here = [c for c in found if c.stop is stop]
        for outcome, of in ((Outcome.STOPS, "blocking"), (Outcome.WARNS, "warnings")):
            before, later = (sorted(f.rule for f in getattr(verdict, of)) for verdict in (was, now))
            gone = sorted(_rule(c.where) for c in here if c.before is outcome)
            come = sorted(_rule(c.where) for c in here if c.after is outcome)
            assert sorted([*later, *gone]) == sorted([*before, *come])
        assert bool(was) is bool(now) or any(c.effect in (Effect.STOPPED, Effect.FREED) for c in here)
        assert all((c.effect is Effect.STOPPED) <= (bool(was) and not now) for c in here)
        assert all((c.effect is Effect.FREED) <= (not was and bool(now)) for c in here)


def _rule(where: str) -> str:
    part, _, key = where.partition("/")
    return "field_given" if part == "required" else key


def test_every_part_names_its_lines_and_every_line_ends_with_its_clause() -> None:
    assert set(KEY_OF) | {Part.LIMITS, Part.WEIGHTS} == set(Part)
    for where in [*lines_of(RULES), "required/summary", "review/grant"]:
        part, _, key = where.partition("/")
        kind = line_type(Part(part), key)
        assert kind is not None
        assert kind.fields[-1].name == "clause"


@pytest.mark.parametrize(
    ("version", "day", "wanted"),
    [
        ("2026:2", date(2026, 3, 2), []),
        ("2026:1", date(2026, 3, 3), ["rule_set_once"]),
        ("2026:2", date(2026, 3, 1), ["rule_set_backwards"]),
        ("2026:2", date(2026, 4, 1), ["rule_set_day"]),
    ],
)
def test_rule_set_starts_on_a_day_of_its_own_not_before_it_is_decided(version: str, day: date, wanted: list[str]) -> None:
    verdict = rule_set_may_start(version=version, taken=["2026:1"], in_force_from=day, days=[date(2026, 4, 1)], on=date(2026, 3, 2))
    assert [f.rule for f in verdict.findings] == wanted


def test_flow_cell_by_cell() -> None:
    table = {
        ("written", "write"): "written", ("written", "try"): "written", ("written", "propose"): "proposed", ("written", "drop"): "dropped",
        ("proposed", "try"): "proposed", ("proposed", "send_back"): "written", ("proposed", "decide"): "decided",
    }  # fmt: skip
    acts = {act for _, act in table}
    for state in DraftState:
        for act in acts:
            wanted = table.get((state.value, act))
            assert bool(DRAFT.allows(state, act)) is (wanted is not None)
            assert wanted is None or DRAFT.next(state, act).value == wanted
