"""Reads of reports: figures on any day, and the annual reports."""

from .figures import Figures, figures
from .reports import annual_reports, comments_of, has_file, report_of, to_write

__all__ = ["Figures", "annual_reports", "comments_of", "figures", "has_file", "report_of", "to_write"]
