"""What must hold of a flow between two systems, whoever writes it. Source: P7.1; D4."""

from datetime import date

from nytta.plain.verdicts import Finding, Verdict, verdict_of


def flow_fits(
    *,
    source: str,
    target: str,
    information: str,
    valid_from: date | None,
    valid_until: date | None,
    retired: tuple[str, date] | None,
    same: str,
) -> Verdict:
    """Whether a flow can stand in the register. `source` and `target` are the systems' codes.

    `retired` is a system of the flow that is retired, with the day; `same` the code of a standing flow that says the same.
    Source: P7.1; D4.
    """
    return verdict_of([
        Finding("flow_between_two", "En integration går mellan två olika system.", "D4", "Välj ett annat system.", {}, "target")
        if source == target else None,
        Finding("flow_information", "Det saknas vilken information som går mellan systemen.", "P7.1; D4",
                "Skriv det med verksamhetens ord, till exempel elevuppgifter.", {}, "information")
        if not information.strip() else None,
        Finding("flow_period", "Sista dagen är före den första.", "D4", "Rätta någon av dagarna.", {}, "valid_until")
        if valid_from and valid_until and valid_until < valid_from else None,
        Finding("flow_retired", "%(system)s är avvecklat sedan %(day)s.", "D1; D4", "Avsluta integrationen senast den dagen, eller välj ett annat system.",
                {"system": retired[0], "day": retired[1].isoformat()}, "target")
        if retired and (valid_until is None or valid_until > retired[1]) else None,
        Finding("flow_once", "Samma information går redan mellan systemen: %(code)s.", "D4", "Ändra den integrationen i stället.", {"code": same},
                "information")
        if same else None,
    ])  # fmt: skip
