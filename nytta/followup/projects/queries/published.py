"""Projects of a register that others have published, as far as it says. Source: F4; U5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ..terms import Light
from .transfer import OldProject


@dataclass(frozen=True)
class Said:
    """What a published row says of how it goes, on the day on which it was last changed; None and nothing where it does not say."""

    on: date
    spent_sek: int | None = None
    forecast_sek: int | None = None
    forecast_end_on: date | None = None
    risk: Light | None = None


@dataclass(frozen=True)
class Published:
    """A published row: the project, and what it says of how it goes; `lacks` are the columns of the source that say nothing."""

    project: OldProject
    said: Said | None = None
    lacks: Sequence[str] = field(default_factory=tuple)
