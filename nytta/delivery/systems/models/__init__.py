"""What the city has: systems, and what is common and may not be built again."""

from .flows import ChangeFeed, ChangeNotice, Flow, NoticeAnswer, NoticeQuestion
from .information import ConceptModel, Holding, InformationType, PrincipleAnswer
from .overlaps import Overlap
from .solutions import CommonSolution
from .systems import Attestation, Capability, Phase, Supports, System, SystemDocument

__all__ = [
    "Attestation",
    "Capability",
    "ChangeFeed",
    "ChangeNotice",
    "CommonSolution",
    "ConceptModel",
    "Flow",
    "Holding",
    "InformationType",
    "NoticeAnswer",
    "NoticeQuestion",
    "Overlap",
    "Phase",
    "PrincipleAnswer",
    "Supports",
    "System",
    "SystemDocument",
]
