"""Forms of a project."""

from .closure import AcceptForm, CloseForm, ReturnForm
from .effects import EffectForm
from .opening import OpenForm
from .parts import PartForm
from .status import StatusForm, figures_of, kept

__all__ = [
    "AcceptForm",
    "CloseForm",
    "EffectForm",
    "OpenForm",
    "PartForm",
    "ReturnForm",
    "StatusForm",
    "figures_of",
    "kept",
]
