"""Forms of a case: the sections one writes in, the calculation, and the acts of others."""

from .acts import (
    AcceptForm,
    AnswersForm,
    AskForm,
    CheckForm,
    DismissForm,
    InviteForm,
    MoveForm,
    NewForm,
    NothingForm,
    WithdrawForm,
)
from .base import SectionForm
from .figures import FiguresForm
from .sections import FIELD_LABELS, SECTION_OF, SECTIONS, Section

__all__ = [
    "FIELD_LABELS", "SECTIONS", "SECTION_OF", "AcceptForm", "AnswersForm", "AskForm", "CheckForm", "DismissForm", "FiguresForm",
    "InviteForm", "MoveForm", "NewForm", "NothingForm", "Section", "SectionForm", "WithdrawForm",
]  # fmt: skip
