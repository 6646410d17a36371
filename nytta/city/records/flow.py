"""An exemption from application to decision: state, act, next state, and whom each state waits on. Source: P4, P7.1; O5."""

from nytta.plain.flows import Flow

from .terms import ExemptionState as S
from .terms import ExemptionWaitsOn as W

EXEMPTION = Flow(
    "exemption",
    moves={
        (S.APPLIED, "appoint"): S.REVIEW,
        (S.REVIEW, "appoint"): S.REVIEW,
        (S.REVIEW, "ask"): S.COMPLETION,
        (S.COMPLETION, "answer"): S.REVIEW,
        (S.REVIEW, "review"): S.DECISION,
        (S.DECISION, "appoint"): S.REVIEW,
        (S.DECISION, "grant"): S.GRANTED,
        (S.DECISION, "refuse"): S.REFUSED,
        (S.GRANTED, "revoke"): S.REVOKED,
        (S.APPLIED, "withdraw"): S.WITHDRAWN,
        (S.REVIEW, "withdraw"): S.WITHDRAWN,
        (S.COMPLETION, "withdraw"): S.WITHDRAWN,
        (S.DECISION, "withdraw"): S.WITHDRAWN,
    },
    waits_on={
        S.APPLIED: W.OFFICE.value,
        S.REVIEW: W.REVIEWER.value,
        S.COMPLETION: W.APPLICANT.value,
        S.DECISION: W.DECIDER.value,
        S.GRANTED: W.NOBODY.value,
        S.REFUSED: W.NOBODY.value,
        S.WITHDRAWN: W.NOBODY.value,
        S.REVOKED: W.NOBODY.value,
    },
)
