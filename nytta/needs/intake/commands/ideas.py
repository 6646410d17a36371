"""Acts on ideas: write one in a minute, answer every one."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records.queries import programme_in_force
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act, locked
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import IDEA
from ..models import Idea
from ..rules import supports_goal
from ..terms import IdeaState


@act
def write_idea(*, title: str, text: str, goal: CouncilGoal | None, focus_area: FocusArea | None = None, by: Person, on: datetime) -> Idea:
    """Hand in an idea that supports a goal. Source: P5 first step; N5."""
    require(policies.can_write_idea(by, on.date()))
    require(supports_goal(has_goal=goal is not None, programme_in_force=programme_in_force(on.date()) is not None))
    idea = Idea.objects.create(
        code=numbers.next_code("I", on.year), title=title, text=text, goal=goal, focus_area=focus_area, body=by.body, by=by,
        written_on=on.date(),
    )  # fmt: skip
    search.put("idea", idea.code, title, text)
    audit.note(subject=idea.code, act="idea.write", by=by, on=on)
    return idea


@act
def answer_idea(*, idea: Idea, take_up: bool, answer: str, by: Person, on: datetime) -> Idea:
    """Answer an idea: take it up or not, with reasons either way. Source: N5 "nobody's idea goes unanswered"."""
    idea = locked(idea)
    name = "take_up" if take_up else "decline"
    require(policies.can_answer(by, on.date()) + IDEA.allows(IdeaState(idea.state), name))
    if not answer.strip():
        require(no("answer", "Skriv ett svar till den som lämnade idén.", "N5", "Skriv svaret.", field="answer"))
    before, idea.state = idea.state, IDEA.next(IdeaState(idea.state), name).value
    idea.answer, idea.answered_on = answer, on.date()
    idea.save(update_fields=["state", "answer", "answered_on"])
    audit.note(subject=idea.code, act=f"idea.{name}", by=by, on=on, changes={"state": [before, idea.state]}, reason=answer)
    return idea
