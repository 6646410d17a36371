"""What others have learnt. Source: N6."""

from nytta.kit import search

from ..models import Project


def lessons_like(text: str, most: int = 3) -> list[Project]:
    """Closed projects whose lessons resemble a text, best first; two queries, one when nothing resembles it. Source: N6."""
    codes = search.like("lesson", text, most)
    if not codes:
        return []
    found = {p.code: p for p in Project.objects.filter(code__in=codes).select_related("application")}
    return [found[c] for c in codes if c in found]
