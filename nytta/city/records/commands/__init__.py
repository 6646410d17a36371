"""Acts on the city's own records: decide, register, appoint, delegate, exempt, examine, report."""

from .archive import PlanText, adopt_information_plan
from .cases import enter, examine, exempt, register_case
from .city import found_city, record_adoption, record_body, record_person, record_programme, record_rule_set, set_city
from .decisions import decide, report_to_board
from .mandates import appoint, delegate, designate, end_appointment, let_lapse, note_absence, renew

__all__ = [
    "PlanText",
    "adopt_information_plan",
    "appoint",
    "decide",
    "delegate",
    "designate",
    "end_appointment",
    "enter",
    "examine",
    "exempt",
    "found_city",
    "let_lapse",
    "note_absence",
    "record_adoption",
    "record_body",
    "record_person",
    "record_programme",
    "record_rule_set",
    "register_case",
    "renew",
    "report_to_board",
    "set_city",
]
