"""The registers of reports."""

from .annual import ANNUAL_REPORTS, STATE_TAGS
from .rows import PORTFOLIO_ROWS

__all__ = ["ANNUAL_REPORTS", "PORTFOLIO_ROWS", "STATE_TAGS"]
