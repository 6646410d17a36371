"""Experiences that somebody else can use, and whom one asks. Source: N6."""

from collections.abc import Collection, Mapping

from nytta.plain.verdicts import Finding, Verdict, verdict_of

_TEXTS = {
    "title": ("Rubrik saknas.", "Skriv det viktigaste i en mening."),
    "tried": ("Skriv vad ni prövade.", "Några meningar räcker."),
    "worked": ("Skriv vad som fungerade.", "Skriv också om inget gjorde det."),
    "otherwise": ("Skriv vad ni hade gjort annorlunda.", "Det är det som andra frågar efter."),
    "for_whom": ("Skriv vem som har nytta av erfarenheten.", "Till exempel den som upphandlar eller inför."),
}


def lesson_useful(texts: Mapping[str, str]) -> Verdict:
    """An experience has a heading and says what was tried, what worked, what would be done differently, and who has use of it.

    `texts` by title, tried, worked, otherwise, for_whom. Source: N6.
    """
    found = [Finding(f"lesson_{name}", text, "N6", mend, {}, name) for name, (text, mend) in _TEXTS.items() if not texts[name].strip()]
    return verdict_of(found)


def still_serves(*, active: bool, ever_appointed: bool, appointed_now: bool) -> bool:
    """Whether the person whom an experience names is still the one to ask: has not left, and has not been relieved of every appointment.

    Somebody who never had an appointment works here all the same. Source: N6.
    """
    return active and (appointed_now or not ever_appointed)


def asked_instead(*, serves: bool, represents: Collection[str]) -> str:
    """Whom one asks: the person who is named, else whoever represents the owner now, else the body: `person`, `owner` or `body`. Source: N6."""
    return "person" if serves else "owner" if represents else "body"
