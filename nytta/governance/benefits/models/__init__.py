"""The calculation, the ledger of claims on baselines, and the city's dated figures."""

from .calculation import Answer, Calculation, Figure, Formula, Item, Level, Mitigation, MitigationJudgement, Path
from .ledger import Baseline, BaselineVersion, Claim, ClaimShare, Settlement, SettlementAnswer, SettlementPart
from .parameters import Parameter, ReferenceProject, ReferenceSource

__all__ = [
    "Answer", "Baseline", "BaselineVersion", "Calculation", "Claim", "ClaimShare", "Figure", "Formula", "Item", "Level", "Mitigation", "MitigationJudgement",
    "Parameter", "Path", "ReferenceProject", "ReferenceSource", "Settlement", "SettlementAnswer", "SettlementPart",
]  # fmt: skip
