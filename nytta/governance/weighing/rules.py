"""What-ifs on a problem, ranges of criteria, and how the members' weights become one: pure, in whole numbers.

A problem is the engine's own JSON (docs/method.md section 6); a change is {"do": …, …} as `terms.Change` names them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from nytta.engine import weights
from nytta.engine.group import mean_weights, median_weights
from nytta.engine.problem import BadProblem, from_dict
from nytta.plain.money import comma, sek, split
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of

from .terms import Change, Joined, Question

Problem = dict[str, Any]
GRANTED = "granted"  # the engine's word for what was granted earlier in the year
MOST_POINTS = 100
MOST_SEK = 10**12
MOST_WEIGHT = 100_000_000  # joined weights are millionths
MOST_PERCENT = 99


def mark_of(problem: Mapping[str, Any]) -> str:
    """The name of a problem: SHA-256 of its canonical JSON. Source: docs/method.md section 6."""
    text = json.dumps(problem, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def target_of(change: Mapping[str, Any]) -> tuple[str, ...]:
    """What a change is about: a later one with the same target replaces it."""
    kind = Change(change["do"])
    if kind in (Change.IN, Change.OUT, Change.FREE):
        return ("force", change["id"])
    if kind is Change.WEIGHT:
        return ("weight", change["criterion"])
    if kind is Change.POINTS:
        return ("points", change["id"], change["criterion"])
    if kind is Change.COST:
        return ("cost", change["id"])
    return ("frame", change["portfolio"]) if kind is Change.FRAME else ("part", change["portfolio"], change["part"])


def in_force(changes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The changes that stand: the last one for each target, a freed proposal without any."""
    last = {target_of(c): c for c in changes}
    return [c for c in last.values() if c["do"] != Change.FREE.value]


def forced(changes: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """The proposals that are taken in, and those that are left out, by hand; sorted."""
    stand = in_force(changes)
    return (
        sorted(c["id"] for c in stand if c["do"] == Change.IN.value),
        sorted(c["id"] for c in stand if c["do"] == Change.OUT.value),
    )


def changed(problem: Problem, changes: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem with changed weights, points, costs, frames and parts; proposals taken in or out by hand are not in it.

    The low and high of changed points keep their distance to them within 0-100. Source: F16.
    """
    made: Problem = json.loads(json.dumps(problem))
    criteria = {c["id"]: c for c in made["criteria"]}
    proposals = {p["id"]: p for p in made["proposals"]}
    portfolios = {p["id"]: p for p in made["portfolios"]}
    for change in in_force(changes):
        kind = Change(change["do"])
        if kind is Change.WEIGHT:
            criteria[change["criterion"]]["weight"] = change["weight"]
        elif kind is Change.POINTS:
            _points(proposals[change["id"]], change["criterion"], change["points"])
        elif kind is Change.COST:
            line = proposals[change["id"]]
            line["cost"] = [change["sek"], *line["cost"][1:]]
        elif kind is Change.FRAME:
            line = portfolios[change["portfolio"]]
            line["frame"] = [change["sek"], *line["frame"][1:]]
        elif kind is Change.PART:
            portfolios[change["portfolio"]]["parts"][change["part"]] = change["sek"]
    return made


def weight_of_share(weights: Mapping[str, int], criterion: str, percent: int) -> int:
    """The whole weight with which a criterion has so many per cent (0-99) of all, the others as they are. Source: F16."""
    others = sum(w for c, w in weights.items() if c != criterion)
    return round(Fraction(others * percent, 100 - percent)) if others else percent


def _points(line: dict[str, Any], criterion: str, points: int) -> None:
    moved = points - line["score"].get(criterion, 0)
    line["score"][criterion] = points
    for end in ("low", "high"):
        if line.get(end) and criterion in line[end]:
            line[end][criterion] = min(max(line[end][criterion] + moved, 0), MOST_POINTS)


def change_fits(problem: Problem, change: Mapping[str, Any]) -> Verdict:
    """Whether a change names what there is, with a whole number that can be meant. Source: F16."""
    proposals = {p["id"]: p for p in problem["proposals"]}
    criteria = {c["id"] for c in problem["criteria"]}
    portfolios = {p["id"]: p for p in problem["portfolios"]}
    try:
        kind = Change(str(change.get("do")))
    except ValueError:
        return no("change", "Det går inte att ändra ”%(what)s” i rummet.", "F16", "Välj en av ändringarna på sidan.", what=change.get("do"))
    found: list[Finding | None] = []
    for name, known in (("id", proposals), ("criterion", criteria), ("portfolio", portfolios)):
        if name in change and change[name] not in known:
            found.append(_unknown(str(change[name])))
    if kind is Change.PART and change.get("part") not in portfolios.get(change.get("portfolio", ""), {}).get("parts", {}):
        found.append(_unknown(str(change.get("part"))))
    if kind is Change.POINTS:
        found.append(_within("points", change.get("points"), 0, MOST_POINTS))
    if kind is Change.WEIGHT:
        named, most = ("percent", MOST_PERCENT) if "percent" in change else ("weight", MOST_WEIGHT)
        found.append(_within(named, change.get(named), 0, most))
    if kind in (Change.COST, Change.FRAME, Change.PART):
        found.append(_within("sek", change.get("sek"), 0, MOST_SEK))
    return verdict_of(found)


def _unknown(name: str) -> Finding:
    return Finding("change", "”%(name)s” finns inte i vägningen.", "F16", "Ladda om sidan: underlaget kan ha förnyats.", {"name": name})


def _within(field: str, value: object, least: int, most: int) -> Finding | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    text = "Skriv ett helt tal från %(least)s till %(most)s."
    said = {"least": sek(least), "most": sek(most)} if field == "sek" else {"least": least, "most": most}
    return Finding("change", text, "F16", "", said, field)


def weights_fit(given: Mapping[str, int]) -> Verdict:
    """A weighing where everything weighs 0 has no order. Source: docs/method.md."""
    if any(given.values()):
        return YES
    return no("weights", "Alla kriterier väger 0: då finns ingenting att rangordna efter.", "F16", "Ge minst ett kriterium en vikt över 0.")


def ranges(problem: Problem) -> dict[str, tuple[int, int]]:
    """{criterion: (worst, best)}: its points in all with nothing in, and with all proposals at hand, each saving counted once; rounded down.

    What a swing is given for. Source: docs/method.md section 6 (swing weights).
    """
    return {r.criterion: (int(r.worst), int(r.best)) for r in weights.ranges(from_dict(problem))}


def steps_of(problem: Problem) -> dict[str, Fraction]:
    """{criterion: points of its step from the worst to the best total over the proposals at hand}, exact; with a rate kronor ÷ rate.

    Source: docs/method.md section 6.5.
    """
    return {r.criterion: r.best - r.worst for r in weights.ranges(from_dict(problem))}


def point_weights(shares: Mapping[str, Fraction], steps: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What one point of each criterion weighs, brought to sum to 1: the share of its whole step ÷ the points of the step.

    So two steps that are said to be worth the same can give the same value, however many points each has. A criterion whose step
    has no points does not tell the proposals apart and weighs 0; where that is all that has a share, the shares stand as they are.
    A step that is not known counts as one point. Source: docs/method.md section 6.5; F16; N8.
    """
    each = {c: share / step if (step := steps.get(c, Fraction(1))) else Fraction(0) for c, share in shares.items()}
    whole = sum(each.values())
    return {c: w / whole for c, w in each.items()} if whole else dict(shares)


def own_weights(points: Mapping[str, int], steps: Mapping[str, Fraction]) -> dict[str, int]:
    """One member's swing weights as whole weights per point, in millionths. Source: docs/method.md section 6.5; N8."""
    return whole_weights(point_weights({c: share_of(points, c) for c in points}, steps))


def locked_note(shares: Mapping[str, Fraction], steps: Mapping[str, Fraction]) -> dict[str, dict[str, str]]:
    """What is kept of the lock: the joined share of each step, and the points that the step had then."""
    return {"said": {c: str(s) for c, s in shares.items()}, "steps": {c: str(s) for c, s in steps.items()}}


def at_lock(notes: Mapping[str, Any]) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """(joined share of each step, points of each step) as they were locked; empty where the rule set's weights hold."""
    kept = notes.get("lock", {})
    return ({c: Fraction(s) for c, s in kept.get("said", {}).items()}, {c: Fraction(s) for c, s in kept.get("steps", {}).items()})


def range_mark(found: Mapping[str, tuple[int, int]]) -> str:
    """The name of the ranges that weights were given for: weights are refused when it has changed since they were shown."""
    return mark_of({k: list(v) for k, v in found.items()})


def swings(points: Mapping[str, int], criteria: Sequence[str]) -> Verdict:
    """Swing weights are whole numbers 0-100 for every criterion, and the swing that one would make first has 100.

    Source: docs/method.md section 6.
    """
    found: list[Finding | None] = [_within(c, points.get(c), 0, MOST_POINTS) for c in criteria]
    if not any(found) and max((points[c] for c in criteria), default=0) != MOST_POINTS:
        found.append(
            Finding(
                "swing", "Det steg som du helst skulle ta ska ha 100; de andra jämförs med det.", "F16", "Ge det viktigaste steget 100."
            )
        )
    return verdict_of(found)


def joined(members: Sequence[Mapping[str, int]], how: Joined) -> dict[str, Fraction]:
    """The members' weights as one set of shares that sum to 1. Source: docs/method.md section 6; N8."""
    criteria = list(members[0])
    columns = [[m[c] for c in criteria] for m in members]
    if how is Joined.MEAN:
        return dict(zip(criteria, mean_weights(columns), strict=True))
    try:
        return dict(zip(criteria, median_weights(columns), strict=True))
    except BadProblem:  # every median is 0: then the members agree on nothing, and their mean says more
        return joined(members, Joined.MEAN)


def share_of(of: Mapping[str, int], criterion: str) -> Fraction:
    """A criterion's share of all weights, 0-1; 0 where all weigh 0. Source: docs/method.md section 6."""
    total = sum(of.values())
    return Fraction(of[criterion], total) if total else Fraction(0)


def order_fits(places: Mapping[str, int | None]) -> Verdict:
    """An order gives each criterion a place of its own, 1 for the step one would take first. Source: docs/method.md section 6."""
    if sorted(p or 0 for p in places.values()) == list(range(1, len(places) + 1)):
        return YES
    return no("order", "Ge varje kriterium en egen plats, från 1 till %(number)s.", "F16", "Skriv 1 för det steg du helst skulle ta.",
              number=len(places))  # fmt: skip


def from_order(places: Mapping[str, int]) -> dict[str, int]:
    """Swing weights proposed when only the order is known: rank-order centroid, the first as 100, rounded half up.

    Source: docs/method.md section 6.
    """
    shares = weights.rank_order_centroid(len(places))
    return {c: int(shares[place - 1] / shares[0] * 100 + Fraction(1, 2)) for c, place in places.items()}


WHOLE = 1_000_000


def whole_weights(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Shares that sum to 1 as whole numbers that sum to a million: largest remainder, ties to the first.

    Source: docs/method.md section 3 (largest remainder).
    """
    return dict(zip(shares, split(WHOLE, list(shares.values())), strict=True))


CHANGE_TEXTS = {
    Change.IN: "Med: %(title)s",
    Change.OUT: "Utanför: %(title)s",
    Change.FREE: "Vägningen avgör: %(title)s",
    Change.WEIGHT: "Vikten för %(criterion)s är satt till %(percent)s %%",
    Change.POINTS: "%(title)s: %(points)s poäng för %(criterion)s",
    Change.COST: "%(title)s kostar %(sek)s",
    Change.FRAME: "Ramen för %(portfolio)s är %(sek)s",
    Change.PART: "Delen %(part)s i %(portfolio)s är %(sek)s",
}


def described(change: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> Finding:
    """A change as a sentence; `names` holds each proposal's title. Source: F16."""
    kind = Change(change["do"])
    title = str(names.get(change.get("id", ""), {}).get("title", change.get("id", "")))
    params = {"percent": change.get("weight"), **change, "title": title}
    if "sek" in change:
        params["sek"] = sek(change["sek"])
    return Finding(f"change.{kind.value}", CHANGE_TEXTS[kind], "F16", params=params, blocks=False)


def reasons_of(common: str, own: str) -> str:
    """The reasons of one decision: the common ones, and its own where it departs from the advice. Source: F11."""
    return " ".join(text for t in (common, own) if (text := t.strip()))


DRAWS = 200
MOST_DRAWN = 120  # proposals in a kept scenario for which weights are drawn too: above that it takes minutes
BROKEN_OFF_TEXTS = {
    "": "Räkningen avbröts innan den var klar. Rummet är som det var; räkna igen.",
    "MemoryError": "Räkningen fick inte plats i minnet, eller så är lösaren inte installerad.",
    "BadProblem": "Underlaget går inte att räkna med.",
    "Overflow": "Talen är för stora för att räknas exakt.",
    "tries": "Räkningen har avbrutits tre gånger.",
}


def questions(problem: Problem, changes: Sequence[Mapping[str, Any]], *, whole: bool) -> list[tuple[Question, dict[str, Any], int]]:
    """What the engine is asked about a scenario, each with its urgency (least first); `whole`: also how sure it is.

    What is kept under a name gets the drawn weights alone, last of all, and where they are few enough. Source: F16.
    """
    force_in, force_out = forced(changes)
    asked: list[tuple[Question, dict[str, Any], int]] = [(Question.SELECT, {}, 10)]
    if force_in or force_out:
        asked.append((Question.OVERRIDE, {"force_in": force_in, "force_out": force_out}, 5))
        asked += [(Question.OVERRIDE, {"force_in": [c], "force_out": []}, 20) for c in force_in]
        asked += [(Question.OVERRIDE, {"force_in": [], "force_out": [c]}, 20) for c in force_out]
    if whole:
        asked.append((Question.FREQUENCY, {"draws": DRAWS}, 30))
        asked += [(Question.INTERVAL, {"criterion": c["id"]}, 40) for c in problem["criteria"]]
        asked.append((Question.UNCERTAIN, {"draws": DRAWS}, 50))
        asked.append((Question.MARGINAL, {"step": 1_000_000}, 60))
    elif len(problem["proposals"]) <= MOST_DRAWN:
        asked.append((Question.FREQUENCY, {"draws": DRAWS}, 70))
    unique = {str((kind, what)): (kind, what, urgency) for kind, what, urgency in reversed(asked)}  # at its greatest urgency
    return list(reversed(unique.values()))


Ratios = tuple[Fraction, Fraction | None, Fraction | None]


def any_day(
    *, cost_sek: int, left_sek: int | None, bought: Sequence[Ratios], expected: Sequence[tuple[int, int]], has_points: bool
) -> tuple[Finding, ...]:
    """What speaks for and against a case that comes alone: room, what the last money bought before, what is still expected.

    `bought`: (own, lowest taken, highest left) in weighted points per million kronor for each earlier weighing, newest first; `expected`: (cases,
    kronor) that came later in each earlier year. Findings that block speak against. Source: docs/method.md section 6.6; F11.
    """
    found: list[Finding] = []
    if left_sek is None:
        return (_told("frame", "Det finns ingen ram för året i portföljen.", against=True),)
    if cost_sek > left_sek:
        found.append(
            _told("room", "Ärendet ryms inte: %(left)s är kvar och det behöver %(cost)s.", True, left=sek(left_sek), cost=sek(cost_sek))
        )
    if not has_points:
        found.append(_told("points", "Ärendet har ingen undertecknad nyttovärdering, så dess värde per krona kan inte jämföras.", True))
    elif not bought:
        found.append(
            _told(
                "history", "Det finns ingen tidigare beslutad vägning att jämföra med. Väg ärendet med årets andra förslag i stället.", True
            )
        )
    else:
        own, lowest, best = bought[0]
        found += _compared(own, lowest, best)
    if expected:
        cases = Fraction(sum(n for n, _ in expected), len(expected))
        kronor = sum(k for _, k in expected) // len(expected)
        rest = left_sek - cost_sek
        later = "Efter den här dagen har det i snitt kommit %(cases)s ärenden till, som fått %(kronor)s. Efter det här ärendet vore %(rest)s kvar."
        found.append(_told("expected", later, rest < kronor, cases=comma(cases, 1), kronor=sek(kronor), rest=sek(max(rest, 0))))
    else:
        found.append(_told("expected", "Det finns inga tidigare år att räkna väntade ärenden från.", False))
    return tuple(found)


def concluded(found: Sequence[Finding]) -> Finding:
    """What the figures come to in one sentence; the development council weighs them. Source: docs/method.md section 6.6; F11."""
    against = [f for f in found if f.blocks]
    if any(f.rule in ("any_day.room", "any_day.frame") for f in against):
        return _told("sum", "Det ryms inte: utan mer ram kan det inte beviljas i år.", True)
    if against:
        text = "%(count)s av %(all)s uppgifter talar emot. Vänta till nästa vägning, eller skriv varför det inte kan vänta."
        return _told("sum", text, True, count=len(against), all=len(found))
    return _told("sum", "Inget av det som är känt talar emot att råda om det nu.", False)


def _compared(own: Fraction, lowest: Fraction | None, best: Fraction | None) -> list[Finding]:
    """The case's value per million kronor beside what was taken and what was left the last time."""
    found = []
    if lowest is not None:
        text = "Det ger %(own)s vägda poäng per miljon kronor; det svagaste som togs med förra gången gav %(other)s."
        found.append(_told("lowest", text, own < lowest, own=comma(own, 1), other=comma(lowest, 1)))
    if best is not None:
        text = "Det ger %(own)s vägda poäng per miljon kronor; det starkaste som inte fick plats förra gången gav %(other)s."
        found.append(_told("best", text, own < best, own=comma(own, 1), other=comma(best, 1)))
    if not found:
        found.append(_told("history", "I den förra vägningen fanns inget i den här portföljen att jämföra med.", False))
    return found


def _told(rule: str, text: str, against: bool, **params: object) -> Finding:
    return Finding(f"any_day.{rule}", text, "”Metoden för vägningen”", params=params, blocks=against)
