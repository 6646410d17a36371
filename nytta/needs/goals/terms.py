"""Words of the benefits dependency network."""

from nytta.plain.words import Term


class NodeKind(Term):
    """The steps from technology to a goal; the focus area and the goal that follow are the programme's own."""

    SOLUTION = "solution", "Teknisk lösning", "P2; N1"
    IT_CAPABILITY = "it_capability", "It-förmåga", "P2; N1"
    CHANGE = "change", "Verksamhetsförändring", "P2; N1"
    CAPABILITY = "capability", "Verksamhetsförmåga", "P2; N1"
