"""Ways of an idea, which is always answered, and of a request for support, which is taken, answered and followed."""

from nytta.city.records.terms import Role
from nytta.plain.flows import Flow

from .terms import IdeaState, SupportState

IDEA = Flow(
    "idea",
    moves={
        (IdeaState.NEW, "take_up"): IdeaState.TAKEN_UP,
        (IdeaState.NEW, "decline"): IdeaState.DECLINED,
        (IdeaState.DECLINED, "take_up"): IdeaState.TAKEN_UP,
    },
    waits_on={IdeaState.NEW: Role.PROJECT_OFFICE.value, IdeaState.TAKEN_UP: "", IdeaState.DECLINED: ""},
)

SUPPORT = Flow(
    "support",
    moves={
        (SupportState.ASKED, "take"): SupportState.TAKEN,
        (SupportState.ASKED, "hand_over"): SupportState.TAKEN,
        (SupportState.TAKEN, "hand_over"): SupportState.TAKEN,
        (SupportState.TAKEN, "answer"): SupportState.ANSWERED,
        (SupportState.ANSWERED, "helped"): SupportState.FOLLOWED,
        (SupportState.ANSWERED, "not_helped"): SupportState.TAKEN,
        (SupportState.ASKED, "withdraw"): SupportState.WITHDRAWN,
        (SupportState.TAKEN, "withdraw"): SupportState.WITHDRAWN,
    },
    waits_on={
        SupportState.ASKED: Role.COACH.value,
        SupportState.TAKEN: Role.COACH.value,
        SupportState.ANSWERED: "",
        SupportState.FOLLOWED: "",
        SupportState.WITHDRAWN: "",
    },
)
