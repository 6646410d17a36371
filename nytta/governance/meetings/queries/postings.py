"""The public notice board: what is posted on a day, and all that has been."""

from datetime import date

from django.db.models import QuerySet

from ..models import Meeting, Posting


def posted(on: date) -> QuerySet[Posting]:
    """What is up on a day; a posting that has been corrected is not. It expires by itself. Source: kommunallagen 8 kap. 12 §."""
    rows = Posting.objects.filter(posted_on__lte=on, last_day__gte=on, corrected_by=None)
    return rows.select_related("group", "meeting").order_by("-posted_on", "-pk")


def posting_of(meeting: Meeting) -> Posting | None:
    """The posting of a meeting's minutes that stands: one that has been corrected does not."""
    return Posting.objects.filter(meeting=meeting, corrected_by=None).order_by("-pk").first()


def postings() -> QuerySet[Posting]:
    """Everything that has been posted."""
    return Posting.objects.all()


def posting_at(key: int) -> Posting | None:
    """One posting."""
    return Posting.objects.select_related("group", "meeting").filter(pk=key).first()
