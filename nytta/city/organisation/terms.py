"""Words of the organisation."""

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


APPLICANTS = (
    BodyKind.EXECUTIVE_BOARD,
    BodyKind.COMMITTEE,
    BodyKind.DISTRICT_COMMITTEE,
    BodyKind.COMPANY_PARENT,
    BodyKind.COMPANY_BOARD,
)
COMPANIES = (BodyKind.COMPANY_PARENT, BodyKind.COMPANY_BOARD)
