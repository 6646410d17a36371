"""What is kept of projects."""

from .baseline import Baseline
from .changes import Change
from .closure import Closure, Deliverable
from .conditions import ConditionCheck
from .costs import CostEntry, CostFile
from .effects import EffectAnalysis, EffectFile, EffectLine
from .lessons import Lesson, LessonUse
from .plan import PlanStep
from .plan_parts import PartDone, PlanPart
from .project import Project
from .requests import FundRequest
from .status import DeviationNote, LightSet, StatusDraft, StatusReport
from .transfer import Transfer, Transferred
from .unspent import MoveRequest

__all__ = [
    "Baseline",
    "Change",
    "Closure",
    "ConditionCheck",
    "CostEntry",
    "CostFile",
    "Deliverable",
    "DeviationNote",
    "EffectAnalysis",
    "EffectFile",
    "EffectLine",
    "FundRequest",
    "Lesson",
    "LessonUse",
    "LightSet",
    "MoveRequest",
    "PartDone",
    "PlanPart",
    "PlanStep",
    "Project",
    "StatusDraft",
    "StatusReport",
    "Transfer",
    "Transferred",
]
