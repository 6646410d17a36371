"""What holds for reports: pure figures and verdicts."""

from .reports import CaseFigures, PortfolioFigures, ProjectFigures, decided_complete, mark_of, share_of, subject_of, year_reportable

__all__ = ["CaseFigures", "PortfolioFigures", "ProjectFigures", "decided_complete", "mark_of", "share_of", "subject_of", "year_reportable"]
