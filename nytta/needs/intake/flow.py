"""An idea's way: it is always answered."""

from nytta.city.records.terms import Role
from nytta.plain.flows import Flow

from .terms import IdeaState

IDEA = Flow(
    "idea",
    moves={
        (IdeaState.NEW, "take_up"): IdeaState.TAKEN_UP,
        (IdeaState.NEW, "decline"): IdeaState.DECLINED,
        (IdeaState.DECLINED, "take_up"): IdeaState.TAKEN_UP,
    },
    waits_on={IdeaState.NEW: Role.PROJECT_OFFICE.value, IdeaState.TAKEN_UP: "", IdeaState.DECLINED: ""},
)
