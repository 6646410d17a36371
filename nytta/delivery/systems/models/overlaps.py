"""Where a system does what a common solution already does."""

from django.db import models

from .solutions import CommonSolution
from .systems import System


class Overlap(models.Model):
    """That a system covers a function that a common solution covers, and is no part of that solution: it needs an exemption.

    Kept by the commands that write functions on either side, so that breaches are found in SQL. Source: P7.1; D2.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="overlaps")
    solution = models.ForeignKey(CommonSolution, models.CASCADE, related_name="overlaps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "solution"], name="overlap_once")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.solution_id}"
