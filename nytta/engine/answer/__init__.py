"""The contract of the cases: `answer(case, data_dir=None)` gives what is asked for, or a named error.

A case is an object with `kind`, `problem` (null where the kind needs none) and `ask`; the kinds and the keys of their answers
stand in the description of `nytta/engine/cases/selection-cases.json`.
"""

from .kinds import KINDS, answer, error_in_json

__all__ = ["KINDS", "answer", "error_in_json"]
