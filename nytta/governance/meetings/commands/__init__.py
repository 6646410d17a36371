"""Acts of meetings: plan and call, hold, approve, send round and vote, post."""

from .circulation import close_circulation, close_due, start_circulation, vote, withdraw_circulation
from .groups import keep_group, renew_feed, set_rules
from .held import attend, close_meeting, dissent, open_meeting, settle, write
from .letters import tell_ended
from .minutes import approve, post
from .planning import add_case, add_point, call, cancel, drop_item, move_meeting, plan

__all__ = [
    "add_case", "add_point", "approve", "attend", "call", "cancel", "close_circulation", "close_due", "close_meeting", "dissent", "drop_item",
    "keep_group", "move_meeting", "open_meeting", "plan", "post", "renew_feed", "set_rules", "settle", "start_circulation", "tell_ended", "vote",
    "withdraw_circulation", "write",
]  # fmt: skip
