"""The demo city's flows between systems, and two changes that are announced: one with a no, a question and a clash, one that anybody can read of."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from nytta.delivery.systems import commands
from nytta.delivery.systems.models import ChangeNotice, NoticeAnswer, System
from nytta.delivery.systems.terms import AnswerState, ChangeKind, FlowDirection, FlowMethod, Impact
from nytta.kit.clock import moment

from .demo_people import DemoCity

A, M, F, D, E, H = FlowMethod.API, FlowMethod.MESSAGES, FlowMethod.FILES, FlowMethod.DATABASE, FlowMethod.EMBEDDED, FlowMethod.MANUAL
HUB, PAST, LACKS = True, False, None  # through the integration service, past it, not known
FLOWS: tuple[tuple[str, str, str, FlowMethod | None, bool | None, bool], ...] = (
    ("Mina sidor", "Bygglovsstödet", "Ansökningar om bygglov", A, HUB, False),
    ("Bygglovsstödet", "Mina sidor", "Besked i bygglovsärenden", A, HUB, False),
    ("Bygglovsstödet", "Ritningsarkivet", "Ritningar och beslut", F, PAST, False),
    ("Bygglovsstödet", "Diariet", "Bygglovsärenden", A, HUB, False),
    ("Bygglovsstödet", "Huvudboken", "Bygglovsavgifter", F, PAST, False),
    ("Kartportalen", "Bygglovsstödet", "Fastigheter och adresser", A, HUB, False),
    ("Kartportalen", "Felanmälan", "Gator och platser", E, LACKS, False),
    ("Kartportalen", "Sophämtningen", "Adresser", F, PAST, False),
    ("Kartportalen", "Fastighetsboken", "Fastigheter och adresser", A, HUB, True),
    ("Mina sidor", "Förskoleplatsen", "Ansökningar om förskoleplats", A, HUB, False),
    ("Förskoleplatsen", "Elevboken", "Barn som börjar skolan", F, HUB, False),
    ("Förskoleplatsen", "Huvudboken", "Förskoleavgifter", F, PAST, False),
    ("Elevboken", "Lärrummet", "Elever, klasser och lärare", A, HUB, False),
    ("Lärrummet", "Elevboken", "Omdömen och närvaro", A, HUB, False),
    ("Elevboken", "Ledningsvyn", "Elevantal och resultat", F, LACKS, False),
    ("Elevboken", "Mina sidor", "Klassplacering och frånvaro", A, HUB, False),
    ("Medarbetaren", "Lärrummet", "Anställda i skolan", F, HUB, False),
    ("Mina sidor", "Stödkontakten", "Ansökningar om stöd", A, HUB, False),
    ("Stödkontakten", "Omsorgsjournalen", "Bedömda behov", A, HUB, True),
    ("Bidragsräknaren", "Huvudboken", "Utbetalningar", F, PAST, False),
    ("Omsorgsjournalen", "Hemrutten", "Beviljade insatser", A, HUB, False),
    ("Hemrutten", "Omsorgsjournalen", "Utförda besök", A, HUB, False),
    ("Trygghetslarmet", "Hemrutten", "Larm att åka på", M, LACKS, False),
    ("Ruttplanering hemtjänst", "Hemrutten", "Körscheman", None, LACKS, False),
    ("Omsorgsjournalen", "Huvudboken", "Omsorgsavgifter", F, PAST, False),
    ("Omsorgsjournalen", "Ledningsvyn", "Antal insatser", F, HUB, False),
    ("Mina sidor", "Hallbokningen", "Bokningar", A, HUB, True),
    ("Föreningsregistret", "Hallbokningen", "Föreningar", D, PAST, False),
    ("Föreningsregistret", "Huvudboken", "Föreningsbidrag", F, LACKS, False),
    ("Biblioteket", "Mina sidor", "Lån och reservationer", E, PAST, False),
    ("Mina sidor", "Felanmälan", "Felanmälningar", A, HUB, False),
    ("Felanmälan", "Vattenövervakaren", "Läckor", H, PAST, False),
    ("Vattenövervakaren", "Ledningsvyn", "Driftstörningar", M, LACKS, False),
    ("Parkeringen", "Huvudboken", "Parkeringsavgifter", F, PAST, False),
    ("Sophämtningen", "Huvudboken", "Renhållningsavgifter", F, PAST, False),
    ("Medarbetaren", "Huvudboken", "Löner", F, PAST, False),
    ("Medarbetaren", "Intranätet", "Medarbetare och chefer", A, HUB, False),
    ("Huvudboken", "Ledningsvyn", "Utfall per nämnd", F, HUB, False),
    ("Diariet", "Intranätet", "Handlingar till sammanträden", A, HUB, False),
    ("Diariet", "Mina sidor", "Ärenden och beslut", A, HUB, False),
    ("Hyresgästportalen", "Fastighetsboken", "Felanmälningar", A, LACKS, False),
    ("Fastighetsboken", "Huvudboken", "Hyror", F, PAST, False),
    ("Elmätaren", "Fastighetsboken", "Förbrukning", F, LACKS, False),
)


def flows(city: DemoCity) -> None:
    """Some forty flows, registered as the programme began; those whose systems are no more are left out."""
    there = {s.name: s for s in System.objects.filter(retired_on=None).select_related("owner")}
    lines = [
        commands.FlowLine(number, "", {
            "source": there[source], "target": there[target], "information": said, "method": method.value if method else "", "by_service": service,
            "direction": (FlowDirection.BOTH if both else FlowDirection.ONE_WAY).value, "valid_from": None if service is LACKS else city.first,
        })
        for number, (source, target, said, method, service, both) in enumerate(FLOWS, 1)
        if source in there and target in there
    ]  # fmt: skip
    commands.bring_in_flows(lines=lines, by=city.people["projektkontor"], on=moment(city.first, 10))


def _saturday(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def changes(city: DemoCity, now: datetime) -> None:
    """An outage of the residents' pages that the public may read of, and a change beside it that clashes; some owners have answered."""
    told = now - timedelta(days=1)
    day = _saturday(now.date() + timedelta(days=14))
    outage: dict[str, Any] = {
        "kind": ChangeKind.OUTAGE.value, "impact": Impact.OUTAGE.value, "title": "Byte av databas under Mina sidor",
        "text": "Mina sidor är nere medan databasen byts. Det som skickas under tiden köas i integrationstjänsten och levereras efteråt.",
        "starts_at": moment(day, 18), "ends_at": moment(day, 23), "is_public": True,
        "public_text": "Det går inte att använda Mina sidor på kvällen. Ansökningar som du har påbörjat finns kvar.",
    }  # fmt: skip
    change: dict[str, Any] = {
        "kind": ChangeKind.CHANGE.value, "impact": Impact.DEGRADED.value, "title": "Ny version av gränssnittet för bygglovsärenden",
        "text": "Fältet fastighet delas i två, beteckning och adress. De som läser ärenden härifrån behöver läsa båda.",
        "starts_at": moment(day, 20), "ends_at": moment(day, 22),
    }  # fmt: skip
    for name, owner, values in (("Mina sidor", "kommunstyrelsen", outage), ("Bygglovsstödet", "byggnadsnamnden", change)):
        by = city.who("agare", owner)
        draft = commands.draft_change(system=System.objects.get(name=name), values=values, by=by, on=told)
        notice = commands.announce(notice=draft, by=by, on=told)
        _answer(city, notice, now)


def _answers() -> Iterator[str]:
    yield from ("yes", "ask", "no")
    while True:
        yield from ("yes", "wait")


def _answer(city: DemoCity, notice: ChangeNotice, on: datetime) -> None:
    """Some owners say yes, one asks, one says no, some have not answered."""
    said, seen = _answers(), dict[str, str]()
    rows = NoticeAnswer.objects.filter(notice=notice, state=AnswerState.WAITING.value).select_related("owner").order_by("pk")
    for row in rows:
        what = seen.setdefault(row.owner.code, next(said))
        by = city.who("agare", row.owner.code)
        if what == "ask":
            commands.ask_about(answer=row, text="Behöver vi köra om nattens filer efteråt?", by=by, on=on)
        elif what != "wait":
            reason = "Terminen börjar måndagen efter. En helg senare går det bra." if what == "no" else ""
            commands.answer_change(answer=row, yes=what == "yes", reason=reason, seen=AnswerState.WAITING, by=by, on=on)
