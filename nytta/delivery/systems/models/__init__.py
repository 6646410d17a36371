"""What the city has: systems, and what is common and may not be built again."""

from .solutions import CommonSolution
from .systems import Attestation, Capability, Phase, Supports, System, SystemDocument

__all__ = ["Attestation", "Capability", "CommonSolution", "Phase", "Supports", "System", "SystemDocument"]
