"""The overviews' charts: what they have in common."""

from django.utils.translation import gettext

from nytta.kit.charts import svg
from nytta.kit.documents import Section
from nytta.kit.plots import Part, Spec, stacked

__all__ = ["BY_CATEGORY", "Part", "drawn", "of_all", "stacked"]

BY_CATEGORY = ("var(--ca)", "var(--c2)", "var(--c1)", "var(--cg2)")


def of_all(lacking: int, every: int, what: str) -> str:
    """In words how many of all systems lack something; nothing where none does."""
    said = gettext("%(lacking)s av %(every)s system saknar %(what)s.")
    return said % {"lacking": lacking, "every": every, "what": what} if lacking else ""


def drawn(title: str, says: str, spec: Spec | None, most: int = 0) -> list[Section]:
    """A chart as a section, with what it shows in words; where `most` is given it has the first of that many. None where there is nothing."""
    if spec is None:
        return []
    texts = [says, gettext("Bilden visar de första %(most)s; tabellen har alla.") % {"most": most} if most else ""]
    return [Section(title, texts, chart=svg(spec, title=title, description=says), alt=says)]
