"""Acts of the portal: adopt, answer, choose, send digests; follow cases; remind."""

from .following import choose_moves, follow, leave, tell_moves
from .own import adopt_programme, answer_report, choose, clear_old, examine_case, report_barrier, send_digests
from .personal import EXTRACT, ask_extract, make_extract
from .reminding import end_escalation, escalate, remind, set_escalation

__all__ = [
    "EXTRACT",
    "adopt_programme",
    "answer_report",
    "ask_extract",
    "choose",
    "choose_moves",
    "clear_old",
    "end_escalation",
    "escalate",
    "examine_case",
    "follow",
    "leave",
    "make_extract",
    "remind",
    "report_barrier",
    "send_digests",
    "set_escalation",
    "tell_moves",
]  # fmt: skip
