"""What holds for projects: values in, verdicts and figures out."""

from .closure import ClosureFacts, Delivered, closable, handed_over
from .conditions import evidence_given, may_be_paid
from .costs import Codes, CostRow, Read, Tied, ore_of, read_costs, sek_of, tied_again
from .effects import Accounted, EffectTerms, effect_complete, effect_share, effect_terms, lead_come, review_given, reviewer_apart, told_at
from .forecast import BurnPoint, Class, EarnedValue, Forecast, PartOfPlan, burn, earned_value, end_at_pace, forecast
from .lessons import asked_instead, lesson_useful, still_serves
from .limits import Limits, limits_of
from .opening import StepText, money_of, plans_given, steps_proposed
from .plan import PartText, plan_given
from .requests import payable, repayable, requestable
from .status import Decided, Figures, Judged, deviates, due_on, figures_given, judged, overrides, status_given
from .totals import Aim, Due, Totals, aims, grouped, totals
from .unspent import UnspentRule, movable, split_back, unspent_rule

__all__ = [
    "Accounted",
    "Aim",
    "BurnPoint",
    "Class",
    "ClosureFacts",
    "Codes",
    "CostRow",
    "Decided",
    "Delivered",
    "Due",
    "EarnedValue",
    "EffectTerms",
    "Figures",
    "Forecast",
    "Judged",
    "Limits",
    "PartOfPlan",
    "PartText",
    "Read",
    "StepText",
    "Tied",
    "Totals",
    "UnspentRule",
    "aims",
    "asked_instead",
    "burn",
    "closable",
    "deviates",
    "due_on",
    "earned_value",
    "effect_complete",
    "effect_share",
    "effect_terms",
    "end_at_pace",
    "evidence_given",
    "figures_given",
    "forecast",
    "grouped",
    "handed_over",
    "judged",
    "lead_come",
    "lesson_useful",
    "limits_of",
    "may_be_paid",
    "money_of",
    "movable",
    "ore_of",
    "overrides",
    "payable",
    "plan_given",
    "plans_given",
    "read_costs",
    "repayable",
    "requestable",
    "review_given",
    "reviewer_apart",
    "sek_of",
    "split_back",
    "status_given",
    "steps_proposed",
    "still_serves",
    "tied_again",
    "told_at",
    "totals",
    "unspent_rule",
]
