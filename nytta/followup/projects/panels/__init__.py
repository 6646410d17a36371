"""What projects add to other pages."""

from . import case, city, lessons, status, words

__all__ = ["case", "city", "lessons", "status", "words"]
