"""Cases of a named kind, answered by the functions of the module: `answer({"kind": "npv", "inputs": {…}})`."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import burden, discounting, ledger, numbers, optimism, returns, scoring, sensitivity
from .numbers import BadInput

Inputs = Mapping[str, Any]
Answer = dict[str, Any]
KINDS: dict[str, Callable[[Inputs], Answer]] = {}


def _kind(name: str) -> Callable[[Callable[[Inputs], Answer]], Callable[[Inputs], Answer]]:
    def register(function: Callable[[Inputs], Answer]) -> Callable[[Inputs], Answer]:
        KINDS[name] = function
        return function

    return register


def answer(case: Mapping[str, Any]) -> Answer:
    """What a case comes to; BadInput for an unknown kind, a missing field or a wrong value."""
    kind = case.get("kind")
    if kind not in KINDS:
        raise BadInput("kind", "kind", kind, "one of " + ", ".join(sorted(KINDS)))
    try:
        return KINDS[kind](case["inputs"])
    except KeyError as lacks:
        raise BadInput("missing", str(lacks.args[0]), "", "the field is given") from None
    except (AttributeError, TypeError) as wrong:
        raise BadInput("shape", "inputs", type(case.get("inputs")).__name__, f"the inputs have another shape ({wrong})") from None


@_kind("present_values")
def _present_values_case(i: Inputs) -> Answer:
    return {"present_values": discounting.present_values(i["amount"], i["schedule"], i["years"])}


@_kind("discount_factors")
def _discount_factors_case(i: Inputs) -> Answer:
    years = i["periods"] if "periods" in i else i["years"]
    start = discounting.discount_factors(i["schedule"], years)
    return {"factors": start, "start_of_year": start, "mid_year": discounting.discount_factors(i["schedule"], years, discounting.MID)}


@_kind("discount_factors_schedule")
def _discount_factors_schedule_case(i: Inputs) -> Answer:
    return {"factors": discounting.discount_factors(i["schedule"], i["years"])}


def _series(given: Any, periods: int, field: str) -> list[Decimal]:
    """An amount for each period, from one amount, a list by period, or [{period, amount}]."""
    if not isinstance(given, list):
        return [numbers.number(given, field)] * periods
    made = [Decimal(0)] * periods
    for at, one in enumerate(given):
        period, amount = (one["period"], one["amount"]) if isinstance(one, Mapping) else (at, one)
        if not 0 <= period < periods:
            raise BadInput("year", field, period, "a year inside the horizon")
        made[period] += numbers.number(amount, field)
    return made


@_kind("appraisal")
def _appraisal_case(i: Inputs) -> Answer:
    n, timing = numbers.count(i["horizon_periods"], "horizon_periods", 1), i.get("timing", {})
    worth = {}
    for name, field in (("benefits", "benefit_per_period"), ("operating", "operating_cost_per_period"), ("capital", "capital")):
        flows = _series(i.get(field, 0), n, field)
        factors = discounting.discount_factors(i["schedule"], range(n), timing.get(name, discounting.START))
        worth[name] = (flows, [a * f for a, f in zip(flows, factors, strict=True)])
    benefits, operating, capital = (sum(worth[k][1], Decimal(0)) for k in ("benefits", "operating", "capital"))
    costs, npv_ = operating + capital, benefits - operating - capital
    return {
        "pv_benefits": benefits, "pv_first_three_benefits": worth["benefits"][1][:3], "pv_operating": operating, "pv_capital": capital,
        "pv_costs": costs, "npv": npv_, "bcr": returns.bcr(benefits, costs), "nnk_i": returns.npv_ratio(npv_, capital),
        "nnk_idu": returns.npv_ratio(npv_, costs), "whole_life_cost": sum(worth["operating"][0] + worth["capital"][0], Decimal(0)),
    }  # fmt: skip


@_kind("npv")
def _npv_case(i: Inputs) -> Answer:
    first, flows = i.get("first_period", 0), i["cashflows"]
    rate = i["rate"] if "rate" in i else i["schedule"]
    values = discounting.present_values(flows, rate, range(first, first + len(flows)))
    return {
        "npv": discounting.npv(flows, rate, first),
        "present_values_at": {str(first + t): v for t, v in enumerate(values)},
        "present_values": values,
    }


def _rate_of_return(name: str, roots: returns.Roots) -> Answer:
    said: Answer = {name: roots.only, "roots": list(roots.values)}
    if roots.ambiguous:
        said["warning"] = "several rates give a net present value of 0; none of them is the rate of return"
    return said


@_kind("irr")
def _irr_case(i: Inputs) -> Answer:
    return _rate_of_return("irr", returns.irr(i["cashflows"]))


@_kind("xirr")
def _xirr_case(i: Inputs) -> Answer:
    return _rate_of_return("xirr", returns.xirr(i["flows"]))


@_kind("mirr")
def _mirr_case(i: Inputs) -> Answer:
    return {"mirr": returns.mirr(i["cashflows"], i["finance_rate"], i["reinvest_rate"])}


@_kind("payback")
def _payback_case(i: Inputs) -> Answer:
    flows, found = i["cashflows"], {"payback_years": returns.payback(i["cashflows"])}
    if "rate" in i or "schedule" in i:
        rate = i["rate"] if "rate" in i else i["schedule"]
        values = discounting.present_values(flows, rate, range(len(flows)))
        found |= {"discounted_payback_years": returns.payback(flows, rate), "npv": discounting.npv(flows, rate)}
        return {**found, "discounted_flows": values[1:]}
    return dict(found)


@_kind("annuity")
def _annuity_case(i: Inputs) -> Answer:
    rate, n = i["rate"], i["periods"]
    paid = discounting.annuity(i["principal"], rate, n, due=bool(i.get("due", False)))
    return {
        "annuity_factor": discounting.annuity_factor(rate, n),
        "annuity": paid,
        "straight_line": discounting.straight_line(i["principal"], n),
    }


@_kind("annualised")
def _annualised_case(i: Inputs) -> Answer:
    return {"annualised": discounting.annualised(i["npv"], i["rate"], i["periods"])}


@_kind("capital_charges")
def _capital_charges_case(i: Inputs) -> Answer:
    table = {int(y): v for y, v in i["rates_percent"].items()}
    rows = discounting.capital_charges(i["investment"], table, i["first_year"], i["periods"])
    return {"years": [y for y, _, _ in rows], "write_off": [a for _, a, _ in rows], "interest": [b for _, _, b in rows]}


@_kind("npv_ratio")
def _npv_ratio_case(i: Inputs) -> Answer:
    ratio, worth = {}, {}
    for one in i["options"]:
        worth[one["name"]] = numbers.number(one["pv_inflows"], "pv_inflows") - numbers.number(one["investment"], "investment")
        ratio[one["name"]] = returns.npv_ratio(worth[one["name"]], one["investment"])
    known = {k: v for k, v in ratio.items() if v is not None}
    return {
        "ratio": ratio, "npv": worth, "ranking_by_ratio": [n for tied in scoring.ranking(known) for n in tied],
        "ranking_by_npv": [n for tied in scoring.ranking(worth) for n in tied],
    }  # fmt: skip


@_kind("bcr")
def _bcr_case(i: Inputs) -> Answer:
    return {"bcr": returns.bcr(i["pv_benefits"], i["pv_costs"])}


@_kind("nnk_idu")
def _nnk_idu_case(i: Inputs) -> Answer:
    return {"nnk_idu": returns.nnk_idu(i["npv"], i["investment"], i["running"]), "nnk_i": returns.nnk_i(i["npv"], i["investment"])}


@_kind("price_rebase")
def _price_rebase_case(i: Inputs) -> Answer:
    return {"amount": discounting.price_rebase(i["amount"], i["index_from"], i["index_to"])}


@_kind("inflation")
def _inflation_case(i: Inputs) -> Answer:
    return {"percent": discounting.inflation(i["index_from"], i["index_to"])}


@_kind("real_rate")
def _real_rate_case(i: Inputs) -> Answer:
    return {"rate": discounting.real_rate(i["nominal"], i["inflation"])}


@_kind("optimism_bias_table")
def _optimism_bias_table_case(i: Inputs) -> Answer:
    return {name: asdict(optimism.optimism_bias_table(name)) for name in i["lookup"]}


@_kind("optimism_bias")
def _optimism_bias_case(i: Inputs) -> Answer:
    base, several = i["base"], isinstance(i["base"], list)
    given = i.get("contributions")
    mitigation = optimism.managed_share((c["share"], c["mitigation"]) for c in given) if given is not None else i.get("mitigation", 0)
    found = optimism.optimism_bias(base if several else [base], i["upper_bound"], mitigation)
    pick = (lambda v: list(v)) if several else (lambda v: v[0])
    return {
        "unmitigated": pick(found.unmitigated), "managed_share": found.managed_share, "resultant_bias": found.resultant_bias,
        "adjusted": pick(found.adjusted),
    }  # fmt: skip


@_kind("optimism_bias_combined")
def _optimism_bias_combined_case(i: Inputs) -> Answer:
    return {"upper_bound": optimism.optimism_bias_combined((p["share"], p["upper_bound"]) for p in i["parts"])}


@_kind("reference_class")
def _reference_class_case(i: Inputs) -> Answer:
    pairs = [(p["planned"], p["actual"]) for p in i["projects"]]
    asked = i.get("quantiles", ["0.5", "0.9"])
    found = optimism.reference_class(pairs, asked, i.get("method", "linear"))
    return {"n": found.n, "enough": found.enough, "quantiles": {str(q): v for q, v in zip(asked, found.quantiles.values(), strict=False)}}


@_kind("quantile")
def _quantile_case(i: Inputs) -> Answer:
    return {"quantile": optimism.quantile(i["values"], i["at"], i.get("method", "linear"))}


@_kind("expected_value")
def _expected_value_case(i: Inputs) -> Answer:
    value, exposure = optimism.expected_value((r["probability"], r["impact"]) for r in i["risks"])
    return {"expected_value": value, "total_exposure": exposure}


@_kind("time_burden")
def _time_burden_case(i: Inputs) -> Answer:
    found = burden.time_burden(i["rate_per_hour"], [(r["responses"], r["hours"]) for r in i["rows"]])
    return {"row_cost": list(found.row_cost), "responses": found.responses, "hours": found.hours, "cost": found.cost}


@_kind("time_burden_npv")
def _time_burden_npv_case(i: Inputs) -> Answer:
    names = ("entities", "per_year", "hours", "rate_per_hour", "years", "discount_rate")
    once, yearly, worth = burden.time_burden_npv(**{n: i[n] for n in names}, first_period=i.get("first_period", 1))
    return {"cost_per_occurrence": once, "annual_cost": yearly, "npv": worth}


@_kind("unit_saving")
def _unit_saving_case(i: Inputs) -> Answer:
    each, total = burden.unit_saving(i["from_cost"], i["to_cost"], i.get("cases", 1))
    return {"saving_per_case": each, "saving": total}


@_kind("ahp")
def _ahp_case(i: Inputs) -> Answer:
    names = i["names"]
    upper = {(pair.split(",")[0].strip(), pair.split(",")[1].strip()): v for pair, v in i["upper"].items()}
    weights, greatest = scoring.ahp(names, upper)
    table = {**scoring.RANDOM_INDEX, **{int(n): v for n, v in i.get("random_index", {}).items()}}
    return {"weights": weights, "lambda_max": greatest, "consistency_ratio": scoring.consistency_ratio(greatest, len(names), table)}


@_kind("weighted_score")
def _weighted_score_case(i: Inputs) -> Answer:
    totals = scoring.weighted_score(i["weights"], i["scores"])
    ranks = scoring.ranking(totals)
    return {"totals": totals, "tied_first": ranks[0] if ranks and len(ranks[0]) > 1 else [], "ranking": ranks}


@_kind("weighted_kappa")
def _weighted_kappa_case(i: Inputs) -> Answer:
    levels = i.get("levels") or sorted({*i["first"], *i["second"]})
    return {"kappa": scoring.weighted_kappa(i["first"], i["second"], levels, i.get("weights", "linear"))}


@_kind("sus")
def _sus_case(i: Inputs) -> Answer:
    many = i["items"] if isinstance(i["items"][0], list) else [i["items"]]
    scores = [scoring.sus(one) for one in many]
    return {"score": sum(scores, Decimal(0)) / len(scores), "scores": scores}


@_kind("allocation")
def _allocation_case(i: Inputs) -> Answer:
    return {"shares": burden.allocation(i["cost"], i["drivers"])}


@_kind("largest_remainder")
def _largest_remainder_case(i: Inputs) -> Answer:
    return {"parts": burden.largest_remainder(i["total"], i["weights"])}


@_kind("rate_table")
def _rate_table_case(i: Inputs) -> Answer:
    found = discounting.rate_table(i["years"])
    return {"percent": {str(y): v for y, v in found.items() if v is not None}, "missing": [y for y, v in found.items() if v is None]}


@_kind("stpr")
def _stpr_case(i: Inputs) -> Answer:
    return {"rate": discounting.stpr(i["delta"], i["L"], i["mu"], i["g"])}


def _calls(given: Any) -> list[ledger.Call]:
    return [
        ledger.Call(c["name"], c["driver"], ledger.fraction_of(numbers.number(c["fraction"], "fraction")), bool(c.get("decided", False)))
        for c in given
    ]


def _said(share: Fraction) -> Decimal:
    return numbers.number(share, "share")


@_kind("saved_share")
def _saved_share_case(i: Inputs) -> Answer:
    return {"saved_share": _said(ledger.saved_share(_calls(i["claims"])))}


@_kind("ledger_settlement")
def _ledger_settlement_case(i: Inputs) -> Answer:
    calls, baseline = _calls(i["claims"]), numbers.count(i["baseline"], "baseline")
    return {
        "saved_share": _said(ledger.saved_share(calls)), "counted": ledger.counted_amounts(calls, baseline),
        "over_claimed": _said(ledger.over_claimed(calls, baseline)), "alone": {c.name: _said(c.fraction * baseline) for c in calls},
    }  # fmt: skip


@_kind("ledger_check")
def _ledger_check_case(i: Inputs) -> Answer:
    found, near = ledger.ledger_check(_calls(i["claims"]))
    return {
        "allowed": not found, "clashes": [{"driver": c.driver, "total": _said(c.total), "names": list(c.names)} for c in found],
        "warnings": {d: _said(v) for d, v in near.items()},
    }  # fmt: skip


@_kind("break_even")
def _break_even_case(i: Inputs) -> Answer:
    return {"multiple": sensitivity.break_even(i["npv"], i["worth"])}


@_kind("tornado")
def _tornado_case(i: Inputs) -> Answer:
    rows = [sensitivity.Swing(r["name"], numbers.number(r["low"], "low"), numbers.number(r["high"], "high")) for r in i["rows"]]
    return {"order": [s.name for s in sensitivity.tornado(rows)], "width": {s.name: s.width for s in rows}}


@_kind("waterfall")
def _waterfall_case(i: Inputs) -> Answer:
    rows = sensitivity.waterfall(i.get("first", "first"), i.get("last", "last"), i["start"], i["changes"])
    return {"rows": [asdict(r) for r in rows], "end": rows[-1].end}
