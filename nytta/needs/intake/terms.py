"""Words of ideas."""

from nytta.plain.words import Term


class IdeaState(Term):
    """Where an idea is; nobody's idea goes unanswered."""

    NEW = "new", "Ny", "N5"
    TAKEN_UP = "taken_up", "Förs vidare", "N5"
    DECLINED = "declined", "Besvarad, förs inte vidare", "N5"
