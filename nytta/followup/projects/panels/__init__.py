"""What projects add to other pages."""

from . import case, city, lessons, origin, status, words

__all__ = ["case", "city", "lessons", "origin", "status", "words"]
