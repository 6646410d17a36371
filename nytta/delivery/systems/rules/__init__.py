"""Rules of systems, without a database: one file for each subject."""

from .systems import checked_and_dated, owned_by, owner_exists, phases_in_order, represented_by

__all__ = ["checked_and_dated", "owned_by", "owner_exists", "phases_in_order", "represented_by"]
