"""Who may keep the registers of systems and flows, and announce and answer changes."""

from .systems import can_change, can_register

__all__ = ["can_change", "can_register"]
