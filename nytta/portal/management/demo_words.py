"""The words that people in the demo city write: short, plain, and none about anybody in particular."""

from collections.abc import Mapping
from typing import Any

from nytta.followup.projects.terms import LessonSubject
from nytta.governance.portfolios.terms import Advice

GRANTED = "Ansökan bidrar tydligt till fullmäktiges mål, nyttan är värderad och godtagen, och beloppet ryms i ramen."
REFUSED = "Nyttan står inte i proportion till driftkostnaden, och behovet kan lösas på den befintliga webbplatsen."
TIGHT = "Två veckors marginal är borta; testerna får inte dra ut på tiden."
RISK = "Nyckelpersoner i verksamheten hinner inte testa."
DEVIATION = "Leverantören är sen med integrationen. Vi har begärt en åtgärdsplan och flyttar driftstarten två månader."
NEXT_PART = "Årets del är genomförd enligt plan. Nästa del behövs för att nyttan ska komma hela verksamheten till del."
PORTFOLIOS = {  # purpose and target picture of each focus area's portfolio
    1: ("Fler ska kunna uträtta sina ärenden hos kommunen när det passar dem, utan att ringa eller besöka ett kontor.",
        "Den som bor, driver företag eller är på besök når kommunens service dygnet runt och ser hur långt det egna ärendet har kommit."),
    2: ("Kommunen ska kunna ställa samman det den vet, jämföra och använda det igen i beslut och uppföljning.",
        "Samma uppgift lämnas en gång, och chefer och förtroendevalda ser hur det går utan att någon räknar för hand."),
    3: ("Medarbetarna ska kunna de system de har, och systemen ska vara lätta att använda.",
        "Ingen behöver en omväg vid sidan av systemet, och supporten svarar på färre frågor om samma sak."),
    4: ("Kommunen ska kunna lämna och få uppgifter från andra myndigheter utan papper emellan.",
        "Uppgifter hämtas där de finns, med säkerhet och med den enskildes insyn."),
    5: ("Nya sätt att arbeta ska prövas i liten skala innan kommunen binder sig.",
        "Varje försök har svarat på sin fråga inom ett halvår och är antingen infört eller avvecklat."),
}  # fmt: skip
_GAINS = {
    1: "Minskad handläggningstid",
    2: "Snabbare beslutsunderlag",
    3: "Färre fel och mindre support",
    4: "Enklare arbetssätt",
    5: "Lärdom",
}
_CITIZEN = {
    1: "Snabbare besked till invånare",
    2: "Lättare att hitta uppgifter",
    3: "Färre missförstånd",
    4: "Kortare väntan",
    5: "Bättre bemötande",
}
_GOALS = {
    "KF1": "Tjänsten är öppen dygnet runt och minskar vägen till besked.",
    "KF2": "Det blir enklare att välja och att se vad man får.",
    "KF3": "Arbetstid frigörs som i dag går åt till dubbelt arbete.",
}
_PRINCIPLES = (
    "Behovet kommer från verksamheten, som har lett förstudien.",
    "Handläggare och användare har deltagit i varje steg.",
    "Gemensam inloggning och e-tjänstplattform används.",
    "Uppgifter lämnas ut genom öppna gränssnitt.",
    "Arbetssättet ändras samtidigt som stödet införs.",
    "Kostnaden är ställd mot nyttan i kalkylen.",
)

NO_CONFLICT = "Arbetar inte i den enhet som ärendet rör och har inte haft med ansökan att göra."


def values(spec: Mapping[str, Any], body: str) -> dict[str, Any]:
    """Every written field of an application."""
    innovative = spec.get("category") == "innovative"
    return {
        "summary": spec["summary"],
        "user_groups": "Två grupper med användare och en med handläggare har deltagit i förstudien.",
        "functional_requirements": "Ta emot, kontrollera och följa ett ärende från början till slut, även i telefon.",
        "cost_distribution": f"Kostnaden bärs av {body}, § 21.",
        "controller": body,
        "change_plan": "Ny rutin beslutas före driftstart. Enhetschefen leder, och all personal har gått igenom den inom två månader.",
        "benefit_plan": "Processägaren mäter före start och varje kvartal därefter och redovisar för nämnden.",
        "hypothesis": "Vi tror att försöket minskar tiden till besked med en fjärdedel." if innovative else "",
        "learning_measure": "Vi mäter före, under och efter och jämför med en enhet som inte är med." if innovative else "",
        "experience_plan": "Erfarenheterna skrivs ned varje månad. Efter försöket avvecklas lösningen eller förs in i en gemensam."
        if innovative
        else "",
        **{f"principle_{n}": text for n, text in enumerate(_PRINCIPLES, 1)},
    }


def goal_text(code: str) -> str:
    """How a case contributes to a goal."""
    return _GOALS[code]


def gain(area: int) -> str:
    """What the business gains."""
    return _GAINS[area]


def citizen_gain(area: int) -> str:
    """What citizens gain."""
    return _CITIZEN[area]


def question(title: str) -> tuple[str, str]:
    """A question beside the field that it concerns."""
    return "functional_requirements", "Kraven säger inte vad som ska hända när uppgifter saknas. Beskriv det, och vem som hanterar det."


def reason(share: int) -> str:
    """Why the assessor's figure differs."""
    if share > 100:
        return "Licenser för alla användare saknades i kalkylen."
    return f"Antalet ärenden är beräknat på ett år med ovanligt många; {share} procent är rimligare."


def summary(cut: int) -> str:
    """The assessor's conclusion."""
    if cut == 100:
        return "Kalkylen bygger på egna mätningar och är försiktig. Jag har inte ändrat nyttorna."
    return f"Nyttan är rimlig till art men inte till storlek. Jag räknar med {cut} procent av den angivna."


def points(spec: Mapping[str, Any], goal: str, title: str) -> int:
    """Points 0-100 on a goal, after what the case says that it gives."""
    lift = sum(map(ord, title)) % 25
    most: float = {"KF1": spec["citizen"] / 14, "KF2": 35 + spec["citizen"] / 30, "KF3": spec["gain"] / 24}[goal]
    return max(5, min(95, round(most + lift)))


def span(points: int, title: str) -> tuple[int, int]:
    """How low and how high points may well be."""
    width = 8 + sum(map(ord, title)) % 12
    return max(0, points - width), min(100, points + width // 2)


def statement(against: bool) -> str:
    """The group's words."""
    if against:
        return "Gruppen ser behovet men avstyrker: driftkostnaden är hög, och en egen app når få."
    return "Gruppen tillstyrker. Lösningen bygger på det gemensamma, och verksamheten har tid avsatt för förändringen."


def advice(what: Advice) -> str:
    """The development council's reasons."""
    if what is Advice.REFUSE:
        return "Nyttan motsvarar inte kostnaden i jämförelse med andra förslag."
    return "Angeläget i jämförelse med andra förslag i portföljen."


def letter(title: str) -> str:
    """The letter with the decision."""
    return f"Ni har sökt medel för ”{title}”. Beslutet och skälen framgår av bifogat beslut.\n\nBeslutet anmäls till kommunstyrelsen."


def study(title: str) -> str:
    """An appendix."""
    return f"Förstudie: {title}\n\nBakgrund, behov, alternativ och kostnader. Framtagen tillsammans med användare och handläggare.\n"


def delivered(title: str) -> str:
    """What a project hands over."""
    return f"”{title}” är i drift, med rutiner, utbildning och dokumentation överlämnade till förvaltningen."


LESSONS: tuple[tuple[str, LessonSubject, str, str, str, str], ...] = (
    ("Ta med användarna före kravarbetet", LessonSubject.USERS, "Vi skrev kraven själva och visade dem för handläggarna när de var klara.",
     "Två provdagar med riktiga ärenden gav mer än alla möten.", "Börja med provdagarna och skriv kraven efteråt.", "Den som skriver krav på en e-tjänst"),
    ("Räkna med dubbel tid för integrationer", LessonSubject.TECHNOLOGY, "Vi planerade integrationerna efter leverantörens tider.",
     "En gemensam testmiljö tidigt, med båda leverantörerna i samma rum.", "Beställ testmiljön innan avtalet skrivs under.", "Den som kopplar samman två system"),
    ("Stäng det gamla arbetssättet samma dag", LessonSubject.INTRODUCTION, "Blankett och e-tjänst löpte sida vid sida i ett halvår.",
     "En enhet stängde blanketten första dagen och fick hela nyttan.", "Bestäm stängningsdagen i planen för verksamhetsförändringen.", "Enhetschefer som inför ett nytt arbetssätt"),
    ("Mät före starten", LessonSubject.BENEFITS, "Vi uppskattade handläggningstiden i efterhand.", "Tidmätning under två veckor räckte som underlag.",
     "Mät innan projektet startar; efteråt minns ingen.", "Den som svarar för effekthemtagningen"),
    ("Ge styrgruppen beslut, inte lägesrapporter", LessonSubject.STEERING, "Styrgruppen fick en rapport var månad och beslutade inget.",
     "Två frågor per möte, med förslag till beslut.", "Ställ in mötet när inget ska beslutas.", "Projektledare och styrgrupper"),
    ("Skriv av avtalets exitvillkor först", LessonSubject.REQUIREMENTS, "Upphandlingen gällde funktioner och pris.",
     "Ramavtalets mallar för överlämning av data.", "Ta med hur data lämnas tillbaka som skallkrav.", "Den som upphandlar en molntjänst"),
    ("Klassa informationen innan leverantören väljs", LessonSubject.SECURITY, "Klassningen gjordes när systemet var köpt.",
     "En halv dag med informationsägaren och säkerhetsfunktionen.", "Gör klassningen i förstudien; den ändrade kraven hos oss.", "Den som hanterar känsliga personuppgifter"),
    ("Bestäm i förväg när försöket ska sluta", LessonSubject.WINDING_DOWN, "Vi provade sensorer vid en plats utan slutdag.",
     "Ett litet försök visade snabbt vad som inte fungerade.", "Skriv vad som avgör om försöket ska växa eller läggas ned.", "Den som prövar ny teknik i liten skala"),
)  # fmt: skip


def lessons(title: str, first: int, count: int) -> list[dict[str, Any]]:
    """What others can learn: so many experiences, from a place in the list."""
    names = ("title", "subject", "tried", "worked", "otherwise", "for_whom")
    chosen = [LESSONS[(first + n) % len(LESSONS)] for n in range(count)]
    return [dict(zip(names, one, strict=True)) | {"tried": f"I ”{title}”: {one[2][0].lower()}{one[2][1:]}"} for one in chosen]


def effect(share: int) -> str:
    """Why it came out as it did."""
    if share >= 100:
        return "Fler än väntat använder lösningen, och nyttan kom tidigare än planerat."
    if share >= 80:
        return "Nyttan kom nästan helt. En enhet började ett halvår senare än de andra."
    return "Volymerna blev lägre än beräknat, och det gamla arbetssättet levde kvar längre än planerat."


REVIEW = "Siffrorna håller mot underlaget, och förklaringen är rimlig."
_UNEXPECTED = (
    "", "Fler unga hörde av sig än vi trodde, eftersom det gick att göra på kvällen.",
    "Två handläggare fick mer tid för svåra ärenden, vilket märks i överklagandena.", "Telefonkön till en annan enhet blev längre under första halvåret.",
)  # fmt: skip


def unexpected(number: int) -> str:
    """What nobody had asked for but came; in some projects nothing."""
    return _UNEXPECTED[number]


STOPPING = (
    "Personuppgiftsbiträdesavtal är tecknat med leverantören", "Informationssäkerhetsklassningen är beslutad av systemägaren",
    "Avropet är gjort inom ramavtalet", "Systemägaren har budgeterat driftkostnaden",
)  # fmt: skip
FOLLOWED = (
    "Användarna är med i varje delleverans", "Lösningen följer kommunens tillgänglighetskrav", "Öppna gränssnitt beskrivs och publiceras",
    "Erfarenheterna delas med de andra nämnderna",
)  # fmt: skip
EVIDENCE = "Undertecknat och diariefört; handlingen finns i ärendet."
PURPOSES = ("Konsultstöd för integrationen", "Licenser för provperioden", "Utbildning av handläggare", "Utvecklarnas arbete i kvartalet")
CHEAPER = "Upphandlingen blev billigare än beräknat."
DELAYED = "Leverantören blev försenad; arbetet görs under våren."
MOVED = "Leveransen är beställd och kommer under våren."
CLOSES = "Projektet avslutas; pengarna behövs inte."


def moved(title: str) -> str:
    """The letter of a decision to move what was not spent."""
    return f"Kommundirektören för över de oförbrukade medlen för ”{title}” till nästa år.\n\nSkäl\n{MOVED}"


CONTRACTS = "Avtal om drift och support, som tas över av förvaltningens avtalsansvariga."
ENDING = "Data är gallrade eller överlämnade, avtalet är avslutat i tid och de som deltog vet vem de frågar."
