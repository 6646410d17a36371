"""The demo city's governing documents: the programme 2013–2018 with those around it, and guidelines in several versions."""

from datetime import date, datetime, timedelta

from nytta.city.records import commands as records
from nytta.city.records.commands import EditionText, RepealWish
from nytta.city.records.models import GoverningDocument
from nytta.city.records.queries import governing
from nytta.city.records.queries.template import programme_content
from nytta.city.records.terms import GoverningKind, Level
from nytta.kit.clock import moment

from .demo_people import DemoCity
from .demo_play import Script

CASES = """Riktlinjen säger hur en nämnd eller ett bolag ansöker om medel ur portföljerna.

1 Syfte
Ansökningar ska kunna jämföras och avgöras snabbt. Den som söker ska veta från början vad som prövas.

2 Ansökan
2.1 Vad den innehåller
En ansökan anger:
- vilket av fullmäktiges mål den stödjer
- vad som ändras i verksamheten
- nyttokalkyl med låg och hög bedömning
- vem som äger systemet efteråt
2.2 När den lämnas
Ansökningar tas emot hela året.

3 Prövning
3.1 Granskning
Projektkontoret granskar inom {days} arbetsdagar.
3.2 Värdering
Nyttan värderas av någon annan än den som söker.

4 Beslut
Direktören beslutar efter utvecklingsrådets råd."""
LATER = """

5 Uppföljning
Effekten redovisas ett år efter att projektet avslutades."""
SERVICES = """1 Omfattning
Riktlinjen gäller alla e-tjänster som kommunen erbjuder.

2 Gemensamma lösningar
2.1 E-tjänstplattformen
E-tjänster byggs på den gemensamma plattformen.
2.2 Inloggning
Inloggning från internet sker med den gemensamma id-portalen.

3 Undantag
3.1 Ansökan
Undantag söks före upphandling, sedan lösningen har diskuterats med den centrala it-funktionen.
3.2 Längsta tid
Ett undantag gäller högst två år i taget."""
CARE = """# 1 Syfte
Välfärdstekniken ska ge trygghet och självständighet.

# 2 Inriktning
## 2.1 Prövas i liten skala
Ny teknik prövas i en verksamhet innan den införs brett.
## 2.2 Vanliga lösningar
Det som en gemensam lösning klarar byggs inte en gång till."""


def govern(city: DemoCity) -> None:
    """Bring the programme's documents in, on the city's first day."""
    records.load_governing(content=programme_content(), by=city.people["registrator"], on=moment(city.first, 10))


def guidelines(city: DemoCity) -> Script:
    """A guideline that has two versions, one that another repeals in part, a committee's strategy, one to come."""
    chief = city.people["registrator"]
    on = yield moment(city.first, 11)
    title = "Riktlinje för ansökan, beredning och beslut"
    guideline = _decide(city, "riktlinje-ansokan", title, Level.DIRECTOR, city.first, CASES.format(days=10), "KS 2024/0310", on)
    on = yield moment(city.first + timedelta(days=45), 9)
    day = city.first + timedelta(days=59)
    services = _decide(city, "riktlinje-e-tjanster", "Riktlinje för e-tjänster", Level.EXECUTIVE_BOARD, day, SERVICES, "KS 2025/0042", on)
    on = yield moment(city.first + timedelta(days=106), 9)
    day = city.first + timedelta(days=120)
    title = "Strategi för välfärdsteknik"
    _decide(city, "valfardsteknik", title, Level.COMMITTEE, day, CARE, "ÄN 2025/0017", on, GoverningKind.STRATEGY)
    second = city.first + timedelta(days=212)
    on = yield moment(second - timedelta(days=20), 9)
    edition = EditionText(
        CASES.format(days=15) + LATER, second, None, on.date(), "KS 2024/0310",
        "Längre tid för granskning. Uppföljning efter ett år.",
    )  # fmt: skip
    records.decide_edition(
        document=guideline, edition=edition, mandate=f"Direktörens beslut 31, {on.date()}",
        reasons="Tio dagar räckte inte när många ansökningar kom samtidigt.", by=chief, on=on,
    )  # fmt: skip
    on = yield city.now
    coming = date(city.now.year + 1, 1, 1)
    policy = _decide(
        city, "riktlinje-undantag", "Riktlinje för undantag", Level.DIRECTOR, coming,
        "1 Vem som beslutar\nStyrelsen, eller direktören på delegation.\n2 Längsta tid\nEtt undantag gäller högst ett år i taget.", "KS 2026/0099",
        on,
    )  # fmt: skip
    clause = governing.clauses(city.now.date(), document=services.code).get(key="3.2")
    records.repeal(
        wish=RepealWish(services, clause, "2"), saying=policy.editions.get(), from_day=coming, mandate="Direktörens beslut 44",
        reasons="Tiden regleras i riktlinjen för undantag.", by=chief, on=on,
    )  # fmt: skip


def _decide(
    city: DemoCity, code: str, title: str, level: Level, day: date, text: str, registry: str, on: datetime,
    kind: GoverningKind = GoverningKind.GUIDELINE,
) -> GoverningDocument:  # fmt: skip
    decided = min(day - timedelta(days=14), on.date())
    return records.decide_document(
        code=code, title=title, kind=kind, level=level, body=city.bodies["aldre"] if level is Level.COMMITTEE else None,
        edition=EditionText(text, day, None, decided, registry), mandate=f"Protokoll {decided} § 14",
        reasons="Programmet behöver riktlinjer att följa.", by=city.people["registrator"], on=on,
    )  # fmt: skip
