"""Acts on drafts of rule sets: start, write lines, take in a newer version, try on cases, propose, send back, drop, decide."""

from .deciding import decide, drop, propose, send_back
from .trying import BATCH, try_draft, try_next
from .writing import remove_line, start_draft, take_in_newer, write_line

__all__ = [
    "BATCH", "decide", "drop", "propose", "remove_line", "send_back", "start_draft", "take_in_newer", "try_draft", "try_next", "write_line",
]  # fmt: skip
