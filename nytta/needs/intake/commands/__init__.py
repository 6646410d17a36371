"""Acts on ideas and on support."""

from .ideas import answer_idea, write_idea
from .support import (
    answer_support,
    ask_for_support,
    follow_support,
    hand_over,
    hand_over_many,
    set_promise,
    set_subjects,
    take_support,
    withdraw_support,
)

__all__ = [
    "answer_idea", "answer_support", "ask_for_support", "follow_support", "hand_over", "hand_over_many", "set_promise", "set_subjects", "take_support",
    "withdraw_support", "write_idea",
]  # fmt: skip
