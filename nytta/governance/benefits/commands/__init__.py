"""Acts on calculations."""

from .added import add_items, copy_path
from .baselines import BaselineText, add_baseline, change_baseline, import_baseline, measure_baseline
from .claims import ClaimText, grant_claims, realise_claims, release_claims, settle_claims, tie, untie, value_claims, value_shares
from .details import ItemDetails, PathText, describe_item, write_paths
from .items import (
    ItemText,
    copy_side,
    keep_parameters,
    open_calculation,
    open_filled,
    put_levels,
    put_side,
    reduce_decided,
    trust,
    write_items,
)
from .kronor import follow_kronor
from .parameters import add_parameter
from .reference import MitigationText, judge_mitigations, record_reference, record_source, write_optimism

__all__ = [
    "BaselineText",
    "ClaimText",
    "ItemDetails",
    "ItemText",
    "MitigationText",
    "PathText",
    "add_baseline",
    "add_items",
    "add_parameter",
    "change_baseline",
    "copy_path",
    "copy_side",
    "describe_item",
    "follow_kronor",
    "grant_claims",
    "import_baseline",
    "judge_mitigations",
    "keep_parameters",
    "measure_baseline",
    "open_calculation",
    "open_filled",
    "put_levels",
    "put_side",
    "realise_claims",
    "record_reference",
    "record_source",
    "reduce_decided",
    "release_claims",
    "settle_claims",
    "tie",
    "trust",
    "untie",
    "value_claims",
    "value_shares",
    "write_items",
    "write_optimism",
    "write_paths",
]
