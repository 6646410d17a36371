"""Pages of baselines, dated figures and reference classes."""

from .baselines import BaselinePage, Baselines, BaselineTemplate, ChangeBaseline, Claims, ImportBaselines, MeasureBaseline, NewBaseline
from .values import NewParameter, Parameters, ReferenceClasses, ReferenceProjects

__all__ = [
    "BaselinePage", "BaselineTemplate", "Baselines", "ChangeBaseline", "Claims", "ImportBaselines", "MeasureBaseline", "NewBaseline",
    "NewParameter", "Parameters", "ReferenceClasses", "ReferenceProjects",
]  # fmt: skip
