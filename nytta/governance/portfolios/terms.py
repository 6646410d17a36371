"""Words of portfolios, the weighing and the grant."""

from nytta.plain.words import Term


class Advice(Term):
    """What the development council advises; it never decides."""

    FUND = "fund", "Bör beviljas", "F11"
    WAIT = "wait", "Bör vänta", "F11"
    REFUSE = "refuse", "Bör avslås", "F11"


class ContinuationKind(Term):
    """What a granted case asks for: the next year's part of what was planned, or more than was decided."""

    NEXT = "next", "Nästa års del", "F13"
    MORE = "more", "Mer pengar", "P5; U5"


class ContinuationState(Term):
    """Where next year's part of a larger case is."""

    PROPOSED = "proposed", "Föreslagen", "F13"
    ADVISED = "advised", "Inför beslut", "F13"
    GRANTED = "granted", "Beviljad", "F13"
    REFUSED = "refused", "Avslagen", "F13"


class MoneyKind(Term):
    """What happened to a case's money: it came, it was reserved or paid, or it left the case."""

    GRANTED = "granted", "Beviljat", "F11"
    MOVED_IN = "moved_in", "Överfört hit", "F4; F13"
    RESERVED = "reserved", "Reserverat", "P5; U5"
    RELEASED = "released", "Reservation släppt", "P5; U5"
    PAID = "paid", "Utbetalt", "P5; U5"
    REPAID = "repaid", "Återbetalt till projektet", "P5; U5"
    RETURNED = "returned", "Återlämnat till ramen", "F13"
    LAPSED = "lapsed", "Förfallet", "F13"
    MOVED_OUT = "moved_out", "Överfört härifrån", "F4; F13"
