"""Words of portfolios, the weighing and the grant."""

from nytta.plain.words import Term


class Advice(Term):
    """What the development council advises; it never decides."""

    FUND = "fund", "Bör beviljas", "F11"
    WAIT = "wait", "Bör vänta", "F11"
    REFUSE = "refuse", "Bör avslås", "F11"


class ContinuationState(Term):
    """Where next year's part of a larger case is."""

    PROPOSED = "proposed", "Föreslagen", "F13"
    ADVISED = "advised", "Inför beslut", "F13"
    GRANTED = "granted", "Beviljad", "F13"
    REFUSED = "refused", "Avslagen", "F13"
