"""A weighing from preparation to decision. Source: P5; F11, F16."""

from nytta.governance.applications.terms import WaitsOn as W
from nytta.plain.flows import Flow

from .terms import RoundState as S

ROUND = Flow(
    "round",
    moves={
        (S.PREPARED, "prepare"): S.PREPARED,
        (S.PREPARED, "ask_weights"): S.WEIGHTS,
        (S.WEIGHTS, "weigh"): S.WEIGHTS,
        (S.WEIGHTS, "back"): S.PREPARED,
        (S.WEIGHTS, "open"): S.OPEN,
        (S.OPEN, "change"): S.OPEN,
        (S.OPEN, "prepare_rules"): S.OPEN,
        (S.OPEN, "renew"): S.OPEN,
        (S.OPEN, "advise"): S.ADVISED,
        (S.ADVISED, "advise"): S.ADVISED,
        (S.ADVISED, "reopen"): S.OPEN,
        (S.ADVISED, "decide"): S.DECIDED,
    },
    waits_on={
        S.PREPARED: W.OFFICE.value,
        S.WEIGHTS: W.DEVELOPMENT_COUNCIL.value,
        S.OPEN: W.DEVELOPMENT_COUNCIL.value,
        S.ADVISED: W.DIRECTOR.value,
        S.DECIDED: W.NOBODY.value,
    },
)
