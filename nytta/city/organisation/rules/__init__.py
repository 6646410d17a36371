"""The rules of the organisation: whom the programme binds, and how bodies change over time."""

from .binding import binding, bound_since, followed_bound, heirs_bound
from .history import Followed, Form, Life, answering, changed, kind_of_succession, when_withdrawn
from .whole import change_fits, code_fits, end_fits, faults, more_faults

__all__ = [
    "Followed", "Form", "Life", "answering", "binding", "bound_since", "change_fits", "changed", "code_fits", "end_fits", "faults",
    "followed_bound",
    "heirs_bound", "kind_of_succession", "more_faults", "when_withdrawn",
]  # fmt: skip
