"""Writes data/fictional: sixty applications of a made-up city, twelve with a fault, as xlsx and as semicolon cp1252 CSV.

The same every time: what is not written out below follows from the row's number. Run: python tools/make_fictional.py
"""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).resolve().parents[1] / "data" / "fictional"
HEADERS = [
    *(
        "Ärende",
        "Rubrik",
        "Sammanfattning",
        "Nämnd eller bolag",
        "Fokusområde",
        "Kategori",
        "Livslängd",
        "Start",
        "Planerat slut",
    ),
    *("Mål", "Bidrag till målet", "Utveckling år 1", "Utveckling år 2", "Drift per år", "Nytta för invånare per år"),
    *("Nytta för verksamheten per år", "Hypotes", "Ägare", "Ägaren tar ansvar", "Fördelning av driftkostnad"),
    *("Plan för verksamhetens förändring", "Plan för nyttan", "Plan för erfarenheter och avveckling", "Riktlinjer granskade"),
    *(
        "Informationsklass",
        "Personuppgifter",
        "Gör samma som",
        "Inlämnad",
        "Utfall kostnad",
        "Utfall slut",
        "Utfall nytta per år",
    ),
    "Tilltro",
]
BODIES = {"K": "Kommunstyrelsen", "T": "Trafiknämnden", "U": "Utbildningsnämnden", "S": "Servicenämnden"}
BODIES |= {"A": "Arbetsmarknadsnämnden", "F": "Familjebostäder"}
CATEGORIES = {"i": "Innovativt", "d": "Differentierande", "g": "Grundläggande"}
GOALS = {
    "KF1": "Fler når servicen dygnet runt, utan att ringa eller besöka ett kontor.",
    "KF2": "Den som väljer får jämförbara uppgifter om kvalitet.",
    "KF3": "Handläggningen tar kortare tid och kostar mindre.",
}
# body, category, focus area, goal, development year 1 and 2 in tkr, title
PROJECTS = """
T d 1 KF1 1800 600 Felanmälan av gata och park i mobilen
U d 1 KF1 2400 900 Ansökan till förskola på webben
S d 1 KF3 3100 1200 Kontaktcentrets gemensamma ärendebild
K d 2 KF2 4200 1500 Jämför service: en sida för kvalitet
U i 5 KF2 350 0 Läslistor som skolbibliotekets robot föreslår
A d 4 KF3 2600 800 Uppgifter från Försäkringskassan direkt i handläggningen
T g 2 KF3 9500 4000 Ny plattform för vägdata
S g 3 KF3 7200 2500 Byte av e-postsystem i hela staden
F d 1 KF1 1400 300 Boka tvättstuga och anmäl fel i hemmet
K d 4 KF1 5200 2100 Mina sidor – ett ställe för alla ärenden
T i 5 KF3 280 0 Räkna cyklar med ljud i stället för slingor
U g 3 KF2 8800 3600 Elevregister, ny version
A i 5 KF1 420 0 Samtalsstöd på tio språk i receptionen
S d 3 KF3 1600 400 Utbildning i arkiv och diarium för alla handläggare
K g 2 KF3 12500 6000 Datalager för uppföljning
T d 1 KF1 2100 700 Parkeringstillstånd utan blankett
U d 4 KF2 3300 1100 Skolbetyg till andra kommuner utan papper
S i 5 KF3 240 0 Rösta fram nästa e-tjänst
A d 1 KF1 1900 500 Sök sommarjobb från telefonen
K d 1 KF2 2700 900 Insyn i nämndernas beslut
T d 2 KF2 3600 1300 Karta över framkomlighet för rullstol
U d 3 KF3 1250 250 Lärarnas schema i ett verktyg
F d 2 KF3 2200 800 Energianvändning per trapphus
S g 2 KF3 6400 2400 Fakturor utan papper
K i 5 KF2 480 0 Sammanfatta medborgarförslag med språkteknik
A d 2 KF3 2900 1000 Uppföljning av praktikplatser
T d 4 KF3 4100 1700 Grävtillstånd tillsammans med ledningsägarna
U i 5 KF1 310 0 Modersmålslärare på distans
S d 1 KF1 1700 500 Återbruk: möbler mellan förvaltningar
K g 4 KF3 10800 5200 Säker digital kommunikation med regionen
T g 3 KF3 5600 1900 Ny version av trafiksignalernas styrning
U d 1 KF1 2300 800 Frånvaro som vårdnadshavare anmäler själva
S d 2 KF2 1850 650 Öppna data om stadens upphandlingar
A d 3 KF3 1100 300 Mallar och stöd för utredningstexter
K d 1 KF1 3900 1400 Tillstånd för evenemang på ett ställe
F i 5 KF3 390 0 Sensorer mot fukt i tvättstugor
T d 2 KF3 2500 900 Snöröjningens läge i realtid
U g 2 KF2 7700 3100 Statistik för skolornas kvalitetsarbete
S i 5 KF1 360 0 Teckenspråkstolk i videosamtal
A g 4 KF3 6900 2800 Informationsutbyte med Arbetsförmedlingen
K d 3 KF3 1450 350 Förtroendevaldas handlingar i läsplatta
T i 5 KF2 450 0 Filma gupp från sopbilen
U d 2 KF2 2050 750 Skolval: jämför skolor
S d 4 KF3 3400 1300 Beställningar till leverantörer utan dubbelarbete
A i 5 KF3 270 0 Kedja ihop stödinsatser med enkel planering
K d 2 KF3 4600 1900 Budget och utfall på samma skärm
T d 1 KF1 1950 650 Betala trängselplats vid lastning
U d 1 KF1 2150 750 Byt skola utan kö
S g 3 KF3 8300 3300 Arbetsplatsens dator som tjänst
K d 4 KF1 3050 1050 Anmäl flytt en gång, inte fem
F d 1 KF1 1350 300 Visa lägenhet på video
A d 1 KF1 1650 450 Boka vägledare
T d 3 KF3 1200 250 Utbildning i geodata
U d 4 KF1 2850 950 Musikskolans anmälan tillsammans med grannkommunen
S d 2 KF3 1750 550 Mät kötid i kontaktcenter
K i 5 KF3 440 0 Pröva signatur utan papper i två nämnder
A d 4 KF3 3200 1150 Ekonomiskt bistånd: bifoga kontoutdrag digitalt
T g 2 KF2 9100 3900 Detaljplaner som data
U d 3 KF2 1500 400 Stöd för elever med läs- och skrivsvårigheter
S d 1 KF1 2000 700 Frågor och svar på lätt svenska
"""
# row as the spreadsheet counts -> column, what stands there instead: exactly twelve faults
FAULTS: dict[int, tuple[str, Any]] = {
    4: ("Start", "2014-02-30"),
    8: ("Utveckling år 1", -9_500_000),
    13: ("Nämnd eller bolag", "Rymdnämnden"),
    17: ("Kategori", "Banbrytande"),
    21: ("Rubrik", ""),
    26: ("Utveckling år 1", "cirka fyrahundra tusen"),
    30: ("Planerat slut", "1900-01-01"),
    34: ("Mål", "KF7"),
    39: ("Ärende", "F-010"),
    44: ("Drift per år", "96250,50"),
    49: ("Fokusområde", 8),
    55: ("Ägaren tar ansvar", "kanske"),
}
# sound for the reader, and each worth a test: text that looks like a formula or markup, other ways to write the same
ODDITIES: dict[int, dict[str, Any]] = {
    6: {"Livslängd": 14},  # an innovative case of 14 months: read, and stopped by the programme's own gate at hand-in
    5: {"Utveckling år 1": "4,2 mkr", "Utveckling år 2": "1 500 tkr", "Livslängd": "5 år"},
    7: {"Sammanfattning": '=HYPERLINK("http://exempel.invalid";"klicka")'},
    9: {"Sammanfattning": '<b>Fet</b> text & tecken; semikolon\nandra raden säger "hej" och kostar 5 €'},
    11: {"Utveckling år 1": "5 200 000 kr"},
    15: {"Ägare": "-"},
    20: {"Ägaren tar ansvar": "nej"},
    24: {"Fördelning av driftkostnad": "saknas"},
    28: {"Riktlinjer granskade": "nej"},
    33: {"Gör samma som": "Stadens e-tjänstplattform"},
    37: {"Mål": "", "Bidrag till målet": ""},
    40: {"Informationsklass": ""},
    47: {"Personuppgifter": "Ja, inte bedömd"},
    52: {"Plan för nyttan": ""},
}


def month(first: int, later: int) -> date:
    """The first of the month that lies so many months after January 2014."""
    return date(2014 + (first + later) // 12, (first + later) % 12 + 1, 1)


def sound_row(index: int, line: str) -> dict[str, Any]:
    """A row without faults, from its place in the list."""
    body, category, area, goal, first, second, title = line.split(" ", 6)
    innovative, closed = category == "i", index % 5 == 0
    cost, starts = (int(first) + int(second)) * 1000, index % 18
    months = 3 + index % 4 if innovative else 10 + index % 9
    benefit = cost * (2 + index % 5) // 10
    return {
        "Ärende": f"F-{index + 1:03d}",
        "Rubrik": title,
        "Sammanfattning": f"{title}. Behovet kommer från verksamheten och har prövats med användare.",
        "Nämnd eller bolag": BODIES[body],
        "Fokusområde": int(area),
        "Kategori": CATEGORIES[category],
        "Livslängd": {"i": months, "d": 36 + 12 * (index % 3), "g": 120 + 12 * (index % 2)}[category],
        "Start": month(starts, 0),
        "Planerat slut": month(starts, months),
        "Mål": goal,
        "Bidrag till målet": GOALS[goal],
        "Utveckling år 1": int(first) * 1000,
        "Utveckling år 2": int(second) * 1000,
        "Drift per år": cost * (5 + index % 8) // 100,
        "Nytta för invånare per år": benefit if goal != "KF3" else benefit // 4,
        "Nytta för verksamheten per år": benefit if goal == "KF3" else benefit // 3,
        "Hypotes": "Om det prövas i liten skala syns inom fyra månader om det fungerar." if innovative else "",
        "Ägare": BODIES[body],
        "Ägaren tar ansvar": "ja",
        "Fördelning av driftkostnad": "Ägaren bär hela kostnaden." if index % 3 else "Hälften delas efter antal användare.",
        "Plan för verksamhetens förändring": "Nya arbetssätt beskrivs före start och följs upp varje månad.",
        "Plan för nyttan": "Nuläget mäts före start, nyttan ett år efter avslut.",
        "Plan för erfarenheter och avveckling": "Erfarenheter skrivs ner; lösningen avvecklas vid avslut." if innovative else "",
        "Riktlinjer granskade": "ja",
        "Informationsklass": ("K1 R1 T1", "K1 R2 T2", "K2 R2 T2")[index % 3],
        "Personuppgifter": ("Nej", "Ja, bedömd")[index % 2],
        "Gör samma som": "",
        "Inlämnad": month(starts, -6) if starts >= 6 else date(2013, 7 + starts, 1),
        "Utfall kostnad": cost * (90 + index % 4 * 10) // 100 if closed else None,
        "Utfall slut": month(starts, months + index % 3) if closed else None,
        "Utfall nytta per år": benefit * (60 + index % 5 * 10) // 100 if closed else None,
        "Tilltro": ("hög", "god", "osäker")[index % 3],
    }


def rows() -> list[list[Any]]:
    """All sixty rows in the order of the headers."""
    result = []
    for index, line in enumerate(PROJECTS.strip().splitlines()):
        row = sound_row(index, line)
        row.update(ODDITIES.get(index + 2, {}))
        if index + 2 in FAULTS:
            column, value = FAULTS[index + 2]
            row[column] = value
        result.append([row[header] for header in HEADERS])
    return result


def write_xlsx(path: Path) -> None:
    """One sheet; numbers and days as such, everything else as text, also what looks like a formula."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": "Påhittade ansökningar", "created": datetime(2014, 1, 1)})
    sheet = book.add_worksheet("Ansökningar")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, HEADERS, bold)
    for number, row in enumerate(rows(), 1):
        for place, value in enumerate(row):
            sheet.write(number, place, value) if not isinstance(value, str) else sheet.write_string(number, place, value)
    sheet.freeze_panes(1, 2)
    book.close()


def write_csv(path: Path) -> None:
    """The same rows as a Swedish spreadsheet program writes them."""
    with open(path, "w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADERS)
        writer.writerows(["" if value is None else value for value in row] for row in rows())


PERCENT = (88, 94, 97, 100, 100, 103, 106, 110, 115, 121, 128, 137, 150, 172, 210)  # of the plan, as projects of a made-up county went


def write_projects(path: Path) -> None:
    """Forty-four projects of a made-up county: thirty-six closed, five that run, three that say too little."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Projekt", "Namn", "Slag", "Plan", "Utfall eller prognos", "Start", "Planerat slut", "Slut", "Uppgiften gäller"])
        for n in range(44):
            plan = 250_000 * (1 + n % 9) * (1 + n % 4)
            spent = plan * PERCENT[n * 7 % len(PERCENT)] // 100
            planned_end, end = month(n % 30, 12), month(n % 30, 12 + n % 5)
            runs = n % 9 == 4
            cells = [
                f"L-{n + 1:02d}",
                f"Påhittat projekt {n + 1}",
                ("E-tjänst", "Verksamhetssystem")[n % 2],
                plan,
                spent,
                month(n % 30, 0),
                planned_end,
                end,
            ]
            if n in (10, 20):
                cells[4] = ""
            if n == 30:
                cells[3] = "uppgift saknas"
            writer.writerow([*cells, month(n % 30, 10 if runs else 36)])


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_xlsx(FOLDER / "ansokningar.xlsx")
    write_csv(FOLDER / "ansokningar.csv")
    write_projects(FOLDER / "projekt.csv")
