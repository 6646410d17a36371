"""Forms of a project."""

from .closure import AcceptForm, CloseForm, ReturnForm
from .conditions import EvidenceForm, LackingForm
from .costs import CostFileForm
from .effects import EffectForm
from .lessons import LessonForm, UseForm
from .opening import OpenForm
from .parts import PartForm
from .plan import PlanForm
from .status import StatusForm, done_of, figures_of, kept

__all__ = [
    "AcceptForm",
    "CloseForm",
    "CostFileForm",
    "EffectForm",
    "EvidenceForm",
    "LackingForm",
    "LessonForm",
    "OpenForm",
    "PartForm",
    "PlanForm",
    "ReturnForm",
    "StatusForm",
    "UseForm",
    "done_of",
    "figures_of",
    "kept",
]
