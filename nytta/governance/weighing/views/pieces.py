"""What the page of a weighing shows: steps, acts, criteria, rules, frames, weights; texts and tables, no sums of its own."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from nytta.governance.applications.terms import PortfolioPart, WaitsOn
from nytta.kit import audit
from nytta.kit.documents import Column, Table
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from .. import policies, queries
from ..flow import ROUND
from ..models import Limit, Round
from ..queries.before import Ground, Scale, limits_of, together
from ..terms import Joined, LimitKind, RoundState

HEAT = 5


def history(one: Round) -> list[dict[str, Any]]:
    """What has happened, newest first; without what is only the machine's, or a member's own (weights that were taken back)."""
    wanted = ("at", "by_name", "by_role", "act", "reason", "changes")
    rows: list[dict[str, Any]] = list(audit.history(one.code).values(*wanted)[:50])
    return [{**row, "changes": {k: v for k, v in row["changes"].items() if k != "figures" and not isinstance(v, dict)}} for row in rows]


def steps(one: Round, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The line of five steps with their days."""
    asked = next((e["at"] for e in events if e["act"] == "round.ask_weights"), None)
    days: list[date | datetime | None] = [one.created_on, asked, one.weights_locked_at, one.advised_at, one.decided_at]
    now = list(RoundState).index(RoundState(one.state))
    words = (gettext("Förbereds"), gettext("Ledamöterna väger"), gettext("Rummet öppet"), gettext("Råd"), gettext("Beslut"))
    last = len(words) - 1
    found = []
    for n, (word, day) in enumerate(zip(words, days, strict=True)):
        how = "done" if n < now or now == last else "now" if n == now else "todo"
        found.append({"label": word, "on": day if n <= now else None, "state": how})
    return found


def waits(one: Round) -> str:
    """Whom it waits on."""
    who = WaitsOn(ROUND.waits_on[RoundState(one.state)])
    return "" if who is WaitsOn.NOBODY else gettext("Väntar på %(who)s") % {"who": label(who)}


def acts(one: Round, person: Any, on: date) -> list[Act]:
    """What the person can do now: only what the state allows and the person may."""
    found = []
    if one.decided_at is not None:
        found.append(Act(gettext("Till det som är publicerat"), reverse("weighing:published", args=[one.code])))
    if one.weights_locked_at is not None:
        found.append(Act(gettext("Till rummet"), reverse("weighing:room", args=[one.code]), primary=one.decided_at is None))
    for may, words, route, first in (
        (policies.can_weigh, gettext("Väg kriterierna"), "weigh_in", True),
        (policies.can_prepare, gettext("Be ledamöterna väga"), "ask_weights", True),
        (policies.can_prepare, gettext("Lägg till besparing som kriterium"), "add_criterion", False),
        (policies.can_open, gettext("Lås vikterna och öppna rummet"), "open", True),
        (policies.can_open, gettext("Gå tillbaka till kriterierna"), "back", False),
        (policies.can_advise, gettext("Ge utvecklingsrådets råd"), "advise", False),
        (policies.can_decide, gettext("Besluta om alla"), "decide", True),
        (policies.can_reopen, gettext("Öppna rummet igen"), "reopen", False),
    ):
        if may(person, one, on):
            found.append(Act(words, reverse(f"weighing:{route}", args=[one.code]), primary=first))
    return found


def percent(share: Fraction) -> str:
    """A share as whole percent."""
    return f"{comma(share * 100, 0)} %"


def reach(scale: Scale) -> str:
    """From nothing to all proposals at hand, in whole points; what a point is where it is kronor."""
    said = gettext("%(from)s till %(to)s poäng") % {"from": scale.worst, "to": scale.best}
    rate = scale.criterion.sek_per_point
    return f"{said}; {gettext('en poäng är %(sek)s om året') % {'sek': sek(rate)}}" if rate else said


def ends(scale: Scale) -> dict[str, Any]:
    """The ends of the step, the same for every criterion: none of the year's proposals, and all of them; what a point means beneath."""
    c, flat = scale.criterion, scale.best == scale.worst
    if c.sek_per_point:
        top = gettext("Alla årets förslag: %(points)s poäng, %(sek)s sparade om året") % {
            "points": scale.best, "sek": sek(scale.best * c.sek_per_point)}  # fmt: skip
        means = [gettext("En poäng är %(sek)s om året.") % {"sek": sek(c.sek_per_point)}]
        texts = ((c.worst, gettext("Inget sparat betyder: %(words)s.")), (c.best, gettext("Mest sparat betyder: %(words)s.")))
    else:
        top = gettext("Alla årets förslag: %(points)s poäng tillsammans") % {"points": scale.best}
        means = []
        texts = ((c.worst, gettext("För ett förslag betyder 0 poäng: %(words)s.")), (c.best, gettext("100 poäng betyder: %(words)s.")))
    means += [text % {"words": words.rstrip(". ")} for words, text in texts if words.strip()]
    return {"from": gettext("Inget av årets förslag: %(points)s poäng") % {"points": scale.worst}, "to": top, "means": means, "flat": flat}


def criteria(ground: Ground) -> list[dict[str, Any]]:
    """Each criterion with its ends, what is at hand and its weight."""
    return [{"c": s.criterion, "reach": reach(s), "share": percent(s.share)} for s in ground.scales]


def rates(ground: Ground) -> list[dict[str, Any]]:
    """Where kronor and points meet, and who decided it."""
    return [{"c": s.criterion, "sek": sek(s.criterion.sek_per_point)} for s in ground.scales if s.criterion.sek_per_point]


def limits(one: Round, ground: Ground) -> list[dict[str, Any]]:
    """The year's rules by kind, each in words."""
    return [
        {"kind": kind, "rows": [{"limit": r, "said": limit_said(r, ground), "gone": r.name in ground.gone} for r in rows]}
        for kind, rows in limits_of(one)
    ]


def frames(ground: Ground) -> Table | None:
    """Frames and parts of the year with what may be bound for the two years after."""
    years = ground.problem["years"]
    heads = [Column(gettext("Portfölj")), Column(gettext("Ram %(year)s") % {"year": years[0]}, num=True)]
    heads += [Column(gettext("Kan bindas %(year)s") % {"year": y}, num=True) for y in years[1:]]
    rows = []
    for p in ground.problem["portfolios"]:
        rows.append([p["id"], *(gettext("inget tak") if most is None else sek(most) for most in p["frame"])])
        for part, size in p.get("parts", {}).items():
            word = label(PortfolioPart(part)) if part in PortfolioPart.codes() else part
            rows.append([f"{p['id']}, {word.lower()}", sek(size), *("" for _ in years[1:])])
    return Table(gettext("Ramar, delar och tak för åtaganden"), heads, rows) if rows else None


def counted(one: Round, on: date) -> str:
    """How many members have given weights, of how many."""
    every = queries.members(on).count()
    return gettext("%(given)s av %(every)s") % {"given": queries.number_given(one), "every": every}


def joined_said(one: Round) -> str:
    """How the weights are joined."""
    return label(Joined(one.joined))


def weighed(one: Round, ground: Ground, on: date) -> dict[str, Any]:
    """Before the lock how many have weighed; after it each member's weights, the joined ones, and how far they agree."""
    state = RoundState(one.state)
    if state is RoundState.PREPARED:
        return {}
    found = {"how": joined_said(one), "counted": counted(one, on)}
    if state is RoundState.WEIGHTS:
        return found
    held = together(queries.weights_given(one), [s.criterion for s in ground.scales])
    if held is None:
        return {**found, "nobody": True}
    return {**found, "agreed": agreement(len(held.people), held.w), "map": _map(held, ground)}


def agreement(members: int, w: Fraction | None) -> str:
    """Kendall's W in words; nothing of chance is said."""
    if members < 2:
        return gettext("En ledamot har vägt. Samstämmighet går att visa när minst två har gjort det.")
    if w is None:
        return gettext("Alla ger allt samma vikt.")
    return gettext("Samstämmighet: Kendalls W är %(w)s, där 0 är ingen och 1 är full.") % {"w": comma(w, 2)}


def _map(held: Any, ground: Ground) -> Table:
    codes = [s.criterion.code for s in ground.scales]
    rows = [[who, *(percent(shares[c]) for c in codes)] for who, shares in zip(held.people, held.shares, strict=True)]
    foot = [
        [gettext("Tillsammans, andel av stegen"), *(percent(s.share if s.said is None else s.said) for s in ground.scales)],
        [gettext("Steget i poäng"), *("–" if s.step is None else comma(s.step, 0) for s in ground.scales)],
        [gettext("Så mycket väger en poäng"), *(percent(s.share) for s in ground.scales)],
        [gettext("Mellan högst och lägst, procentenheter"), *(comma(held.spread(c) * 100, 0) for c in codes)],
    ]
    tones = {(r, n): _heat(shares[c], codes) for r, shares in enumerate(held.shares) for n, c in enumerate(codes, 1)}
    columns = [Column(gettext("Ledamot")), *(Column(code, num=True) for code in codes)]
    return Table(gettext("Varje ledamots vikter i procent"), columns, rows, foot, tones)


def _heat(share: Fraction, codes: list[str]) -> str:
    """How much a share is beside an even one, in five steps; the number says it too."""
    return f"heat{min(int(share * len(codes) * 2), HEAT - 1)}"


def limit_said(limit: Limit, ground: Ground) -> str:
    """A rule as a sentence with the proposals' titles."""
    kind, held = LimitKind(limit.kind), limit.content
    names = {name: ", ".join(ground.title(c) for c in held[name]) for name in ("members", "needs", "within") if held.get(name)}
    if "id" in held:
        return ground.title(held["id"])
    if kind is LimitKind.DIRECTED:
        return gettext("Högst %(sek)s i %(portfolio)s: %(members)s") % {"sek": sek(held["max"]), "portfolio": held["portfolio"], **names}
    if kind is LimitKind.PREREQUISITE:
        text = gettext("%(title)s förutsätter minst ett av: %(needs)s")
        text = text if held["mode"] == "any" else gettext("%(title)s förutsätter: %(needs)s")
        return text % {"title": ground.title(held["proposal"]), **names}
    if kind is LimitKind.EXCLUSIVE:
        return f"{_between(held.get('min'), held.get('max'))} {gettext('av')}: {names['members']}"
    if kind is LimitKind.SYNERGY:
        return f"{_gives(held)} {gettext('när alla är med')}: {names['members']}"
    if kind is LimitKind.CAPACITY:
        return _capacity(held, ground)
    return _balance(held, names)


def _between(least: Any, most: Any, unit: str = "") -> str:
    parts = [gettext("minst %(n)s") % {"n": f"{least}{unit}"}] if least else []
    parts += [gettext("högst %(n)s") % {"n": f"{most}{unit}"}] if most is not None else []
    return ", ".join(parts).capitalize()


def _gives(held: dict[str, Any]) -> str:
    points = [gettext("%(points)s poäng för %(goal)s") % {"points": f"{p:+d}", "goal": c} for c, p in held.get("score", {}).items()]
    total = sum(held.get("cost", ()))
    return ", ".join([*points, *([gettext("kostnad %(sek)s") % {"sek": sek(total)}] if any(held.get("cost", ())) else [])])


def _capacity(held: dict[str, Any], ground: Ground) -> str:
    years = [f"{y}: {most}" for y, most in zip(ground.problem["years"], held["limit"], strict=False) if most is not None]
    users = ngettext("%(number)s förslag tar av det", "%(number)s förslag tar av det", len(held["use"])) % {"number": len(held["use"])}
    return f"{', '.join(years)}. {users}."


def _balance(held: dict[str, Any], names: dict[str, str]) -> str:
    least, most = (int(Fraction(held[n]) * 100) if held.get(n) else None for n in ("min_share", "max_share"))
    what = gettext("av pengarna") if held["measure"] == "cost" else gettext("av antalet")
    base = "" if held["base"] == "selected" else f" ({sek(held['base'], 'kr' if held['measure'] == 'cost' else '')})"
    return f"{_between(least, most, ' %')} {what}{base}: {names['members']}"


def adding(one: Round) -> list[tuple[str, str]]:
    """The kinds of rules that can be added, with their addresses."""
    return [(label(kind), reverse("weighing:limit", args=[one.code, kind.value])) for kind in LimitKind]
