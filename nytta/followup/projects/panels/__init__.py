"""What projects add to other pages."""

from . import case, city, lessons, origin, status, trials, words

__all__ = ["case", "city", "lessons", "origin", "status", "trials", "words"]
