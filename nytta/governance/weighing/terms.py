"""Words of the development council's room."""

from nytta.plain.words import Term


class RoundState(Term):
    """Where a weighing is: prepared, weighted by each member, open in the room, advised on, decided."""

    PREPARED = "prepared", "Förbereds", "F11"
    WEIGHTS = "weights", "Ledamöterna väger kriterierna", "F16"
    OPEN = "open", "Rummet är öppet", "F11"
    ADVISED = "advised", "Råd givet, inför beslut", "F11"
    DECIDED = "decided", "Beslutad och publicerad", "F11"


class Joined(Term):
    """How the members' weights become one: stated before anybody has seen a proposal."""

    MEAN = "mean", "Medelvärde av ledamöternas vikter", "F16"
    MEDIAN = "median", "Median för varje kriterium", "F16"


class LimitKind(Term):
    """A rule of the year's weighing beside frames and parts; each with who decided it."""

    MANDATORY = "mandatory", "Måste göras (lag eller beslut i fullmäktige)", "F11"
    BOUND = "bound", "Bundet av avtal", "F11"
    EXCLUDED = "excluded", "Ska inte vara med", "F12"
    DIRECTED = "directed", "Tak för centralt riktade förslag", "E6.2; F3"
    PREREQUISITE = "prerequisite", "Förutsätter andra förslag", "F16"
    EXCLUSIVE = "exclusive", "Utesluter varandra", "F16"
    SYNERGY = "synergy", "Ger mer eller mindre tillsammans", "F16"
    CAPACITY = "capacity", "Vad en förvaltning hinner med", "F16"
    BALANCE = "balance", "Andel av pengarna eller av förslagen", "E6.2; F3"


ONE_BY_ONE = (LimitKind.MANDATORY, LimitKind.BOUND, LimitKind.EXCLUDED)


class Question(Term):
    """What the engine is asked, beside the pages. The codes are those of the published contract."""

    SELECT = "select", "Bästa portföljen", "F16"
    OVERRIDE = "override", "Vad en avvikelse kostar", "F16"
    WHY = "smallest_change", "Vad som hade ändrat utfallet", "F16"
    INTERVAL = "weight_interval", "Mellan vilka vikter portföljen är bäst", "F16"
    FREQUENCY = "frequency", "Hur ofta med, när vikterna dras", "F16"
    UNCERTAIN = "inclusion", "Hur ofta med, när nyttan är osäker", "F16"
    MEMBERS = "members", "Med varje ledamots vikter", "N8"
    FRONTIER = "frame_frontier", "Vad mer eller mindre ram ger", "F16"
    COST_FRONTIER = "cost_frontier", "Värde mot kostnad", "F16"
    MARGINAL = "marginal", "Vad nästa miljon ger", "F16"


class Departed(Term):
    """How the director's decision departs from the development council's advice; each with its own reason."""

    NOT_GRANTED = "not_granted", "Rådet tillstyrkte, direktören beviljade inte", "F11"
    LATER = "later", "Rådet tillstyrkte, direktören avgör senare", "F11"
    AGAINST = "against", "Rådet tillstyrkte inte, direktören beviljade", "F11"


class AnswerState(Term):
    """How far the engine has come with a question."""

    WAITING = "waiting", "Räknas", "F16"
    INTERIM = "interim", "Bästa hittills", "F16"
    PROVED = "proved", "Bevisad", "F16"
    SAMPLED = "sampled", "Dragen i lott ett angivet antal gånger", "F16"
    INFEASIBLE = "infeasible", "Går inte ihop", "F16"
    UNDECIDED = "undecided", "Ingen lösning hittad i tid", "F16"
    FAILED = "failed", "Räkningen avbröts", "F16"


class Change(Term):
    """What somebody in the room may ask: what if …"""

    IN = "in", "Ta med", "F16"
    OUT = "out", "Lämna utanför", "F16"
    FREE = "free", "Låt vägningen avgöra", "F16"
    WEIGHT = "weight", "Ändra en vikt", "F16"
    POINTS = "points", "Ändra poäng", "F16"
    COST = "cost", "Ändra en kostnad", "F16"
    FRAME = "frame", "Ändra en ram", "F16"
    PART = "part", "Ändra en del", "F16"
