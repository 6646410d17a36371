"""Words of the reports."""

from nytta.plain.words import Term


class ReportState(Term):
    """Where an annual report is."""

    DRAFT = "draft", "Skrivs", "U9"
    PROPOSED = "proposed", "Överlämnad till fullmäktige", "U9"
    DECIDED = "decided", "Godkänd av fullmäktige", "U9"


class Part(Term):
    """The parts of a report, in the order they stand; each can be commented on."""

    SUMMARY = "summary", "Sammanfattning", "U9"
    MONEY = "money", "Portföljernas pengar", "P5; F2"
    OUTSIDE = "outside", "Utanför portföljerna", "F14"
    CASES = "cases", "Ansökningar och beslut", "F11"
    PROJECTS = "projects", "Pågående projekt", "U5"
    CLOSED = "closed", "Avslutade projekt och effekter", "U6"
    LATER = "later", "Bundet för kommande år", "F13"
    EXEMPTIONS = "exemptions", "Undantag", "O5"
    FIGURES = "figures", "Så är siffrorna gjorda", "U9"
