"""A rule set from draft to decision: written, tried on cases, proposed, decided. Source: T decision 2; O4."""

from nytta.plain.flows import Flow

from .terms import DraftState as S
from .terms import WaitsOn as W

DRAFT = Flow(
    "draft",
    moves={
        (S.WRITTEN, "write"): S.WRITTEN,
        (S.WRITTEN, "try"): S.WRITTEN,
        (S.WRITTEN, "propose"): S.PROPOSED,
        (S.WRITTEN, "drop"): S.DROPPED,
        (S.PROPOSED, "try"): S.PROPOSED,
        (S.PROPOSED, "send_back"): S.WRITTEN,
        (S.PROPOSED, "decide"): S.DECIDED,
    },
    waits_on={
        S.WRITTEN: W.OFFICE.value,
        S.PROPOSED: W.DIRECTOR.value,
        S.DECIDED: W.NOBODY.value,
        S.DROPPED: W.NOBODY.value,
    },
)
