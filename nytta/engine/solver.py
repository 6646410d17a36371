"""A model in whole numbers in, the set that its solver found out; the only module that knows which solver that is.

Nothing that comes from here is believed without being counted again: the set is rounded and refused when it is not near whole
numbers, and the bound is rounded up to a whole number. Source: docs/method.md; F2.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

EXACT_BELOW = 2**53  # a float holds every whole number up to here
WHOLE_WITHIN = 1e-5
OPTIONS: Mapping[str, object] = {
    "output_flag": False,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "mip_allow_restart": False,
    "mip_heuristic_run_feasibility_jump": False,
}
QUICK: Mapping[str, object] = {"mip_heuristic_effort": 0.0, "mip_pscost_minreliable": 4, "mip_detect_symmetry": False}


class Overflow(ArithmeticError):
    """A number of the model is too large for the solver to hold exactly: `rule` names the row."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Internal(AssertionError):
    """What the solver gave does not keep a rule that it was given: an error of ours or the solver's, never repaired."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far a solve may go. `nodes` can be repeated exactly; `seconds` (wall time) cannot, nor can another `threads`.

    None = until it is proved.
    """

    nodes: int | None = None
    seconds: float | None = None
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Column:
    """One unknown between `lower` and `upper` (None = no limit); `whole` when only whole numbers will do."""

    lower: int = 0
    upper: int | None = 1
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """sum of coefficient x column <= limit, all whole numbers; `rule` is the name that explanations give it."""

    rule: str
    terms: Mapping[int, int]
    limit: int


@dataclass(frozen=True, kw_only=True)
class Model:
    """Columns, rows and an objective of whole numbers, one per column; maximised unless told otherwise."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    objective: Mapping[int, int]
    maximise: bool = True


@dataclass(frozen=True, kw_only=True)
class Interim:
    """A better set found while the proof runs: its whole columns, and a whole number that no set can pass (None = not known)."""

    columns: tuple[int, ...]
    bound: int | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`state`: `optimal`, `infeasible` or `interrupted` (by a limit). `columns`: every column, rounded when whole, None when
    no set was found. `bound`: a whole number that no set can pass, when the objective takes whole numbers only. `seconds`: what
    the solver took, to count down a limit with and for nothing else.
    """

    state: str
    columns: tuple[int, ...] | None = None
    bound: int | None = None
    nodes: int = 0
    seconds: float = field(default=0.0, compare=False)


def available() -> bool:
    """Whether there is a solver to ask; without one the enumeration gives the same answers, slowly."""
    return bool(version())


def version() -> str:
    """Name and version of the solver as it stands in every record; empty when there is none."""
    try:
        return f"HiGHS {_engine().version()}"
    except ImportError:
        return ""


def refuse_overflow(rows: Sequence[Row], objective: Mapping[int, int], *, sums: bool = True) -> None:
    """Overflow when a number, or (`sums`) what a row or the objective can add up to, is 2^53 or more.

    Source: docs/method.md; F2.
    """
    for rule, terms, limit in [*((row.rule, row.terms, row.limit) for row in rows), ("value", objective, 0)]:
        sizes = [abs(amount) for amount in terms.values()]
        if max((abs(limit), *sizes)) >= EXACT_BELOW or (sums and sum(sizes) >= EXACT_BELOW):
            raise Overflow(rule)


def solve(
    model: Model,
    *,
    limits: Limits = Limits(),
    start: Sequence[int] | None = None,
    options: Mapping[str, object] | None = None,
    progress: Callable[[Interim], None] | None = None,
) -> Outcome:
    """Settle a model: the best columns, that there are none, or the best so far when a limit cut the search.

    `start`: a value per column that is known to keep the rows. `options` come on top of OPTIONS. `progress` is called with every
    better set. Same model, version, seed, threads and nodes: same outcome; `seconds` may give another. Time: exponential at worst.
    Source: docs/method.md; F2.
    """
    refuse_overflow(model.rows, model.objective)
    engine = _loaded(model, limits, options or {})
    if start is not None:
        _offer(engine, start)
    if progress is not None:
        _listen(engine, model, progress)
    if engine.run() == _highs().HighsStatus.kError:
        raise Internal("solver")
    outcome = _outcome(engine, model)
    if start is not None and outcome.state == "optimal" and _reached(model, outcome) != outcome.bound:
        return solve(model, limits=limits, options=options, progress=progress)  # a start may come back in the place of the best
    return outcome


def _reached(model: Model, outcome: Outcome) -> int | None:
    """The objective of the columns found, counted in whole numbers."""
    return None if outcome.columns is None else sum(amount * outcome.columns[j] for j, amount in model.objective.items())


def relaxation(model: Model) -> tuple[float, list[float], list[float]]:
    """The model with every column continuous: its value, its columns and the price (dual) of each row, as floats.

    A guide for finding rows only: nothing in an answer may rest on it. Source: docs/method.md; F2.
    """
    refuse_overflow(model.rows, model.objective)
    loose = [Column(lower=c.lower, upper=c.upper, whole=False) for c in model.columns]
    engine = _loaded(Model(columns=loose, rows=model.rows, objective=model.objective, maximise=model.maximise), Limits(), {})
    engine.run()
    solution = engine.getSolution()
    if engine.getModelStatus() != _highs().HighsModelStatus.kOptimal:
        raise Internal("relaxation")
    return engine.getObjectiveValue(), list(solution.col_value), list(solution.row_dual)


def bound_of(model: Model) -> int | None:
    """A whole number that no set's objective can pass, by the relaxation. Internal when that is not solved. Source: docs/method.md; F2."""
    return _whole_bound(relaxation(model)[0], model.maximise)


def _highs() -> Any:
    import highspy

    return highspy


def _engine() -> Any:
    """A solver that says nothing: the greeting would otherwise come on the output that carries the answer."""
    highs = _highs()

    class Silent(highs.Highs):  # type: ignore[misc, name-defined]
        def enableCallbacks(self) -> None:
            self.silent()
            super().enableCallbacks()

    return Silent()


def _loaded(model: Model, limits: Limits, options: Mapping[str, object]) -> Any:
    highs = _highs()
    engine = _engine()
    engine.resetGlobalScheduler(True)  # otherwise another number of threads than the last time is refused, silently
    asked: dict[str, object] = {**OPTIONS, "threads": limits.threads, "random_seed": limits.seed, **options}
    if limits.nodes is not None:
        asked["mip_max_nodes"] = limits.nodes
    if limits.seconds is not None:
        asked["time_limit"] = float(limits.seconds)
    for name, choice in asked.items():
        if engine.setOptionValue(name, choice) != highs.HighsStatus.kOk:
            raise Internal(f"solver option {name}")
    if engine.passModel(_program(model, highs)) == highs.HighsStatus.kError:
        raise Internal("solver model")
    return engine


def _program(model: Model, highs: Any) -> Any:
    lp = highs.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.columns), len(model.rows)
    lp.col_cost_ = [float(model.objective.get(i, 0)) for i in range(len(model.columns))]
    lp.col_lower_ = [float(column.lower) for column in model.columns]
    lp.col_upper_ = [highs.kHighsInf if column.upper is None else float(column.upper) for column in model.columns]
    lp.row_lower_ = [-highs.kHighsInf] * len(model.rows)
    lp.row_upper_ = [float(row.limit) for row in model.rows]
    lp.sense_ = highs.ObjSense.kMaximize if model.maximise else highs.ObjSense.kMinimize
    starts: list[int] = [0]
    places: list[int] = []
    amounts: list[float] = []
    for row in model.rows:
        places += row.terms.keys()
        amounts += [float(amount) for amount in row.terms.values()]
        starts.append(len(places))
    lp.a_matrix_.format_ = highs.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, places, amounts
    if any(column.whole for column in model.columns):
        kinds = {True: highs.HighsVarType.kInteger, False: highs.HighsVarType.kContinuous}
        lp.integrality_ = [kinds[column.whole] for column in model.columns]
    return lp


def _offer(engine: Any, start: Sequence[int]) -> None:
    solution = _highs().HighsSolution()
    solution.col_value = [float(amount) for amount in start]
    engine.setSolution(solution)


def _listen(engine: Any, model: Model, progress: Callable[[Interim], None]) -> None:
    def improved(event: Any) -> None:
        columns = _rounded(model, event.data_out.mip_solution)
        progress(Interim(columns=columns, bound=_whole_bound(event.data_out.mip_dual_bound, model.maximise)))

    engine.cbMipImprovingSolution.subscribe(improved)


def _outcome(engine: Any, model: Model) -> Outcome:
    statuses = _highs().HighsModelStatus
    status, found = engine.getModelStatus(), engine.getInfo()
    nodes, seconds = max(0, int(found.mip_node_count)), engine.getRunTime()
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return Outcome(state="infeasible", nodes=nodes, seconds=seconds)
    if status == statuses.kModelEmpty or (status == statuses.kOptimal and not model.columns):
        return Outcome(state="optimal", columns=(), bound=0)
    if status not in (statuses.kOptimal, statuses.kTimeLimit, statuses.kSolutionLimit, statuses.kInterrupt):
        raise Internal(f"solver status {engine.modelStatusToString(status)}")
    feasible = math.isfinite(found.objective_function_value) and found.primal_solution_status == 2
    columns = _rounded(model, engine.getSolution().col_value) if feasible else None
    bound = _whole_bound(found.mip_dual_bound, model.maximise)
    if not any(column.whole for column in model.columns):
        bound = _whole_bound(found.objective_function_value, model.maximise)
    state = "optimal" if status == statuses.kOptimal else "interrupted"
    return Outcome(state=state, columns=columns, bound=bound, nodes=nodes, seconds=seconds)


def _rounded(model: Model, found: Sequence[float]) -> tuple[int, ...]:
    columns = tuple(round(amount) for amount in found)
    for place, column in enumerate(model.columns):
        if column.whole and abs(found[place] - columns[place]) > WHOLE_WITHIN:
            raise Internal(f"column {place} is not a whole number")
    return columns


def _whole_bound(bound: float, maximise: bool) -> int | None:
    """What no whole number can pass: a set's value is whole, so the float's whole part holds; None when not known."""
    if not math.isfinite(bound):
        return None
    return math.floor(bound + WHOLE_WITHIN) if maximise else math.ceil(bound - WHOLE_WITHIN)
