"""Forms of systems and common solutions."""

from .solutions import SolutionForm
from .systems import AttestForm, DocumentForm, RemoveForm, RetireForm, SheetForm, SystemForm, written

__all__ = ["AttestForm", "DocumentForm", "RemoveForm", "RetireForm", "SheetForm", "SolutionForm", "SystemForm", "written"]
