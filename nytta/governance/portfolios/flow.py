"""Next year's part of a larger case: proposed, advised on, decided. Source: P5 "delar som beslutas från år till år"; F13."""

from nytta.governance.applications.terms import WaitsOn as W
from nytta.plain.flows import Flow

from .terms import ContinuationState as S

CONTINUATION = Flow(
    "continuation",
    moves={
        (S.PROPOSED, "advise"): S.ADVISED,
        (S.ADVISED, "advise"): S.ADVISED,
        (S.ADVISED, "grant"): S.GRANTED,
        (S.ADVISED, "refuse"): S.REFUSED,
    },
    waits_on={
        S.PROPOSED: W.DEVELOPMENT_COUNCIL.value,
        S.ADVISED: W.DIRECTOR.value,
        S.GRANTED: W.PROJECT.value,
        S.REFUSED: W.NOBODY.value,
    },
)
