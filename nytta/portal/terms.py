"""Words of the public page of a case, of following it, and of reminders."""

from nytta.plain.words import Term


class CasePart(Term):
    """A free text of a case that somebody examines before it is shown to anybody; documents are parts of their own."""

    TITLE = "title", "Rubrik", "O6"
    SUMMARY = "summary", "Sammanfattning", "O6"
    HYPOTHESIS = "hypothesis", "Hypotes", "P5; G2"
    LEARNING = "learning_measure", "Hur det märks om hypotesen stämmer", "P5; G2"
    OTHER_CONTRIBUTION = "other_contribution", "Bidrag till målen på annat sätt", "P3; N2"
    LIFETIME_REASON = "lifetime_reason", "Skäl för livslängden", "P4; G1"
    USER_GROUPS = "user_groups", "Användargrupper som har deltagit", "E7.4; N7"
    REQUIREMENTS = "functional_requirements", "Verksamhetens krav", "E7.4; N7"
    PRINCIPLE_1 = "principle_1", "Styrande princip 1", "P4; G4"
    PRINCIPLE_2 = "principle_2", "Styrande princip 2", "P4; G4"
    PRINCIPLE_3 = "principle_3", "Styrande princip 3", "P4; G4"
    PRINCIPLE_4 = "principle_4", "Styrande princip 4", "P4; G4"
    PRINCIPLE_5 = "principle_5", "Styrande princip 5", "P4; G4"
    PRINCIPLE_6 = "principle_6", "Styrande princip 6", "P4; G4"
    COST_DISTRIBUTION = "cost_distribution", "Fördelning av driftkostnaden", "E4.2.2; F12"
    CHANGE_PLAN = "change_plan", "Plan för verksamhetsförändringen", "P5; F12"
    BENEFIT_PLAN = "benefit_plan", "Plan för effekthemtagningen", "P5; F12"
    EXPERIENCE_PLAN = "experience_plan", "Plan för erfarenheter och avveckling", "P4; G2"
    FIGURES = "figures", "Kalkyl", "F7"
    VALUATION = "valuation", "Nyttovärdering", "T; F8"
    STATEMENT = "statement", "Beredningsgruppens yttrande", "P5; F10"
    DELIVERED = "delivered", "Projektets leveranser", "F6"
    EFFECT = "effect_explanation", "Förklaring av effekten", "U6"
    UNEXPECTED = "effect_unexpected", "Effekter som ingen bad om", "U6"


class CaseStep(Term):
    """The programme's eight steps from idea to effect."""

    IDEA = "1", "Projektidé", "P5"
    APPLICATION = "2", "Ansökan", "P5"
    VALUATION = "3", "Värdering", "P5"
    PREPARATION = "4", "Beredning", "P5"
    DECISION = "5", "Beslut", "P5"
    FOLLOW_UP = "6", "Uppföljning", "P5"
    CLOSURE = "7", "Projektavslut", "P5"
    EFFECT = "8", "Effekthemtagning", "P5"


class Moves(Term):
    """How somebody hears that a case of theirs has moved."""

    AT_ONCE = "at_once", "Genast, i ett brev", "F5; F15"
    DAILY = "daily", "En gång om dagen, i ett brev", "F5; F15"
    NONE = "none", "Inte alls", "F5; F15"


class Recipient(Term):
    """Who is reminded when a case has waited long."""

    WAITED_ON = "waited_on", "Den som ärendet väntar på", "F5; F15"
    OFFICE = "office", "Projektkontoret", "F15"
    CHAIR = "chair", "Gruppens eller rådets ordförande", "F10; F15"
    DIRECTOR = "director", "Direktören", "T; F15"
    WRITERS = "writers", "De som skriver på ansökan", "F5; F15"


class Concern(Term):
    """Why a case is in somebody's own list."""

    WRITES = "writes", "Skriver", "F5"
    ANSWERS = "answers", "Svarar för", "F5"
    FOLLOWS = "follows", "Följer", "F5"
