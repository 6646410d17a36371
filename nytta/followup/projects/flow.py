"""A project's way from opening to the effect a year after closure. Source: P5 second flow; F6, U6."""

from nytta.plain.flows import Flow

from .terms import ChangeState as H
from .terms import ConditionState as C
from .terms import EffectState as E
from .terms import MoveState as M
from .terms import ProjectState as S
from .terms import RequestState as R

PROJECT = Flow(
    "project",
    moves={
        (S.RUNNING, "ask_to_close"): S.CLOSING,
        (S.CLOSING, "accept_closure"): S.CLOSED,
        (S.CLOSING, "return_closure"): S.RUNNING,
        (S.CLOSED, "report_effect"): S.EFFECT_REPORTED,
    },
    waits_on={
        S.RUNNING: "project_manager",
        S.CLOSING: "owner",
        S.CLOSED: "owner",
        S.EFFECT_REPORTED: "",
    },
)
GOES_ON = (S.RUNNING, S.CLOSING)  # where money can still be asked for and conditions shown
CONDITION = Flow(
    "condition",
    moves={
        (C.OPEN, "show"): C.SHOWN,
        (C.SHOWN, "confirm"): C.MET,
        (C.SHOWN, "send_back"): C.OPEN,
    },
    waits_on={
        C.OPEN: "project_manager",
        C.SHOWN: "project_office",
        C.MET: "",
    },
)
EFFECT = Flow(
    "effect",
    moves={
        (E.DRAFT, "hand_in"): E.HANDED_IN,
        (E.HANDED_IN, "comment"): E.COMMENTED,
        (E.COMMENTED, "hand_in"): E.HANDED_IN,
        (E.HANDED_IN, "accept"): E.ACCEPTED,
    },
    waits_on={
        E.DRAFT: "owner",
        E.HANDED_IN: "assessor",
        E.COMMENTED: "owner",
        E.ACCEPTED: "",
    },
)
MOVE = Flow(
    "move",
    moves={
        (M.ASKED, "move"): M.MOVED,
        (M.ASKED, "refuse"): M.REFUSED,
        (M.ASKED, "withdraw"): M.WITHDRAWN,
        (M.ASKED, "lapse"): M.LAPSED,
    },
    waits_on={
        M.ASKED: "director",
        M.MOVED: "",
        M.REFUSED: "",
        M.WITHDRAWN: "",
        M.LAPSED: "",
    },
)
FUND_REQUEST = Flow(
    "fund_request",
    moves={
        (R.ASKED, "approve"): R.RESERVED,
        (R.ASKED, "refuse"): R.REFUSED,
        (R.ASKED, "withdraw"): R.WITHDRAWN,
        (R.RESERVED, "pay"): R.PAID,
        (R.RESERVED, "release"): R.RELEASED,
        (R.PAID, "repay"): R.PAID,
    },
    waits_on={
        R.ASKED: "project_office",
        R.RESERVED: "project_office",
        R.PAID: "",
        R.REFUSED: "",
        R.WITHDRAWN: "",
        R.RELEASED: "",
    },
)
CHANGE = Flow(
    "change_of_project",
    moves={
        (H.PROPOSED, "ask_business"): H.BUSINESS,
        (H.PROPOSED, "ask_owner"): H.OWNER,
        (H.PROPOSED, "ask_director"): H.DIRECTOR,
        (H.PROPOSED, "ask_money"): H.MONEY,
        (H.BUSINESS, "ask_owner"): H.OWNER,
        (H.BUSINESS, "ask_director"): H.DIRECTOR,
        (H.BUSINESS, "ask_money"): H.MONEY,
        (H.OWNER, "approve"): H.APPROVED,
        (H.OWNER, "refuse"): H.REFUSED,
        (H.DIRECTOR, "approve_large"): H.APPROVED,
        (H.DIRECTOR, "refuse_large"): H.REFUSED,
        (H.MONEY, "enter_grant"): H.APPROVED,
        (H.MONEY, "enter_refusal"): H.REFUSED,
        (H.BUSINESS, "withdraw"): H.WITHDRAWN,
        (H.OWNER, "withdraw"): H.WITHDRAWN,
        (H.DIRECTOR, "withdraw"): H.WITHDRAWN,
    },
    waits_on={
        H.PROPOSED: "project_manager",
        H.BUSINESS: "process_owner",
        H.OWNER: "owner",
        H.DIRECTOR: "director",
        H.MONEY: "development_council",
        H.APPROVED: "",
        H.REFUSED: "",
        H.WITHDRAWN: "",
    },
)
