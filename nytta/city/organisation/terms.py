"""Words of the organisation."""

from collections.abc import Mapping

from nytta.plain.words import Term


class BodyKind(Term):
    """What kind of body it is: who binds whom follows from it."""

    CITY_COUNCIL = "city_council", "Kommunfullmäktige", "O1"
    EXECUTIVE_BOARD = "executive_board", "Kommunstyrelse", "O1"
    COMMITTEE = "committee", "Nämnd", "O1"
    DISTRICT_COMMITTEE = "district_committee", "Stadsdelsnämnd", "O1"
    COMPANY_PARENT = "company_group_parent", "Moderbolag", "O1"
    COMPANY_BOARD = "company_board", "Bolagsstyrelse", "O1"
    ADMINISTRATION = "administration", "Förvaltning", "O1"


class SuccessionKind(Term):
    """How a body was followed by others: as it ended, or in a part of its tasks while both go on."""

    MERGE = "merge", "Sammanslagning", "O1"
    SPLIT = "split", "Delning", "O1"
    TRANSFER = "transfer", "Övergång", "O1"
    PART = "part", "Övergång av en del", "O1"


APPLICANTS = (
    BodyKind.EXECUTIVE_BOARD,
    BodyKind.COMMITTEE,
    BodyKind.DISTRICT_COMMITTEE,
    BodyKind.COMPANY_PARENT,
    BodyKind.COMPANY_BOARD,
)
COMPANIES = (BodyKind.COMPANY_PARENT, BodyKind.COMPANY_BOARD)
PARENTS: Mapping[BodyKind, tuple[BodyKind, ...]] = {
    BodyKind.ADMINISTRATION: APPLICANTS,
    BodyKind.COMPANY_BOARD: COMPANIES,
}
"""What a body of a kind may belong to: an administration to whom it works for (always), a company to its owner company."""
