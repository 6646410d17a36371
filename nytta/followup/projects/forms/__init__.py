"""Forms of a project."""

from .closure import AcceptDeliverableForm, AcceptForm, CloseForm, DeliverableForm, HandoverForm, ReturnForm, RunningCostForm
from .conditions import EvidenceForm, LackingForm
from .costs import CostFileForm
from .effects import EffectFileForm, EffectForm, ReviewForm
from .lessons import LessonForm, UseForm
from .opening import OpenForm
from .parts import PartForm
from .plan import PlanForm
from .requests import PaymentForm, ReasonsForm, RequestForm
from .status import StatusForm, done_of, figures_of, kept
from .unspent import MoveForm, UnspentForm

__all__ = [
    "AcceptDeliverableForm",
    "AcceptForm",
    "CloseForm",
    "CostFileForm",
    "DeliverableForm",
    "EffectFileForm",
    "EffectForm",
    "EvidenceForm",
    "HandoverForm",
    "LackingForm",
    "LessonForm",
    "MoveForm",
    "OpenForm",
    "PartForm",
    "PaymentForm",
    "PlanForm",
    "ReasonsForm",
    "RequestForm",
    "ReturnForm",
    "ReviewForm",
    "RunningCostForm",
    "StatusForm",
    "UnspentForm",
    "UseForm",
    "done_of",
    "figures_of",
    "kept",
]
