"""Pages of portfolios: frames, the weighing, advice, the decision and its letter."""

from .deciding import DecidePage, LetterPage
from .frames import DescribePage, FramePage, PortfolioPage, PortfoliosPage
from .weighing import AdviseManyPage, AdvisePage, WeighPage

__all__ = [
    "AdviseManyPage", "AdvisePage", "DecidePage", "DescribePage", "FramePage", "LetterPage", "PortfolioPage", "PortfoliosPage", "WeighPage",
]  # fmt: skip
