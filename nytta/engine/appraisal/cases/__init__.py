"""Cases of a named kind, answered by the functions of the package: `answer({"kind": "npv", "inputs": {…}})`."""

from . import judged, ledgers, money
from .kinds import KINDS, answer

__all__ = ["KINDS", "answer", "judged", "ledgers", "money"]
