"""Acts on calculations."""

from .details import ItemDetails, PathText, describe_item, write_paths
from .items import ItemText, copy_side, open_calculation, put_levels, put_side, trust, write_items

__all__ = [
    "ItemDetails", "ItemText", "PathText", "copy_side", "describe_item", "open_calculation", "put_levels", "put_side", "trust", "write_items", "write_paths",
]  # fmt: skip
