"""Acts of the weighing: prepare it, weigh, ask what if, advise and decide; and what the engine's worker writes."""

from .answers import ask, ask_again, ask_all, ask_for, ask_publicly, claim, end, fail, forget_public, show_interim
from .outcome import advise_all, grant_all, reopen
from .preparing import (
    ask_for_weights,
    back_to_preparing,
    drop_limit,
    figures,
    give_weights,
    open_room,
    renew,
    set_criterion,
    set_limit,
    start_round,
)
from .room import change, keep_scenario, put_down_pen, redo, start_again, take_pen, undo

__all__ = [
    "advise_all",
    "ask",
    "ask_again",
    "ask_all",
    "ask_for",
    "ask_for_weights",
    "ask_publicly",
    "back_to_preparing",
    "change",
    "claim",
    "drop_limit",
    "end",
    "fail",
    "figures",
    "forget_public",
    "give_weights",
    "grant_all",
    "keep_scenario",
    "open_room",
    "put_down_pen",
    "redo",
    "renew",
    "reopen",
    "set_criterion",
    "set_limit",
    "show_interim",
    "start_again",
    "start_round",
    "take_pen",
    "undo",
]
