"""What a project hands over."""

from nytta.plain.verdicts import Finding, Verdict, verdict_of


def closable(*, delivered: str, lessons: int) -> Verdict:
    """What a project hands over when it asks to close. Source: P5 step 7; F6, N6."""
    found = []
    if not delivered.strip():
        found.append(Finding("delivered", "Skriv vad projektet har lämnat över.", "F6", "Beskriv leveranserna.", {}, "delivered"))
    if not lessons:
        found.append(
            Finding(
                "lessons",
                "Projektet har inte skrivit någon erfarenhet.",
                "N6",
                "Skriv minst en erfarenhet som andra har nytta av, på projektets sida.",
            )
        )
    return verdict_of(found)
