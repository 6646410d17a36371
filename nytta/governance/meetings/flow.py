"""A meeting from plan to approved minutes, and a circulation between meetings. Source: P5; F10, F11, U9."""

from nytta.plain.flows import Flow

from .terms import CirculationState as C
from .terms import MeetingState as S

MEMBERS, CHAIR, SECRETARY, APPROVERS, NOBODY = "members", "chair", "secretary", "approvers", ""

MEETING = Flow(
    "meeting",
    moves={
        (S.DRAFT, "plan"): S.DRAFT,
        (S.DRAFT, "call"): S.CALLED,
        (S.DRAFT, "cancel"): S.CANCELLED,
        (S.CALLED, "add"): S.CALLED,
        (S.CALLED, "move"): S.CALLED,
        (S.CALLED, "cancel"): S.CANCELLED,
        (S.CALLED, "open"): S.OPEN,
        (S.OPEN, "attend"): S.OPEN,
        (S.OPEN, "settle"): S.OPEN,
        (S.OPEN, "dissent"): S.OPEN,
        (S.OPEN, "write"): S.OPEN,
        (S.OPEN, "close"): S.MINUTES,
        (S.MINUTES, "write"): S.MINUTES,
        (S.MINUTES, "dissent"): S.MINUTES,
        (S.MINUTES, "approve"): S.MINUTES,
        (S.MINUTES, "lock"): S.APPROVED,
        (S.APPROVED, "post"): S.APPROVED,
    },
    waits_on={
        S.DRAFT: SECRETARY,
        S.CALLED: MEMBERS,
        S.OPEN: SECRETARY,
        S.MINUTES: APPROVERS,
        S.APPROVED: NOBODY,
        S.CANCELLED: NOBODY,
    },
)

CIRCULATION = Flow(
    "circulation",
    moves={
        (C.OPEN, "vote"): C.OPEN,
        (C.OPEN, "decide"): C.DECIDED,
        (C.OPEN, "leave"): C.UNDECIDED,
        (C.OPEN, "withdraw"): C.WITHDRAWN,
    },
    waits_on={C.OPEN: MEMBERS, C.DECIDED: NOBODY, C.UNDECIDED: NOBODY, C.WITHDRAWN: NOBODY},
)
