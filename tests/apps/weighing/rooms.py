"""A room with some proposals in it, made by the commands."""

from datetime import date

from django.core.management import call_command

from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Round, Scenario
from nytta.governance.weighing.terms import Joined
from tests.factories.city import YEAR, City_, make_case


def start(city: City_) -> Round:
    """A weighing that is prepared."""
    return commands.start_round(
        programme=city.programme, year=YEAR, title="Vårens vägning", held_on=date(YEAR, 4, 22), by=city.people["project_office"], on=city.on
    )


def opened(city: City_, costs: tuple[int, ...] = (4_000_000, 5_000_000, 6_000_000)) -> Round:
    """A room that is open, with one proposal for each cost in P1."""
    for n, cost in enumerate(costs, 1):
        make_case(city, "weighing", title=f"Förslag {n}", cost_sek=cost)
    one = start(city)
    office = city.people["project_office"]
    commands.ask_for_weights(one=one, how=Joined.MEAN, by=office, on=city.on)
    return commands.open_room(one=one, by=office, on=city.on)


def screen(one: Round) -> Scenario:
    return Scenario.objects.get(round=one, is_screen=True)


def solve() -> None:
    """Let the worker answer all that waits."""
    call_command("solve", "--once")


def ask_all(one: Round, city: City_) -> None:
    """Ask what the room asks, and have it answered."""
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    solve()


def wide(one: Round, city: City_, count: int) -> Round:
    """The room with so many proposals, of sizes and points all their own, in the portfolios that have a frame."""
    assert one.figures is not None
    problem = {**one.figures.content}
    where = [p["id"] for p in problem["portfolios"] if p["frame"][0]]
    codes = [c["id"] for c in problem["criteria"]]
    lines, names = [], {}
    for n in range(count):
        code, cost = f"A-{YEAR}-{n + 500}", (3 + n * 7 % 40) * 100_000
        new = n % 25 == 24
        score = {c: 0 if new else (n * (k + 3) * 17 + 29 * k) % 60 + 10 for k, c in enumerate(codes)}
        lines.append({
            "id": code, "portfolio": where[n % len(where)], "part": "improvement", "directed": False, "body": "byggforvaltningen",
            "cost": [cost, cost // 2 if n % 3 == 0 else 0, 0], "score": score, "low": {c: max(s - 8, 0) for c, s in score.items()},
            "high": {c: s + 9 for c, s in score.items()}, "submitted": 739000 + n, "status": "mandatory" if n == 5 else "free",
        })  # fmt: skip
        names[code] = {"title": f"{TITLES[n % len(TITLES)]} {n + 1}", "code": code, "body": "Byggförvaltningen", "category": "differentiating",
                       "innovative": new, "recommendation": "support" if n % 2 else "", "application": 0}  # fmt: skip
    one.figures, one.names = commands.figures(problem={**problem, "proposals": lines}, by=None, on=city.on), names
    one.notes = {"without_span": 2, "without_points": 1, "unclaimed": 0, "gone": []}
    one.save(update_fields=["figures", "names", "notes"])
    return one


def decided_one(one: Round, city: City_) -> Round:
    """The round as it is after a decision that granted its first proposal against what was found best."""
    first = min(one.names)
    one.state, one.decided_at, one.advised_at = "decided", city.on, city.on
    one.outcome = {
        "figures": one.figures_id, "selected": [first], "best": [], "granted": {first: 300_000}, "reasons": "Mest nytta.",
        "decision_reasons": "Enligt rådet.", "departures": {first: {"taken": True, "price": "30", "reason": "Lovat."}}, "left": [],
    }  # fmt: skip
    one.save()
    return one


TITLES = [
    "E-tjänst för bygglovsansökan",
    "Digital nämndpärm",
    "Schemaplanering i hemtjänsten",
    "E-arkiv för skolan",
    "Tillgänglig kommunwebb",
]
