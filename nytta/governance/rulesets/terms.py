"""Words of a rule set's draft, its lines and what it would change."""

from nytta.plain.words import Term


class DraftState(Term):
    """Where a draft of a rule set is; what is decided is in force from its day."""

    WRITTEN = "written", "Skrivs", "O4"
    PROPOSED = "proposed", "Inför beslut", "O4"
    DECIDED = "decided", "Beslutat", "O4"
    DROPPED = "dropped", "Nedlagt", "O4"


class WaitsOn(Term):
    """Whom a draft waits on."""

    OFFICE = "office", "projektkontoret", "O4"
    DIRECTOR = "director", "direktörens beslut", "O4"
    NOBODY = "nobody", "ingen", "O4"


class Kind(Term):
    """What a field of a line holds."""

    NUMBER = "number", "Tal", "O4"
    NUMBERS = "numbers", "Flera tal", "O4"
    CHOICE = "choice", "Ett val", "O4"
    CHOICES = "choices", "Flera val", "O4"
    WORDS = "words", "Text", "O4"
    CLAUSE = "clause", "Bestämmelse", "O4"


class Part(Term):
    """The parts of a rule set; the codes are their names in its content."""

    LIMITS = "limits", "Gränser", "O4"
    WEIGHTS = "weights", "Målens vikter", "O4; F16"
    GATES = "line", "Krav vid stoppen", "O4; F12"
    REQUIRED = "required", "Obligatoriska fält", "O4"
    GROUNDS = "conflict_ground", "Grunder för jäv", "O4; F10"
    TIES = "conflict_tie", "Vad som ger förslag om jäv", "O4; F10"
    REVIEWS = "review", "Hur beslut kan överprövas", "O4; O6"


class Level(Term):
    """What happens when a requirement is not met."""

    BLOCK = "block", "Stoppar", "O4"
    WARN = "warn", "Varnar", "O4"


class Lifts(Term):
    """Whether an exemption from the clause lifts a requirement; a rule set that does not say so lets none."""

    NO = "no", "Nej", "O4; O5"
    YES = "yes", "Ja", "O4; O5"


class Outcome(Term):
    """How a case fares against one line at one stop."""

    PASSES = "passes", "Klarar kravet", "O4"
    WARNS = "warns", "Varning", "O4"
    STOPS = "stops", "Stopp", "O4"


class Effect(Term):
    """What a draft would change for a case at a stop."""

    STOPPED = "stopped", "Stoppas", "O4"
    FREED = "freed", "Släpps fram", "O4"
    ONE_MORE = "one_more", "Ett hinder till", "O4"
    ONE_LESS = "one_less", "Ett hinder mindre", "O4"
    WARNED = "warned", "Ny varning", "O4"
    UNWARNED = "unwarned", "Varningen försvinner", "O4"


class Group(Term):
    """Which cases a draft is tried on."""

    OPEN = "open", "Öppet ärende", "O4"
    LAST_YEAR = "last_year", "Förra årets ärende", "O4"
