"""Words of meetings, minutes, circulation and postings."""

from nytta.plain.words import Term


class GroupKind(Term):
    """Whose meetings they are. A committee or board is here for its postings only: it meets by the Local Government Act."""

    PREPARATION_GROUP = "preparation_group", "Beredningsgrupp", "P5; F10"
    DEVELOPMENT_COUNCIL = "development_council", "Utvecklingsrådet", "P5; F11"
    STATUTORY = "statutory", "Nämnd eller styrelse", "P5; O1"


class Approvers(Term):
    """Who approves a group's minutes: always two who were there, never the writer alone."""

    CHAIR_AND_MEMBER = "chair_and_member", "Den som ledde mötet och en ledamot till", "F10; U9"
    TWO_MEMBERS = "two_members", "Två av de ledamöter som var med", "F10; U9"


class MeetingState(Term):
    """Where a meeting is (sammanträde): planned, called to by notice (kallelse), held, its minutes written, approved."""

    DRAFT = "draft", "Planeras", "F10; F11"
    CALLED = "called", "Kallat", "F10; F11"
    OPEN = "open", "Pågår", "F10; F11"
    MINUTES = "minutes", "Protokollet ska justeras", "U9"
    APPROVED = "approved", "Justerat", "U9"
    CANCELLED = "cancelled", "Inställt", "F10; F11"


class ItemKind(Term):
    """What an item of the agenda (föredragningslista) is about."""

    CASE = "case", "Ärende", "F10; F11"
    CONTINUATION = "continuation", "Nästa års del", "F13"
    FREE = "free", "Övrig punkt", "F10"


class Outcome(Term):
    """What a meeting or a circulation came to in an item."""

    SUPPORT = "support", "Tillstyrks", "F10"
    OPPOSE = "oppose", "Avstyrks", "F10"
    ASK = "ask", "Skickas tillbaka med en fråga", "F10; F6"
    FUND = "fund", "Bör beviljas", "F11"
    WAIT = "wait", "Bör vänta", "F11"
    REFUSE = "refuse", "Bör avslås", "F11"
    DONE = "done", "Behandlad", "F10"
    POSTPONED = "postponed", "Bordläggs", "F10; F11"


class Part(Term):
    """As what somebody is at a meeting."""

    MEMBER = "member", "Ledamot", "F10"
    SUBSTITUTE = "substitute", "Ersättare", "F10"
    SECRETARY = "secretary", "Sekreterare", "F10"
    OTHER = "other", "Föredragande eller annan", "F10"


class CirculationState(Term):
    """Where a circulation (per capsulam) is."""

    OPEN = "open", "Pågår", "F10; F11"
    DECIDED = "decided", "Avslutad med resultat", "F10; F11"
    UNDECIDED = "undecided", "Avslutad utan resultat", "F10; F11"
    WITHDRAWN = "withdrawn", "Återtagen", "F10; F11"


class ReviewNote(Term):
    """What a posting (anslag) says of how the decisions can be tried; the registrar picks it."""

    LEGALITY = "legality", "Laglighetsprövning enligt 13 kap. kommunallagen", "O6; U9"
    SPECIAL = "special", "Överklagas enligt särskild lag, se beslutet", "O6; U9"
    NOT_APPEALABLE = "not_appealable", "Beredande eller verkställande: kan inte överklagas", "O6; U9"
