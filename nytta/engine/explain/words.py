"""Why a proposal is in the best portfolio or not, as sentences made from the figures and nothing else.

Each finding's `text` is a Swedish message id and `params` fill its places. Ids as in the problem; kronor as read; values divided by
the sum of weights, with the fewest places that tell apart what differs. Source: docs/method.md "Why and why not"; F3.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Finding
from nytta.plain.words import Said

from ..problem import Problem, value
from ..rank import MONEY_RULES, SOURCE, STATUS_TEXTS, RankedList, Stop, subjects
from ..select import Selection
from .asking import in_order, named
from .changes import Lacking, Sparing, points_needed
from .conflicts import balance_in_words
from .obstacles import crowded_out, obstacles
from .overrides import Override, half_width
from .weights import WeightInterval

OBSTACLE_TEXTS = {
    "excluded": "Förslaget är uteslutet: det har inte klarat granskningen.",
    "frame": "Ramen för %(thing)s %(part)s räcker inte till förslaget utöver de utvalda: %(lacks)s saknas.",
    "part": "Delen %(part)s i %(thing)s räcker inte till förslaget utöver de utvalda: %(lacks)s saknas.",
    "directed": "Utrymmet för riktade förslag i %(thing)s räcker inte till förslaget utöver de utvalda: %(lacks)s saknas.",
    "prerequisite": "Förutsättningar saknas: %(others)s är inte med.",
    "exclusive": "Bara %(limit)s av förslagen i %(thing)s kan vara med: %(others)s är redan med.",
    "capacity": "Det som finns av ”%(thing)s” %(part)s räcker inte till förslaget utöver de utvalda: %(lacks)s saknas.",
    "balance": "Med förslaget utöver de utvalda hålls inte årets regel om andelar: %(rule)s",
}
CROWD_TEXTS = {
    "frame": "Med det ryms inte %(leaves)s i ramen för %(thing)s %(part)s; tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
    "part": "Med det ryms inte %(leaves)s i delen %(part)s i %(thing)s; tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
    "directed": "Med det ryms inte %(leaves)s i utrymmet för riktade förslag i %(thing)s; "
    "tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
    "exclusive": "Med det får inte %(leaves)s vara med enligt %(thing)s; tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
    "capacity": "Med det räcker inte det som finns av ”%(thing)s” %(part)s till %(leaves)s; "
    "tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
    "": "Den bästa portföljen med det är utan %(leaves)s; tillsammans ger de %(given)s mot %(gained)s för %(enters)s.",
}
WITHIN_TEXT = "Skillnaden är inom osäkerheten i de bedömda siffrorna."
NOBODY = "–"


def why(
    problem: Problem,
    selection: Selection,
    ranked: RankedList,
    proposal: str,
    *,
    change: Lacking | Sparing | None = None,
    drawn: tuple[int, int] | None = None,
) -> tuple[Finding, ...]:
    """Why a proposal is in the best portfolio or not: its rank, what is in its way or what it pushes out, and what would change it.

    `change`: its figures by `smallest_change`; without them only what the sets say. `drawn`: in how many of how many drawn weightings
    it is in. Findings that name an obstacle have `blocks`. Source: docs/method.md "Why and why not"; F3.
    """
    line = named(problem, proposal, "proposal")
    step = next(s for s in ranked.steps if s.id == proposal)
    place = {"id": step.id, "position": step.position, "count": len(ranked.steps)}
    found = [_said("rank.position", "Räknat i värde per krona står %(id)s på plats %(position)s av %(count)s.", place)]
    if proposal in selection.selected:
        found.append(_said("why.in", "Det är med i den bästa portföljen.", {}))
        found += [_said(f"rank.{line.status}", STATUS_TEXTS[line.status], {})] if line.status in STATUS_TEXTS else []
        found += _conditions(problem, line.cost)
    else:
        found.append(_said("why.out", "Det är inte med i den bästa portföljen.", {}))
        found += [_obstacle(problem, stop) for stop in obstacles(problem, selection.selected, proposal)]
    if isinstance(change, Lacking):
        found += _lacking(problem, change)
    elif change is not None:
        found += _sparing(problem, change)
    return tuple(found + _drawn(drawn))


def override_in_words(problem: Problem, asked: Override) -> tuple[Finding, ...]:
    """What a departure costs, who enters and leaves, and whether the price is within the uncertainty.

    Source: docs/method.md "Price of an override"; F3.
    """
    if asked.price:
        text = "Avsteget kostar %(price)s i värde med de beslutade vikterna."
        found = [_said("override.price", text, {"price": shown(problem, asked.price)[0]})]
    else:
        found = [_said("override.free", "Avsteget kostar ingenting med det här måttet.", {})]
    if asked.enters or asked.leaves:
        found.append(_said("override.sets", "In kommer %(enters)s, ut går %(leaves)s.", _moves(asked.enters, asked.leaves)))
    return (*found, *([_said("override.within", WITHIN_TEXT, {})] if asked.within_uncertainty else []))


def interval_in_words(interval: WeightInterval) -> Finding:
    """Between which weights the portfolio stays best; rounded inwards, so that it holds at both ends that are shown.

    Source: docs/method.md "Weight interval"; F3.
    """
    for places in range(5):
        scale = 100 * 10**places
        low, high = Fraction(math.ceil(interval.low * scale), scale), Fraction(math.floor(interval.high * scale), scale)
        if low <= Fraction(round(interval.share_now * scale), scale) <= high:
            break
    shares = {"low": low, "now": interval.share_now, "high": high}
    params = {"criterion": interval.criterion} | {name: comma(share * 100, places) for name, share in shares.items()}
    text = "Portföljen förblir bäst så länge %(criterion)s väger %(low)s–%(high)s %% (nu %(now)s %%)."
    return _said("weight.interval", text, params)


def shown(problem: Problem, *amounts: Fraction) -> tuple[str, ...]:
    """Values divided by the sum of weights, with the fewest places (0-3) at which those that differ, also from 0, look different."""
    whole = sum(c.weight for c in problem.criteria) or 1
    for places in range(4):
        texts = tuple(comma(amount / whole, places) for amount in amounts)
        if len({*texts, comma(0, places)}) == len({*amounts, Fraction(0)}):
            break
    return texts


def _lacking(problem: Problem, change: Lacking) -> list[Finding]:
    found = []
    if change.turned is None:
        found.append(_said("why.never", "Inget urval som håller reglerna har det med.", {}))
    elif not change.gain_needed:
        found.append(_said("why.level", "Ett urval med det är värt lika mycket: regeln för lika avgör.", {}))
    else:
        found += [_crowding(problem, change.selected, change.turned), *_gain(problem, change.gain_needed, change)]
    if change.extra_frame:
        moves = {"amount": sek(change.extra_frame)} | _moves(change.enters or (), change.leaves or ())
        text = (
            "Den minsta höjning av dess ram och tak som tar med det är %(amount)s: in kommer %(enters)s, ut går %(leaves)s. "
            "En ännu större höjning kan ta bort det igen."
        )
        found.append(_said("why.extra_frame", text, moves))
    elif change.extra_frame is None:
        found.append(_said("why.no_frame", "Mer pengar i dess ram och tak tar inte med det: andra regler eller förslag hindrar.", {}))
    if change.cost_cut:
        text = "Den minsta sänkning av dess kostnad första året som tar med det är %(amount)s."
        found.append(_said("why.cost_cut", text, {"amount": sek(change.cost_cut)}))
    elif change.cost_cut is None:
        found.append(_said("why.no_cut", "En lägre kostnad första året tar inte med det.", {}))
    if change.extra_frame or change.cost_cut or change.gain_needed:
        found.append(_said("why.tie", "Lika räknas som med: regeln för lika avgör.", {}))
    return found


def _gain(problem: Problem, gain: Fraction, change: Lacking) -> list[Finding]:
    found = [_said("why.gain", "Det saknar %(gain)s i värde för att vara lika bra.", {"gain": shown(problem, gain)[0]})]
    score = named(problem, change.id, "proposal").score
    for criterion, needed in points_needed(problem, gain).items():
        if needed is not None and score.get(criterion, 0) + needed <= 100:
            params = {"points": needed, "criterion": criterion}
            found.append(_said("why.points", "Det motsvarar %(points)s poäng till på enbart %(criterion)s.", params))
    if gain < half_width(problem, set(change.selected) ^ set(change.turned or ())):
        found.append(_said("why.within", WITHIN_TEXT, {}))
    return found


def _sparing(problem: Problem, change: Sparing) -> list[Finding]:
    found = []
    if change.turned is None:
        found.append(_said("why.needed", "Inget urval som håller reglerna är utan det.", {}))
    else:
        inside, outside = set(change.selected), set(change.turned)
        moves = _moves(in_order(problem, outside - inside), in_order(problem, inside - outside))
        if change.margin:
            text = "Utan det blir portföljen värd %(margin)s mindre: in kommer %(enters)s, ut går %(leaves)s."
            found.append(_said("why.margin", text, moves | {"margin": shown(problem, change.margin)[0]}))
        else:
            found.append(_said("why.level_out", "Ett urval utan det är värt lika mycket: regeln för lika avgör.", {}))
        if change.margin and change.margin < half_width(problem, inside ^ outside):
            found.append(_said("why.within", WITHIN_TEXT, {}))
    if change.cost_rise_tolerated is not None:
        text = "Kostnaden första året kan stiga med högst %(amount)s och förslaget ändå räknas som med."
        found.append(_said("why.cost_rise", text, {"amount": sek(change.cost_rise_tolerated)}))
    if change.frame_cut_out is not None:
        text = "Den minsta sänkning av dess ram och tak som tar bort det är %(amount)s."
        found.append(_said("why.frame_cut", text, {"amount": sek(change.frame_cut_out)}))
    return found


def _crowding(problem: Problem, before: Collection[str], after: Collection[str]) -> Finding:
    """Who gives way, and what they give against what takes their place, both counted above what the two sets share."""
    stop = crowded_out(problem, before, after)
    common = value(problem, set(before) & set(after))
    given, gained = shown(problem, value(problem, before) - common, value(problem, after) - common)
    thing, part = subjects(problem).get(stop.rule, ("", "")) if stop else ("", "")
    moves = _moves(in_order(problem, set(after) - set(before)), in_order(problem, set(before) - set(after)))
    params = moves | {"thing": thing, "part": part, "given": given, "gained": gained}
    return _said(stop.rule if stop else "why.instead", CROWD_TEXTS[_kind(stop.rule) if stop else ""], params)


def _obstacle(problem: Problem, stop: Stop) -> Finding:
    kind = _kind(stop.rule)
    thing, part = subjects(problem).get(stop.rule, (stop.rule.partition(":")[2], ""))
    lacks = stop.used + stop.added - (stop.limit or 0)
    params = {"thing": thing, "part": part, "lacks": sek(lacks) if kind in MONEY_RULES else str(lacks), "limit": stop.limit}
    if kind == "balance":
        text, filled = balance_in_words(problem, stop.rule)
        params["rule"] = Said(text, params=filled)
    return _said(stop.rule, OBSTACLE_TEXTS[kind], params | {"others": _list(stop.others)}, blocks=True)


def _conditions(problem: Problem, cost: tuple[int, ...]) -> list[Finding]:
    """What later years' money the first year's rests on."""
    later = zip(problem.years[1:], cost[1:], strict=False)
    text = "Det förutsätter %(amount)s %(year)s."
    return [_said("why.later", text, {"amount": sek(amount), "year": year}) for year, amount in later if amount]


def _drawn(drawn: tuple[int, int] | None) -> list[Finding]:
    if drawn is None:
        return []
    params = {"count": drawn[0], "draws": drawn[1]}
    if drawn[0] == drawn[1]:
        return [_said("why.drawn", "Det är med i alla %(draws)s dragna viktningar.", params)]
    return [_said("why.drawn", "Det är med i %(count)s av %(draws)s dragna viktningar.", params)]


def _moves(enters: Iterable[str], leaves: Iterable[str]) -> dict[str, object]:
    return {"enters": _list(enters), "leaves": _list(leaves)}


def _list(ids: Iterable[str]) -> str:
    return ", ".join(ids) or NOBODY


def _kind(rule: str) -> str:
    return rule.partition(":")[0]


def _said(rule: str, text: str, params: Mapping[str, object], blocks: bool = False) -> Finding:
    return Finding(rule, text, SOURCE, params=params, blocks=blocks)
