"""Cases of money over time: discounting, returns, annuities, prices, burdens and splits."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from .. import burden, discounting, numbers, returns, scoring
from ..numbers import BadInput
from .kinds import Answer, Inputs, by_year, kind, like, series

NO_ROOT = "no rate gives a net present value of 0"


def _years(given: Any) -> Any:
    """The years listed, or 0 to the one given."""
    return given if isinstance(given, list) else range(numbers.count(given, "years", 0, numbers.MOST_PERIODS) + 1)


def _timing(given: Any) -> str:
    """start, mid or end, also written start_of_year, mid-year, end_of_year."""
    return str(given).replace("-", "_").split("_")[0]


def _undefined(found: Answer) -> Answer:
    """The answer, with the names of ratios that have nothing to be divided by."""
    lacks = [name for name, value in found.items() if value is None]
    return {**found, "undefined": lacks} if lacks else found


@kind("present_values")
def _present_values(i: Inputs) -> Answer:
    return {"present_values": discounting.present_values(i["amount"], i["rate"], _years(i["years"]), _timing(i.get("timing", "start")))}


@kind("discount_factors")
def _discount_factors(i: Inputs) -> Answer:
    years, asked = _years(i["years"]), _timing(i.get("timing", discounting.START))
    start = discounting.discount_factors(i["rate"], years)
    return {
        "factors": discounting.discount_factors(i["rate"], years, asked), "start_of_year": start,
        "mid_year": discounting.discount_factors(i["rate"], years, discounting.MID),
    }  # fmt: skip


@kind("discount_factors_schedule")
def _discount_factors_schedule(i: Inputs) -> Answer:
    return {"factors": discounting.discount_factors(i["rate"], _years(i["years"]), _timing(i.get("timing", discounting.START)))}


def _series(given: Any, periods: int, field: str) -> list[Decimal]:
    """An amount for each period, from one amount, a list of as many (or none), [{period, amount}], or {period: amount}."""
    if isinstance(given, Mapping):
        given = [{"period": period, "amount": amount} for period, amount in given.items()]
    if not isinstance(given, list):
        return [numbers.number(given, field)] * periods
    made = [Decimal(0)] * periods
    if given and not isinstance(given[0], Mapping):
        numbers.same_length(given, made, field)
        return numbers.numbers(given, field)
    for one in given:
        period = numbers.count(one["period"] if "period" in one else one["year"], field)
        if period >= periods:
            raise BadInput("year", field, period, f"a year inside the horizon, 0 to {periods - 1}")
        made[period] = numbers.total([made[period], numbers.number(one["amount"], field)])
    return made


def _one_price_year(i: Inputs) -> None:
    """The amounts of a case that say their price year say the same one."""
    listed = [one for value in i.values() if isinstance(value, list) for one in value if isinstance(one, Mapping)]
    numbers.one_price_year(one["price_year"] for one in [i, *listed] if "price_year" in one)


@kind("appraisal")
def _appraisal(i: Inputs) -> Answer:
    _one_price_year(i)
    n, timing = numbers.count(i["horizon_periods"], "horizon_periods", 1, numbers.MOST_PERIODS), i.get("timing", {})
    said = timing if isinstance(timing, Mapping) else dict.fromkeys(("benefits", "operating", "capital"), timing)
    flows, worth = {}, {}
    for name, field in (("benefits", "benefit_per_period"), ("operating", "operating_cost_per_period"), ("capital", "capital")):
        flows[name] = _series(i.get(field, 0), n, field)
        worth[name] = discounting.present_values(flows[name], i["rate"], range(n), _timing(said.get(name, discounting.START)))
    benefits, operating, capital = (numbers.total(worth[name]) for name in ("benefits", "operating", "capital"))
    costs = numbers.total([operating, capital])
    npv = numbers.difference(benefits, costs)
    net, discounted = (
        [numbers.difference(b, numbers.total([o, c])) for b, o, c in zip(*parts.values(), strict=True)] for parts in (flows, worth)
    )
    return {
        "pv_benefits": benefits, "pv_first_three_benefits": worth["benefits"][:3], "pv_operating": operating, "pv_capital": capital,
        "pv_costs": costs, "npv": npv, **_undefined({
            "bcr": returns.bcr(benefits, costs), "nnk_i": returns.npv_ratio(npv, capital), "nnk_idu": returns.npv_ratio(npv, costs),
        }), "whole_life_cost": numbers.total(flows["operating"] + flows["capital"]), "net_flows": net,
        **_paid_back("payback", returns.payback(net)), **_paid_back("discounted_payback", returns.payback(discounted)),
        "annualised": discounting.annualised(npv, i["rate"], n), **_rate_of_return("irr", returns.irr(net)),
    }  # fmt: skip


@kind("npv")
def _npv(i: Inputs) -> Answer:
    _one_price_year(i)
    if "rates" in i and "rate" not in i:
        return _npv_at_rates(i)
    first, timing = numbers.count(i.get("first_period", 0), "first_period"), _timing(i.get("timing", "start"))
    flows = series(i["cashflows"], "cashflows")
    values = discounting.present_values(flows, i["rate"], range(first, first + len(flows)), timing)
    found: Answer = {
        "npv": numbers.total(values), "present_values_at": {str(first + t): v for t, v in enumerate(values)}, "present_values": values,
    }  # fmt: skip
    if "rates" in i:
        found["npv_at_rates"] = {str(r): discounting.npv(flows, r, first, timing) for r in i["rates"]}
    return found


@kind("npv_at_rates")
def _npv_at_rates(i: Inputs) -> Answer:
    flows = series(i["cashflows"], "cashflows")
    return {"npv": [discounting.npv(flows, r, i.get("first_period", 0), _timing(i.get("timing", "start"))) for r in i["rates"]]}


def _rate_of_return(name: str, roots: returns.Roots) -> Answer:
    said: Answer = {name: roots.only, "roots": list(roots.values)}
    if roots.ambiguous:
        said["warning"] = "several rates give a net present value of 0; none of them is the rate of return"
    elif not roots.values:
        said["none"] = NO_ROOT
    return said


@kind("irr")
def _irr(i: Inputs) -> Answer:
    return _rate_of_return("irr", returns.irr(series(i["cashflows"], "cashflows")))


def _dated(i: Inputs) -> list[Any]:
    """Dated flows, from pairs, [{date, amount}], or dates and amounts in two lists."""
    if "dates" in i:
        numbers.same_length(i["dates"], i["flows"], "dates")
        return list(zip(i["dates"], i["flows"], strict=True))
    return [(one["date"], one["amount"]) if isinstance(one, Mapping) else one for one in i["flows"]]


@kind("xirr")
def _xirr(i: Inputs) -> Answer:
    return _rate_of_return("xirr", returns.xirr(_dated(i)))


@kind("xnpv")
def _xnpv(i: Inputs) -> Answer:
    return {"xnpv": returns.xnpv(_dated(i), i["rate"])}


@kind("mirr")
def _mirr(i: Inputs) -> Answer:
    return {"mirr": returns.mirr(series(i["cashflows"], "cashflows"), i["finance_rate"], i["reinvest_rate"])}


def _paid_back(name: str, years: Decimal | None) -> Answer:
    if years is None:
        return {f"{name}_years": None, f"{name}_months": None, f"{name}_said": "not within the horizon"}
    return {f"{name}_years": years, f"{name}_months": ceil(years * 12)}


@kind("payback")
def _payback(i: Inputs) -> Answer:
    flows = series(i["cashflows"], "cashflows")
    found = _paid_back("payback", returns.payback(flows))
    if "rate" in i:
        values = discounting.present_values(flows, i["rate"], range(len(flows)))
        found |= {**_paid_back("discounted_payback", returns.payback(flows, i["rate"])), "npv": numbers.total(values)}
        found |= {"discounted_flows": values[1:]}
    return found


@kind("annuity")
def _annuity(i: Inputs) -> Answer:
    rate, n, due = i["rate"], i["periods"], bool(i.get("due", i.get("timing", i.get("when")) in ("begin", "due", "start")))
    factor = discounting.annuity_factor(rate, n, due=due)
    return {
        "annuity_factor": factor, "present_value_factor": numbers.divided(numbers.ONE, factor),
        "annuity": discounting.annuity(i.get("principal", 1), rate, n, due=due),
        "straight_line": discounting.straight_line(i.get("principal", 1), n),
    }  # fmt: skip


@kind("annualised")
def _annualised(i: Inputs) -> Answer:
    return {"annualised": discounting.annualised(i["npv"], i["rate"], i["periods"])}


@kind("capital_charges")
def _capital_charges(i: Inputs) -> Answer:
    first, n = numbers.count(i["first_year"], "first_year"), numbers.count(i["periods"], "periods", 1, numbers.MOST_PERIODS)
    given = i.get("rates_percent", discounting.SKR_INTERNAL_RATE)
    if "rates_percent" not in i and "rate" in i:
        given = dict.fromkeys(range(first, first + n), numbers.number(i["rate"], "rate") * numbers.HUNDRED)
    table = {numbers.count(y, "rates_percent"): v for y, v in given.items()}
    rows = discounting.capital_charges(i["investment"], table, i["first_year"], i["periods"])
    sums = [numbers.total(row[1:]) for row in rows]
    return {"years": [y for y, _, _ in rows], "write_off": [a for _, a, _ in rows], "interest": [b for _, _, b in rows], "charge": sums}


@kind("npv_ratio")
def _npv_ratio(i: Inputs) -> Answer:
    if "options" not in i:
        return _undefined({"ratio": returns.npv_ratio(i["npv"], i["investment"])})
    ratio, worth = {}, {}
    for one in i["options"]:
        worth[one["name"]] = numbers.difference(
            numbers.number(one["pv_inflows"], "pv_inflows"), numbers.number(one["investment"], "investment")
        )
        ratio[one["name"]] = returns.npv_ratio(worth[one["name"]], one["investment"])
    known = {k: v for k, v in ratio.items() if v is not None}
    return {
        "ratio": ratio, "npv": worth, "ranking_by_ratio": [n for tied in scoring.ranking(known) for n in tied],
        "ranking_by_npv": [n for tied in scoring.ranking(worth) for n in tied],
    }  # fmt: skip


@kind("bcr")
def _bcr(i: Inputs) -> Answer:
    costs = i["pv_costs"] if "pv_costs" in i else numbers.total(numbers.numbers([i["pv_investment"], i["pv_running"]], "pv_costs"))
    return _undefined({"bcr": returns.bcr(i["pv_benefits"], costs)})


@kind("nnk_idu")
def _nnk_idu(i: Inputs) -> Answer:
    npv, money = i["npv"], i["investment"]
    return _undefined({"nnk_idu": returns.nnk_idu(npv, money, i.get("running", 0)), "nnk_i": returns.nnk_i(npv, money)})


@kind("nnk_i")
def _nnk_i(i: Inputs) -> Answer:
    return _undefined({"nnk_i": returns.nnk_i(i["npv"], i["investment"])})


@kind("price_rebase")
def _price_rebase(i: Inputs) -> Answer:
    if "index" in i:  # {year: index}
        index = {str(y): v for y, v in i["index"].items()}
        return {"amount": discounting.price_rebase(i["amount"], index[str(i["from_year"])], index[str(i["to_year"])])}
    return {"amount": discounting.price_rebase(i["amount"], i["index_from"], i["index_to"])}


@kind("inflation")
def _inflation(i: Inputs) -> Answer:
    return {"percent": discounting.inflation(i["index_from"], i["index_to"])}


@kind("real_rate")
def _real_rate(i: Inputs) -> Answer:
    return {"rate": discounting.real_rate(i["nominal"], i["inflation"])}


@kind("nominal_rate")
def _nominal_rate(i: Inputs) -> Answer:
    return {"rate": discounting.nominal_rate(i["real"], i["inflation"])}


@kind("rate_table")
def _rate_table(i: Inputs) -> Answer:
    own = i.get("table")
    table = (
        discounting.SKR_INTERNAL_RATE if own is None else {numbers.count(y, "table"): numbers.number(v, "table") for y, v in own.items()}
    )
    found = discounting.rate_table(i["years"], table)
    return {"percent": {str(y): v for y, v in found.items() if v is not None}, "missing": [y for y, v in found.items() if v is None]}


@kind("stpr")
def _stpr(i: Inputs) -> Answer:
    return {"rate": discounting.stpr(i["delta"], i["L"], i["mu"], i["g"])}


@kind("time_burden")
def _time_burden(i: Inputs) -> Answer:
    rows = [(r["responses"], r["hours"] if "hours" in r else numbers.divided(numbers.number(r["minutes"], "minutes"), Decimal(60)))
            for r in i["rows"]]  # fmt: skip
    found = burden.time_burden(i["rate_per_hour"], rows)
    return {"row_cost": list(found.row_cost), "responses": found.responses, "hours": found.hours, "cost": found.cost}


@kind("time_burden_npv")
def _time_burden_npv(i: Inputs) -> Answer:
    names = ("entities", "per_year", "hours", "rate_per_hour", "years", "discount_rate")
    once, yearly, worth = burden.time_burden_npv(**{n: i[n] for n in names}, first_period=i.get("first_period", 1))
    return {"cost_per_occurrence": once, "annual_cost": yearly, "npv": worth}


@kind("unit_saving")
def _unit_saving(i: Inputs) -> Answer:
    each, whole = burden.unit_saving(i["from_cost"], i["to_cost"], i.get("cases", 1))
    return {"saving_per_case": each, "saving": whole} | ({"unit": numbers.unit_given(i["unit"])} if "unit" in i else {})


@kind("time_saved")
def _time_saved(i: Inputs) -> Answer:
    share = i.get("take_up", 1)
    found = [burden.time_saved(i["volume"], s, i["minutes"], i["rate_per_hour"]) for s in by_year(share, "take_up")]
    hours, kronor = [h for h, _k in found], [k for _h, k in found]
    return {"hours": like(share, hours), "value": like(share, kronor), "total_hours": numbers.total(hours), "total": numbers.total(kronor)}


@kind("running_cost_burden")
def _running_cost_burden(i: Inputs) -> Answer:
    return _undefined({"burden": burden.running_cost_burden(i["yearly_cost"], i.get("it_budget"))})


@kind("effect_on_invested")
def _effect_on_invested(i: Inputs) -> Answer:
    return _undefined({"percent": burden.effect_on_invested(i["net_effect"], i["invested"])})


@kind("allocation")
def _allocation(i: Inputs) -> Answer:
    found: Answer = {"shares": burden.allocation(i["cost"], i["drivers"])}
    cost = numbers.number(i["cost"], "cost")
    if cost == cost.to_integral_value():
        parts = burden.largest_remainder(cost, list(i["drivers"].values()))
        found["whole"] = dict(zip(i["drivers"], parts, strict=True))
    return found


@kind("largest_remainder")
def _largest_remainder(i: Inputs) -> Answer:
    weights = i["weights"]
    parts = burden.largest_remainder(i["total"], by_year(weights, "weights"))
    return {"parts": dict(zip(weights, parts, strict=True)) if isinstance(weights, Mapping) else parts}
