"""What a project hands over."""

from nytta.plain.verdicts import Finding, Verdict, verdict_of


def closable(*, delivered: str, lessons: str) -> Verdict:
    """What a project hands over when it asks to close. Source: P5 step 7; F6, N6."""
    found = []
    if not delivered.strip():
        found.append(Finding("delivered", "Skriv vad projektet har lämnat över.", "F6", "Beskriv leveranserna.", {}, "delivered"))
    if not lessons.strip():
        found.append(Finding("lessons", "Skriv projektets erfarenheter.", "N6", "Skriv det som andra har nytta av.", {}, "lessons"))
    return verdict_of(found)
