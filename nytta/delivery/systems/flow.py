"""A change notice from draft to done, and each answer to it. Source: T "systemägares ansvar inför förändringar"; D4."""

from nytta.plain.flows import Flow

from .terms import AnswerState as A
from .terms import NoticeState as N

ANNOUNCER, AFFECTED, NOBODY = "announcer", "affected", ""

NOTICE = Flow(
    "notice",
    moves={
        (N.DRAFT, "write"): N.DRAFT,
        (N.DRAFT, "announce"): N.ANNOUNCED,
        (N.DRAFT, "cancel"): N.CANCELLED,
        (N.ANNOUNCED, "move"): N.ANNOUNCED,
        (N.ANNOUNCED, "answer"): N.ANNOUNCED,
        (N.ANNOUNCED, "escalate"): N.ANNOUNCED,
        (N.ANNOUNCED, "go_ahead"): N.GOING_AHEAD,
        (N.ANNOUNCED, "cancel"): N.CANCELLED,
        (N.GOING_AHEAD, "move"): N.ANNOUNCED,
        (N.GOING_AHEAD, "cancel"): N.CANCELLED,
        (N.GOING_AHEAD, "close"): N.DONE,
    },
    waits_on={N.DRAFT: ANNOUNCER, N.ANNOUNCED: AFFECTED, N.GOING_AHEAD: ANNOUNCER, N.DONE: NOBODY, N.CANCELLED: NOBODY},
)

ANSWER = Flow(
    "answer",
    moves={
        (A.WAITING, "yes"): A.YES,
        (A.WAITING, "no"): A.NO,
        (A.WAITING, "ask"): A.ASKED,
        (A.WAITING, "escalate"): A.WAITING,
        (A.ASKED, "reply"): A.WAITING,
        (A.ASKED, "yes"): A.YES,
        (A.ASKED, "no"): A.NO,
        (A.YES, "no"): A.NO,
        (A.YES, "again"): A.WAITING,
        (A.NO, "yes"): A.YES,
        (A.NO, "again"): A.WAITING,
        (A.ASKED, "again"): A.WAITING,
        (A.WAITING, "again"): A.WAITING,
    },
    waits_on={A.WAITING: AFFECTED, A.ASKED: ANNOUNCER, A.YES: NOBODY, A.NO: ANNOUNCER},
)
