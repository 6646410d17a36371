"""Acts on a project: open, report, propose next year's part, close, account for the effect."""

from .baselines import draw_baseline
from .closure import accept_closure, ask_to_close, return_closure
from .conditions import EvidenceFile, confirm_condition, send_back_condition, show_condition
from .costs import bring_in_costs
from .effects import EffectItem, EffectText, add_effect_file, hand_in_effect, review_effect, write_effect
from .handover import accept_deliverable, add_deliverable, confirm_running_cost, drop_deliverable, return_rest, write_closure
from .lessons import LessonText, change_lesson, use_lesson, write_lesson
from .opening import finish_step, open_project
from .parts import propose_part
from .plan import plan
from .published import bring_in_published
from .reminders import remind_effects
from .requests import approve_request, pay_request, refuse_request, release_request, repay_request, request_money, withdraw_request
from .status import note_deviation, remind_reporters, report, save_status_draft, see_deviation
from .unspent import ask_to_move, give_back, lapse_unspent, move_unspent, refuse_move, return_unspent, withdraw_move

__all__ = [
    "EffectItem",
    "EffectText",
    "EvidenceFile",
    "LessonText",
    "accept_closure",
    "accept_deliverable",
    "add_deliverable",
    "add_effect_file",
    "approve_request",
    "ask_to_close",
    "ask_to_move",
    "bring_in_costs",
    "bring_in_published",
    "change_lesson",
    "confirm_condition",
    "confirm_running_cost",
    "draw_baseline",
    "drop_deliverable",
    "finish_step",
    "give_back",
    "hand_in_effect",
    "lapse_unspent",
    "move_unspent",
    "note_deviation",
    "open_project",
    "pay_request",
    "plan",
    "propose_part",
    "refuse_move",
    "refuse_request",
    "release_request",
    "remind_effects",
    "remind_reporters",
    "repay_request",
    "report",
    "request_money",
    "return_closure",
    "return_rest",
    "return_unspent",
    "review_effect",
    "save_status_draft",
    "see_deviation",
    "send_back_condition",
    "show_condition",
    "use_lesson",
    "withdraw_move",
    "withdraw_request",
    "write_closure",
    "write_effect",
    "write_lesson",
]
