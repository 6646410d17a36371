"""What the worker does for log-in and programs."""

from nytta.kit import rates  # noqa: F401  (its own job forgets the counters of minutes that are over)
