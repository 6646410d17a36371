"""Words of mandates, decisions and the registry."""

from nytta.plain.words import Term


class Role(Term):
    """What somebody is appointed to; rights follow the appointment and end with it."""

    CITY_DIRECTOR = "city_director", "Direktör", "T; O2"
    DEVELOPMENT_COUNCIL = "development_council", "Ledamot i utvecklingsrådet", "P5; O2"
    PREPARATION_GROUP = "preparation_group", "Ledamot i beredningsgrupp", "P5; O2"
    PROJECT_OFFICE = "project_office", "Projektkontor", "T; F15"
    COACH = "coach", "Projektcoach", "T; F15"
    ASSESSOR = "assessor", "Nyttovärderare", "T; F8"
    APPLICANT = "applicant", "Sökande för nämnd eller bolag", "P5; O2"
    OWNER_REPRESENTATIVE = "owner_representative", "Systemägarrepresentant", "P4; G3"
    PROCESS_OWNER = "process_owner", "Processägare i verksamheten", "T; F12"
    REGISTRAR = "registrar", "Registrator", "O2"
    AUDITOR = "auditor", "Revisor", "O2"
    DECIDING_HEAD = "deciding_head", "Beslutande chef", "P5; F11"
    LICENCE_ADMINISTRATOR = "licence_administrator", "Licensadministratör hos leverantör", "P7; O2"
    CONTACT_CENTRE = "contact_centre", "Kontaktcenter", "O2"
    USER_GROUP = "user_group", "Ledamot i användargrupp", "O2"
    OWNER_GROUP = "owner_group", "Ledamot i ägargrupp", "O2"
    TECHNICAL_REVIEWER = "technical_reviewer", "Teknisk granskare", "T; O5"


class BodyRole(Term):
    """What a body, and no person, is appointed to."""

    SERVICE_OWNER = "service_owner", "Ägare av e-tjänst utan eget system", "O2"


class Appointer(Term):
    """Who fills a seat. Nobody appoints for somebody else: what another has decided is recorded, with its paragraph."""

    DIRECTOR = "director", "Den högsta tjänstemannen", "P5; T"
    BODY = "body", "Nämnden eller styrelsen själv", "P4; O2"
    BOARD = "board", "Kommunens styrelse", "O2"
    COUNCIL = "council", "Kommunfullmäktige", "O2"
    SUPPLIER = "supplier", "Den upphandlade leverantören", "P7; O2"


class Named(Term):
    """What an appointment to a role must name besides person, term and decision."""

    BODY = "body", "Nämnd eller styrelse", "O2"
    PORTFOLIO = "portfolio", "Portfölj", "P5; O2"
    POSITION = "position", "Befattning", "P5; O2"
    COMPETENCE = "competence", "Kompetens", "P5; F10"
    SUPPLIER = "supplier", "Leverantör och avtal", "P7; O2"


class Position(Term):
    """The circle from which the development council is appointed."""

    ADMINISTRATION_HEAD = "administration_head", "Förvaltningschef", "P5; O2"
    COMPANY_HEAD = "company_head", "Bolagschef", "P5; O2"
    OFFICE_HEAD = "office_head", "Berörd chef i styrelsens kontor", "P5; O2"


class Competence(Term):
    """What a member of a preparation group brings: they are mixed, and the business is among them."""

    BUSINESS = "business", "Verksamhet", "P5; F10"
    BENEFIT = "benefit", "Ekonomi och nytta", "T; F10"
    ARCHITECTURE = "architecture", "Arkitektur och it", "T; F10"
    SECURITY = "security", "Informationssäkerhet", "P4; F10"
    LAW = "law", "Juridik och upphandling", "P7; F10"


class Holder(Term):
    """Who has a right without an appointment, by what they are in the case or at all."""

    EMPLOYED = "employed", "Den som är inloggad", "N5"
    WRITER = "writer", "Den som skriver på ansökan", "F6"
    MANAGER = "manager", "Projektledaren", "U5"
    DESIGNATED = "designated", "Den som är utsedd att värdera ansökan", "F8"
    REVIEWER = "reviewer", "Den som är utsedd att granska undantaget", "O5"
    SELF = "self", "Personen själv", "O2"
    MEMBER = "member", "Den som sitter i gruppen", "F10"
    ATTENDED = "attended", "Den som var med på sammanträdet", "F10"
    CHAIR = "chair", "Gruppens ordförande", "F10"
    SECRETARY = "secretary", "Sammanträdets sekreterare eller ordförande", "F10"
    APPROVER = "approver", "Den som är vald att justera", "U9"
    PEN = "pen", "Den som håller i pennan", "F16"
    ASKER = "asker", "Den som bad om stödet", "F15"
    COACH_OF = "coach_of", "Den coach som har frågan", "F15"
    SUBJECT = "subject", "Den som ger stöd i ämnet", "F15"


class Scope(Term):
    """For what an appointment gives a right."""

    CITY = "city", "Hela kommunen", "O2"
    BODY = "body", "Den nämnd eller styrelse som saken gäller", "O2"
    PORTFOLIO = "portfolio", "Ärendets portfölj", "P5; O2"


class DecisionKind(Term):
    """What a decision settles."""

    PROGRAMME = "programme", "Program antaget", "O6"
    RULE_SET = "rule_set", "Regelverk beslutat", "O4"
    FRAME = "frame", "Ram fastställd", "F2"
    APPOINTMENT = "appointment", "Uppdrag tilldelat", "O2"
    DELEGATION = "delegation", "Delegation beslutad", "F11"
    SCREENING = "screening", "Ansökan avvisad", "P5; F6"
    VALUATION = "valuation", "Värderare utsedd", "F8"
    GRANT = "grant", "Medel beviljade", "F11"
    REFUSAL = "refusal", "Ansökan avslagen", "F11"
    EXEMPTION = "exemption", "Undantag beviljat", "O5"
    EXEMPTION_REFUSED = "exemption_refused", "Undantag avslaget", "O5"
    EXEMPTION_REVOKED = "exemption_revoked", "Undantag återkallat", "O5"
    OWNERSHIP = "ownership", "Ägarskap och driftkostnad godtagna", "G3"
    BENEFITS = "benefits", "Nyttor godtagna av verksamheten", "F12"
    CHANGE = "change", "Ändring genomförs trots nej eller uteblivet svar", "D4"
    INFORMATION_PLAN = "information_plan", "Informationshanteringsplan beslutad", "O6; U9"
    DISPOSAL = "disposal", "Text gallrad", "O6"
    MONEY_MOVED = "money_moved", "Oförbrukade medel förda till nästa år", "P5; F13"
    MONEY_NOT_MOVED = "money_not_moved", "Överföring av oförbrukade medel avslagen", "P5; F13"
    MASTER = "master", "Huvuddatakälla beslutad", "P7.1 (3); D3"
    GOVERNING = "governing", "Styrdokument beslutat", "O3"
    REPEAL = "repeal", "Styrdokument upphävt", "O3"
    ANNUAL_REPORT = "annual_report", "Årsrapport godkänd", "U9"
    TRANSFER = "transfer", "Projekt och medel överförda", "T; F4"
    SPECIAL = "special", "Medel utanför portföljerna", "P5; F14"
    PROJECT_CHANGE = "project_change", "Ändring av projekt beslutad", "P5; U5"
    PROJECT_CHANGE_REFUSED = "project_change_refused", "Ändring av projekt avslagen", "P5; U5"


class Review(Term):
    """How a decision can be tried by a court: what its letter says about it."""

    LEGALITY = "legality", "Laglighetsprövning", "O6"
    APPEAL = "appeal", "Överklagande med besvärshänvisning", "O6"
    NONE = "none", "Kan inte överklagas", "O6"


class TextPart(Term):
    """A part of a decision that lies beside the chain, which holds its hash."""

    BASIS = "basis", "Underlag", "O6"
    REASONS = "reasons", "Skäl", "O6"
    LETTER = "letter", "Brev och handlingar", "O6"
    PERSON = "person", "Personuppgifter", "O6"


class Standing(Term):
    """Whether a decision still holds."""

    IN_FORCE = "in_force", "Gällande", "O6"
    SUPERSEDED = "superseded", "Ersatt", "O6"
    ENDED = "ended", "Har gått ut", "O6"


class Genuine(Term):
    """What the register says of a document that somebody holds."""

    GENUINE = "genuine", "Äkta", "O6"
    ALTERED = "altered", "Stämmer inte", "O6"
    UNKNOWN = "unknown", "Finns inte i registret", "O6"
    DOUBTFUL = "doubtful", "Går inte att lita på", "O6"


class DelegatedAct(Term):
    """What the executive board has put in somebody's hands."""

    GRANT = "grant", "Bevilja eller avslå medel inom ram", "P5; T"
    EXEMPT = "exempt", "Medge undantag", "P4; P7.1"
    GUIDELINES = "guidelines", "Besluta riktlinjer", "T"
    ACCEPT = "accept", "Godta ägarskap, driftkostnad eller nytta för organet", "P4; F12"


class Population(Term):
    """What the auditor draws a sample from."""

    DECISIONS = "decisions", "Beslut", "O2; O6"
    CASES = "cases", "Registrerade ärenden", "O2; O6"


class Direction(Term):
    """Which way a registered item went."""

    IN = "in", "In", "O6"
    OUT = "out", "Ut", "O6"
    INTERNAL = "internal", "Upprättad", "O6"


class Openness(Term):
    """What somebody has found out about whether it may be shown to anybody."""

    TO_EXAMINE = "to_examine", "Ska prövas", "O6"
    OPEN = "open", "Öppen", "O6"
    CLOSED = "closed", "Sekretess", "O6"


class FrameSource(Term):
    """Where a frame's money comes from: one source for each frame."""

    OPERATING = "operating", "Driftbudget", "P5; F2"
    EQUITY = "equity", "Disposition av eget kapital", "P5; F2"


class DocumentKind(Term):
    """The kinds of documents that are made or kept here, each with its line in the city's information plan."""

    APPLICATION = "application", "Ansökan", "F6"
    ATTACHMENT = "attachment", "Inlämnad handling", "F6"
    CALCULATION = "calculation", "Nyttokalkyl", "F7"
    VALUATION = "valuation", "Nyttovärdering", "F8"
    STATEMENT = "statement", "Beredningsgruppens yttrande", "F10"
    BASIS = "basis", "Beslutsunderlag för vägning", "F11; U9"
    DECISION = "decision", "Beslut med skäl och brev", "O6"
    NOTICE = "notice", "Kallelse med handlingar", "F10"
    MINUTES = "minutes", "Protokoll", "U9"
    REPORT = "report", "Anmälan av delegationsbeslut", "F11"
    PROJECT = "project", "Projektets slutrapport och effektrapport", "U6"
    REGISTRY = "registry", "Diarieförteckning över ärendet", "O6"
    GOVERNING = "governing", "Styrdokument", "O3"
    ANNUAL_REPORT = "annual_report", "Årsrapport och portföljrapport", "U9"


class Retention(Term):
    """What the city's plan says of a document in time."""

    PRESERVE = "preserve", "Bevaras", "arkivlagen (1990:782) 3 §"
    AFTER = "after", "Gallras efter en tid", "arkivlagen (1990:782) 10 §"
    OUTDATED = "outdated", "Gallras vid inaktualitet", "arkivlagen (1990:782) 10 §"


class GoverningKind(Term):
    """What sort of governing document it is."""

    PROGRAMME = "programme", "Program", "P1; O3"
    STRATEGY = "strategy", "Strategi", "P1; O3"
    GUIDELINE = "guideline", "Riktlinje", "T; O3"
    OTHER = "other", "Annat styrdokument", "P1; O3"


class Level(Term):
    """The level that decides a governing document."""

    CITY_COUNCIL = "city_council", "Kommunfullmäktige", "P1; O3"
    EXECUTIVE_BOARD = "executive_board", "Kommunens styrelse", "T; O3"
    COMMITTEE = "committee", "Nämnd eller bolagsstyrelse", "P1; O3"
    DIRECTOR = "director", "Den högsta tjänstemannen", "T; O3"


class Wording(Term):
    """What the register holds of an edition's words."""

    FULL = "full", "Den beslutade texten", "O3"
    SUMMARY = "summary", "Sammanfattning, inte den beslutade texten", "O3"
    NONE = "none", "Texten saknas", "O3"


class Force(Term):
    """How a governing document or a clause stands on a day."""

    IN_FORCE = "in_force", "I kraft", "O3"
    COMING = "coming", "Kommande", "O3"
    REPEALED = "repealed", "Upphävt", "O3"
    ENDED = "ended", "Har gått ut", "O3"
    UNKNOWN = "unknown", "Startdag saknas", "O3"


class Against(Term):
    """What an exemption is asked from."""

    SOLUTION = "solution", "Gemensam lösning", "P7.1; O5"
    CLAUSE = "clause", "Bestämmelse i ett styrdokument", "P4; O5"


class Target(Term):
    """What an exemption is asked for."""

    CASE = "case", "Ett ärende", "P7.1; O5"
    PROJECT = "project", "Ett projekt", "O5"
    SYSTEM = "system", "Ett system", "P7.1; O5"
    BODY = "body", "En hel nämnd eller ett bolag", "P4; O5"


class ExemptionState(Term):
    """Where an exemption stands: from the application to the decision, and whether it was taken back."""

    APPLIED = "applied", "Sökt", "O5"
    REVIEW = "review", "Granskas tekniskt", "O5"
    COMPLETION = "completion", "Kompletteras", "O5"
    DECISION = "decision", "Väntar på beslut", "P7.1; O5"
    GRANTED = "granted", "Beviljat", "P7.1; O5"
    REFUSED = "refused", "Avslaget", "O5"
    WITHDRAWN = "withdrawn", "Återtaget av sökanden", "O5"
    REVOKED = "revoked", "Återkallat före sin sista dag", "O5"


class ExemptionWaitsOn(Term):
    """Whom an exemption waits on."""

    APPLICANT = "applicant", "sökanden", "O5"
    OFFICE = "office", "projektkontoret", "T; O5"
    REVIEWER = "reviewer", "den tekniska granskaren", "O5"
    DECIDER = "decider", "den som beslutar", "P7.1; O5"
    NOBODY = "nobody", "ingen", "O5"


class Opinion(Term):
    """What the technical review comes to."""

    SUPPORT = "support", "Tillstyrker", "O5"
    CONDITIONS = "conditions", "Tillstyrker på villkor", "O5"
    AGAINST = "against", "Avstyrker", "O5"


class ExemptionStanding(Term):
    """What an exemption is worth on a day."""

    OPEN = "open", "Inte avgjort", "O5"
    COMING = "coming", "Börjar gälla senare", "O5"
    IN_FORCE = "in_force", "Gäller nu", "O5"
    ENDING = "ending", "Går snart ut", "O5"
    ENDED = "ended", "Har gått ut", "O5"
    REFUSED = "refused", "Avslaget", "O5"
    WITHDRAWN = "withdrawn", "Återtaget", "O5"
