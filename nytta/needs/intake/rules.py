"""When an idea can be handed in."""

from nytta.plain.verdicts import YES, Verdict, no


def supports_goal(*, has_goal: bool, programme_in_force: bool) -> Verdict:
    """An idea supports a goal of the city council. Source: P5 "Projektidé som stödjer mål"; F6, N5."""
    if not programme_in_force:
        return no("programme", "Inget program gäller, så det finns inga mål att stödja.", "P1", "Registrera ett program som gäller.")
    if not has_goal:
        return no("goal_named", "Idén måste stödja ett av fullmäktiges mål.", "P5; N2", "Välj det mål som idén bidrar till.", "goal")
    return YES
