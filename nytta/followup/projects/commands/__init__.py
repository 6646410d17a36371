"""Acts on a project: open, report, propose next year's part, close, account for the effect."""

from .closure import accept_closure, ask_to_close, return_closure
from .effects import report_effect
from .opening import open_project
from .parts import propose_part
from .status import report, save_status_draft, see_deviation

__all__ = [
    "accept_closure",
    "ask_to_close",
    "open_project",
    "propose_part",
    "report",
    "report_effect",
    "return_closure",
    "save_status_draft",
    "see_deviation",
]
