"""Acts on the city's own records: decide, register, appoint, delegate, exempt, examine, report."""

from .archive import PlanText, adopt_information_plan
from .bodies import (
    NewBody,
    bring_in_bodies,
    correct_body,
    end_body,
    keep_present,
    merge_bodies,
    move_body,
    record_adoption,
    record_body,
    rename_body,
    withdraw_change,
    withdraw_end,
)
from .cases import enter, examine, exempt, register_case
from .city import found_city, record_person, record_programme, record_rule_set, set_city
from .decisions import decide, report_to_board
from .disposal import dispose
from .governing import EditionText, RepealWish, complete, decide_document, decide_edition, put_in_text, repeal
from .loading import load_governing
from .mandates import appoint, delegate, designate, end_appointment, let_lapse, note_absence, renew
from .parts import hand_over_part, withdraw_part
from .register import issue, note_copy, note_review, seal_registers

__all__ = [
    "EditionText",
    "NewBody",
    "PlanText",
    "RepealWish",
    "adopt_information_plan",
    "appoint",
    "bring_in_bodies",
    "complete",
    "correct_body",
    "decide",
    "decide_document",
    "decide_edition",
    "delegate",
    "designate",
    "dispose",
    "end_appointment",
    "end_body",
    "enter",
    "examine",
    "exempt",
    "found_city",
    "hand_over_part",
    "issue",
    "keep_present",
    "let_lapse",
    "load_governing",
    "merge_bodies",
    "move_body",
    "note_absence",
    "note_copy",
    "note_review",
    "put_in_text",
    "record_adoption",
    "record_body",
    "record_person",
    "record_programme",
    "record_rule_set",
    "register_case",
    "rename_body",
    "renew",
    "repeal",
    "report_to_board",
    "seal_registers",
    "set_city",
    "withdraw_change",
    "withdraw_end",
    "withdraw_part",
]
