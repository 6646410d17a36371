"""Pages of systems and common solutions."""

from .attest import Attest
from .sheet import Import, ImportLook, SheetJob, Whole
from .solutions import ChangeSolution, NewSolution, Solution, Solutions
from .systems import (
    ChangeSystem,
    DocumentFile,
    League,
    NewDocument,
    NewSystem,
    RemoveDocument,
    Retire,
    Retired,
    Similar,
    SystemPage,
    Systems,
)

__all__ = [
    "Attest", "ChangeSolution", "ChangeSystem", "DocumentFile", "Import", "ImportLook", "League", "NewDocument", "NewSolution", "NewSystem", "RemoveDocument", "Retire", "Retired",
    "SheetJob", "Similar", "Solution", "Solutions", "SystemPage", "Systems", "Whole",
]  # fmt: skip
