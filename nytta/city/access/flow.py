"""A webhook and its deliveries: state, act, next state, and whom each state waits on. Source: D14."""

from nytta.plain.flows import Flow

from .terms import DeliveryState as D
from .terms import WebhookState as W

WEBHOOK = Flow(
    "webhook",
    moves={
        (W.ACTIVE, "pause"): W.PAUSED,
        (W.PAUSED, "resume"): W.ACTIVE,
        (W.ACTIVE, "close"): W.CLOSED,
        (W.PAUSED, "close"): W.CLOSED,
        (W.ACTIVE, "change"): W.ACTIVE,
        (W.PAUSED, "change"): W.PAUSED,
        (W.ACTIVE, "rotate"): W.ACTIVE,
        (W.PAUSED, "rotate"): W.PAUSED,
        (W.ACTIVE, "test"): W.ACTIVE,
        (W.PAUSED, "test"): W.PAUSED,
    },
    waits_on={W.ACTIVE: "", W.PAUSED: "", W.CLOSED: ""},
)
DELIVERY = Flow(
    "delivery",
    moves={
        (D.WAITING, "taken"): D.DELIVERED,
        (D.WAITING, "given_up"): D.FAILED,
        (D.WAITING, "skip"): D.SKIPPED,
        (D.DELIVERED, "resend"): D.WAITING,
        (D.FAILED, "resend"): D.WAITING,
        (D.SKIPPED, "resend"): D.WAITING,
    },
    waits_on={D.WAITING: "", D.DELIVERED: "", D.FAILED: "", D.SKIPPED: ""},
)
