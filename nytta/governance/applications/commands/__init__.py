"""Acts on a case and on its calculation."""

from .added import add_from_template, copy_from_case, rebase_prices
from .book import write_book
from .cases import (
    accept,
    add_document,
    advance,
    answer,
    answer_all,
    ask,
    check,
    dismiss,
    invite,
    pass_screening,
    start,
    submit,
    void_changed,
    withdraw,
    write,
)
from .figures import answer_items, answer_settlement, propose_settlement, tie_item, write_cost_risk, write_item, write_ways
from .imported import Draft, import_application, import_applications
from .mappings import keep_mapping, retire_mapping
from .moving import move_to_successor
from .taken import Taken, take_over

__all__ = [
    "Draft",
    "Taken",
    "accept",
    "add_document",
    "add_from_template",
    "advance",
    "answer",
    "answer_all",
    "answer_items",
    "answer_settlement",
    "ask",
    "check",
    "copy_from_case",
    "dismiss",
    "import_application",
    "import_applications",
    "invite",
    "keep_mapping",
    "move_to_successor",
    "pass_screening",
    "propose_settlement",
    "rebase_prices",
    "retire_mapping",
    "start",
    "submit",
    "take_over",
    "tie_item",
    "void_changed",
    "withdraw",
    "write",
    "write_book",
    "write_cost_risk",
    "write_item",
    "write_ways",
]  # fmt: skip
