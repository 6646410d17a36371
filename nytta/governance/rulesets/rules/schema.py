"""What a rule set may hold, in one table: every line's type, bounds, unit, words and help.

The form, the validation, the pages and docs/rule-set.md are all derived from it. Source: O4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nytta.city.records.terms import DecisionKind, Review
from nytta.governance.applications.rules import GATES, LIFTABLE, NEVER_FIELDS
from nytta.governance.applications.terms import Category, RequiredField, Stop
from nytta.governance.preparation.terms import Tie
from nytta.plain.words import Term

from ..terms import Kind, Level, Lifts, Part


@dataclass(frozen=True)
class LineField:
    """One typed field of a line. A number lies between `low` and `high` in `unit`; `parts` names each of a fixed number of numbers.

    `choices` are Terms; `among` names what a reader knows instead: the programme's "portfolios", or the rule set's own "grounds".
    """

    name: str
    kind: Kind
    label: str
    help: str = ""
    unit: str = ""
    low: int = 0
    high: int = 0
    parts: tuple[str, ...] = ()
    choices: tuple[Term, ...] = ()
    among: str = ""
    needed: bool = True
    most: int = 300
    default: str = ""  # what an empty choice means


@dataclass(frozen=True)
class LineType:
    """The type of one line: what it is called ("" where its own words name it), what it means, and its fields with the clause last."""

    part: Part
    name: str
    help: str
    fields: tuple[LineField, ...]

    def field(self, name: str) -> LineField | None:
        """A field by name."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Known:
    """What the city has, by which a rule set is judged: its goals by code and its portfolios by number, with their names."""

    goals: Mapping[str, str] = field(default_factory=dict)
    portfolios: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """At which stops a gate can be tried, and which limits it reads."""

    stops: tuple[Stop, ...] = tuple(Stop)
    limits: tuple[str, ...] = ()


CLAUSE = LineField(
    "clause", Kind.CLAUSE, "Bestämmelse",
    "Vad raden vilar på, skilt med semikolon: programmets beteckning, eller styrdokumentets titel och punktens nummer. Exempel: ”P4; Riktlinje för ansökan 3.1”. Visas för den som berörs.",
)  # fmt: skip
LIMITS: dict[str, LineType] = {
    "innovative_months": LineType(
        Part.LIMITS, "Innovativt it-stöd, högst månader",
        "Längre livslängd än så stoppas: då är it-stödet differentierande och kräver nyttokalkyl och granskning.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="månader", low=1, high=120), CLAUSE),
    ),
    "differentiating_months": LineType(
        Part.LIMITS, "Differentierande it-stöd, vanlig livslängd i månader",
        "Utanför spannet frågas efter skäl. Det får inte börja lägre än där innovativt it-stöd slutar.",
        (LineField("value", Kind.NUMBERS, "Spann", unit="månader", low=1, high=120, parts=("Lägst", "Högst")), CLAUSE),
    ),
    "innovation_portfolios": LineType(
        Part.LIMITS, "Portföljer med innovativa pengar", "Innovativa ansökningar ur andra portföljer stoppas av kravet på rätt portfölj.",
        (LineField("value", Kind.NUMBERS, "Portföljer", low=1, high=99, among="portfolios"), CLAUSE),
    ),
    "commitment_shares": LineType(
        Part.LIMITS, "Bundet för kommande år, högst procent av årets ram",
        "Så mycket av årets ram får beviljanden binda för nästa år och året därefter, om fullmäktige inte har satt egna tak.",
        (LineField("value", Kind.NUMBERS, "Andel", unit="procent", low=0, high=100, parts=("Nästa år", "Året därefter")), CLAUSE),
    ),
    "exemption_reminder_days": LineType(
        Part.LIMITS, "Undantag: påminnelse så många dagar före slutet", "Den som har undantaget påminns på vart och ett av de avstånden om att söka på nytt.",
        (LineField("value", Kind.NUMBERS, "Dagar", "Skilda med komma. Exempel: 90, 30, 7.", unit="dagar", low=1, high=730), CLAUSE),
    ),
    "effect_reminder_days": LineType(
        Part.LIMITS, "Effekten efter ett år: påminnelse så många dagar före dagen", "Systemägaren påminns om att förbereda redovisningen.",
        (LineField("value", Kind.NUMBERS, "Dagar", "Skilda med komma. Exempel: 30, 7.", unit="dagar", low=1, high=365), CLAUSE),
    ),
    "effect_further_days": LineType(
        Part.LIMITS, "Effekten efter ett år: dagar tills en sen redovisning förs vidare", "Räknas från dagen då den skulle ha lämnats. Därefter står projektet bland de sena på den publika sidan.",
        (LineField("value", Kind.NUMBERS, "Dagar", unit="dagar", low=1, high=365, parts=("Till ägaren igen", "Till ägarens chef", "Till projektkontoret")), CLAUSE),
    ),
    "effect_deviation_percent": LineType(
        Part.LIMITS, "Effekten efter ett år: avvikelse som ska förklaras", "Skiljer sig utfallet mer än så från det beslutade skrivs varför.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="procent", low=0, high=100), CLAUSE),
    ),
    "change_notice_steps": LineType(
        Part.LIMITS, "Ändringsanmälan: så många steg ut genom integrationerna", "Ägare av system så långt bort får veta att ett system ska ändras.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="steg", low=1, high=5), CLAUSE),
    ),
    "change_notice_days": LineType(
        Part.LIMITS, "Ändringsanmälan: arbetsdagar att svara", "Dock aldrig längre än till dagen före ändringen.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="arbetsdagar", low=1, high=60), CLAUSE),
    ),
    "change_notice_further_days": LineType(
        Part.LIMITS, "Ändringsanmälan: arbetsdagar tills ett sent svar förs vidare", "Räknas från sista dagen att svara: först till ägarens chef, sedan till projektkontoret.",
        (LineField("value", Kind.NUMBERS, "Dagar", unit="arbetsdagar", low=1, high=60, parts=("Till chefen", "Till projektkontoret")), CLAUSE),
    ),
    "report_days": LineType(
        Part.LIMITS, "Lägesrapport minst var så många dagar", "Så ofta lämnar projektledaren en rapport, räknat från den förra eller från starten.",
        (LineField("value", Kind.NUMBERS, "Dagar", unit="dagar", low=7, high=366, parts=("De flesta portföljer", "Portföljer med tätare rytm")), CLAUSE),
    ),
    "report_often_portfolios": LineType(
        Part.LIMITS, "Portföljer med tätare lägesrapporter", "Projekt ur de portföljerna rapporterar i den tätare rytmen.",
        (LineField("value", Kind.NUMBERS, "Portföljer", low=1, high=99, among="portfolios", needed=False), CLAUSE),
    ),
    "report_late_days": LineType(
        Part.LIMITS, "Sen lägesrapport: dagar efter sista dagen", "Först påminns projektledaren, sedan visas rapporten som sen för alla som får se projektet.",
        (LineField("value", Kind.NUMBERS, "Dagar", unit="dagar", low=0, high=90, parts=("Påminnelse", "Visas som sen")), CLAUSE),
    ),
    "light_end_days": LineType(
        Part.LIMITS, "Ljus för tid: dagar efter planerat slut", "Ligger prognosen för slut längre efter planen än så blir ljuset gult, sedan rött.",
        (LineField("value", Kind.NUMBERS, "Dagar", unit="dagar", low=0, high=730, parts=("Gult över", "Rött över")), CLAUSE),
    ),
    "light_cost_percent": LineType(
        Part.LIMITS, "Ljus för pengar: procent över det beslutade", "Är prognosen större än det beslutade med mer än så blir ljuset gult, sedan rött.",
        (LineField("value", Kind.NUMBERS, "Andel", unit="procent", low=0, high=200, parts=("Gult över", "Rött över")), CLAUSE),
    ),
    "light_scope_percent": LineType(
        Part.LIMITS, "Ljus för omfattning: procent av det beslutade", "Levereras mindre av det beslutade än så blir ljuset gult, sedan rött.",
        (LineField("value", Kind.NUMBERS, "Andel", unit="procent", low=0, high=100, parts=("Gult under", "Rött under")), CLAUSE),
    ),
    "light_benefit_percent": LineType(
        Part.LIMITS, "Ljus för nytta: procent av det beslutade", "Väntas mindre av den beslutade nyttan än så blir ljuset gult, sedan rött.",
        (LineField("value", Kind.NUMBERS, "Andel", unit="procent", low=0, high=100, parts=("Gult under", "Rött under")), CLAUSE),
    ),
    "unspent_move_until": LineType(
        Part.LIMITS, "Oförbrukade medel: sista dag att föra över", "Ett beslut kan föra medel till nästa år till och med den här dagen året efter. Därefter förfaller de.",
        (LineField("value", Kind.NUMBERS, "Dag", low=1, high=31, parts=("Månad", "Dag i månaden")), CLAUSE),
    ),
    "unspent_move_percent": LineType(
        Part.LIMITS, "Oförbrukade medel: högst så mycket får föras över", "Andelen av det som kom för året. Resten går tillbaka till ramen.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="procent", low=0, high=100), CLAUSE),
    ),
    "unspent_notice_days": LineType(
        Part.LIMITS, "Oförbrukade medel: dagar i förväg", "Så länge innan medlen förfaller får projektledaren och projektkontoret veta det.",
        (LineField("value", Kind.NUMBER, "Gräns", unit="dagar", low=0, high=365), CLAUSE),
    ),
    "light_risk": LineType(
        Part.LIMITS, "Ljus för risk: sannolikhet gånger konsekvens", "Båda bedöms från 1 till 5. Från och med så mycket blir ljuset gult, sedan rött.",
        (LineField("value", Kind.NUMBERS, "Tal", low=1, high=25, parts=("Gult från", "Rött från")), CLAUSE),
    ),
    "cost_account_classes": LineType(
        Part.LIMITS, "Kontoklasser som är projektets kostnad", "Bara rader på de kontoklasserna räknas när ekonomisystemets fil läses in. En kommun som bokför projekten som investering lägger till klass 1.",
        (LineField("value", Kind.NUMBERS, "Kontoklasser", "Skilda med komma. Exempel: 4, 5, 6, 7.", low=1, high=9), CLAUSE),
    ),
}  # fmt: skip
WEIGHT = LineType(
    Part.WEIGHTS, "", "Målets vikt när förslagen vägs mot varandra. Bara förhållandet mellan vikterna betyder något: 1, 1 och 1 är lika.",
    (LineField("value", Kind.NUMBER, "Vikt", low=0, high=100), CLAUSE),
)  # fmt: skip
_AFTER_HAND_IN = (Stop.RECOMMENDATION, Stop.GRANT)
GATES_AT: dict[str, Gate] = {
    name: Gate() for name in GATES if name != "field_given"
} | {
    "category_fits": Gate(limits=("innovative_months",)),
    "innovative_portfolio": Gate(limits=("innovation_portfolios",)),
    "lifetime_explained": Gate(limits=("differentiating_months",)),
    **{name: Gate(_AFTER_HAND_IN) for name in ("valuation_signed", "guidelines_checked", "office_consulted", "security_classed")},
}  # fmt: skip
_TEXT = LineField("text", Kind.WORDS, "Krav", "Kravet i en kort mening, så som det visas för sökanden.")
_EN = LineField(
    "en", Kind.WORDS, "Kravet på engelska", "Visas för den som läser på engelska; annars visas den svenska texten.", needed=False
)
_STOPS = LineField("stops", Kind.CHOICES, "Prövas vid", "Ett krav kan prövas vid flera stopp.", choices=tuple(Stop))
_CATEGORIES = LineField(
    "categories", Kind.CHOICES, "Gäller kategorier", "Ingen markerad: alla kategorier, också ansökningar där kategorin inte är vald.",
    choices=tuple(Category), needed=False,
)  # fmt: skip
_LEVEL = LineField("level", Kind.CHOICE, "Om det brister", "En varning visas men hindrar ingenting.", choices=tuple(Level))
EXEMPTION = LineField(
    "exemption", Kind.CHOICE, "Undantag kan lyfta",
    "Ja: ett beviljat undantag från en bestämmelse som raden anger lyfter kravet för det som undantaget gäller, till och med dess sista dag.",
    choices=tuple(Lifts), needed=False, default=Lifts.NO.value,
)  # fmt: skip
_GATE = LineType(Part.GATES, "", "Vad som prövas finns i programmet; här bestäms vid vilka stopp, för vilka och hur strängt.", ())
_SAID = (
    LineField("sv", Kind.WORDS, "Ordalydelse", "Så som ledamoten läser den."),
    LineField("en", Kind.WORDS, "Ordalydelse på engelska", "Annars visas den svenska texten.", needed=False),
)
GROUND = LineType(Part.GROUNDS, "", "Grunden som en ledamot väljer när hen anmäler jäv eller ordföranden avgör det.", (*_SAID, CLAUSE))
_TIE = LineType(
    Part.TIES, "", "När detta finns i registren föreslås jäv. Ett förslag utesluter ingen: ledamoten eller ordföranden avgör med skäl.",
    (LineField("ground", Kind.CHOICE, "Föreslår grunden", "En av regelverkets grunder för jäv.", among="grounds"), *_SAID, CLAUSE),
)  # fmt: skip
_REVIEW = LineType(
    Part.REVIEWS, "", "Står i brevet om beslutet. Slag av beslut utan rad får ingen uppgift om överprövning av sig själva.",
    (LineField("note", Kind.CHOICE, "Överprövning", "Så kan beslutet prövas av domstol.", choices=tuple(Review)), CLAUSE),
)  # fmt: skip
_REQUIRED = LineType(
    Part.REQUIRED, "", "Fältet ska vara ifyllt i ansökan när stoppet prövas. Fält som redan prövas av ett krav behöver ingen egen rad.",
    (_STOPS, _CATEGORIES, _LEVEL, EXEMPTION, CLAUSE),
)  # fmt: skip

PART_TEXTS: dict[Part, str] = {
    Part.LIMITS: "Tal som kraven och fördelningen räknar med.",
    Part.WEIGHTS: "Fullmäktiges mål och vad de väger i den rangordnade listan.",
    Part.GATES: "Vad som ska vara uppfyllt vid inlämning, tillstyrkan och beviljande.",
    Part.REQUIRED: "Fält i ansökan som ska vara ifyllda utöver vad kraven frågar efter.",
    Part.GROUNDS: "Vad som räknas som jäv i beredningsgrupp och utvecklingsråd.",
    Part.TIES: "Vad systemet letar efter och föreslår som jäv.",
    Part.REVIEWS: "Laglighetsprövning, överklagande eller inget, efter beslutets slag.",
}
KEY_OF: dict[Part, str] = {  # what names an entry of a part that is a list
    Part.GATES: "rule", Part.REQUIRED: "field", Part.GROUNDS: "code", Part.TIES: "tie", Part.REVIEWS: "kind",
}  # fmt: skip
TABLES = (Part.LIMITS, Part.WEIGHTS)  # parts that are tables of values; their clauses stand in `clauses`
TOP = ("version", "source", "clauses")
_TERMS: dict[Part, type[Term]] = {Part.REQUIRED: RequiredField, Part.TIES: Tie, Part.REVIEWS: DecisionKind}
_NAMED: dict[Part, LineType] = {Part.REQUIRED: _REQUIRED, Part.TIES: _TIE, Part.REVIEWS: _REVIEW}


def keys_of(part: Part, known: Known) -> list[str]:
    """The keys that a part may hold; [] where the city words its own (grounds)."""
    if part in _TERMS:
        return _TERMS[part].codes()
    return {Part.LIMITS: list(LIMITS), Part.WEIGHTS: list(known.goals), Part.GATES: list(GATES_AT)}.get(part, [])


def line_type(part: Part, key: str) -> LineType | None:
    """The type of a line by its part and key; None where a rule set can hold no such line. Source: O4."""
    if part is Part.LIMITS:
        return LIMITS.get(key)
    if part is Part.GATES and key in GATES_AT:
        stops = replace(_STOPS, choices=GATES_AT[key].stops)
        lifts = (EXEMPTION,) if key in LIFTABLE else ()
        return replace(_GATE, fields=(_TEXT, _EN, stops, _CATEGORIES, _LEVEL, *lifts, CLAUSE))
    if part in _TERMS:
        kind = replace(_NAMED[part], name=_TERMS[part](key).sv) if key in _TERMS[part].codes() else None
        if kind and part is Part.REQUIRED and key in NEVER_FIELDS:
            kind = replace(kind, fields=tuple(f for f in kind.fields if f is not EXEMPTION))
        return kind
    if not key or key == "none" or not (key.isascii() and key.replace("_", "").isalnum()) or len(key) > 30:
        return None
    return {Part.WEIGHTS: WEIGHT, Part.GROUNDS: GROUND}.get(part)
