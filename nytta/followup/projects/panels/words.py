"""Acts in words, for histories."""

from django.utils.translation import gettext_noop as _

from nytta.kit import events, words

from ..flow import PROJECT
from ..lists.projects import PROJECTS
from ..terms import Light, Measure

words.tell_changes(
    "project",
    {"deviates": _("Avvikelse"), "spent_sek": _("Använt")} | {m.value: m.sv for m in Measure},
    dict.fromkeys((m.value for m in Measure), Light),
)
words.tell_changes(
    "costs", {"rows": _("Rader på projekt"), "untied": _("Rader på inget projekt"), "tied_again": _("Rader som hittade sitt projekt")}
)
words.tell(
    {
        "project.open": _("startade projektet"),
        "condition.show": _("lämnade underlag för ett villkor"),
        "condition.confirm": _("bekräftade att ett villkor är uppfyllt"),
        "condition.send_back": _("skickade tillbaka underlaget för ett villkor"),
        "move.ask": _("begärde att oförbrukade medel förs över till nästa år"),
        "move.withdraw": _("tog tillbaka begäran om överföring"),
        "move.move": _("förde över oförbrukade medel till nästa år"),
        "move.refuse": _("avslog att oförbrukade medel förs över"),
        "move.lapse": _("införde att begäran om överföring har förfallit"),
        "request.ask": _("begärde pengar"),
        "request.approve": _("godkände en rekvisition"),
        "request.refuse": _("avslog en rekvisition"),
        "request.withdraw": _("tog tillbaka en rekvisition"),
        "request.release": _("släppte en reservation för en rekvisition"),
        "request.pay": _("förde in betalningen av en rekvisition"),
        "request.repay": _("förde in en återbetalning av en rekvisition"),
        "project.step_done": _("markerade ett steg i planen som gjort"),
        "project.plan": _("planerade projektet i delar"),
        "project.report": _("lämnade lägesrapport"),
        "project.deviation_seen": _("noterade att utvecklingsrådet har tagit del av avvikelsen"),
        "project.deviation_noted": _("noterade en avvikelse"),
        "project.ask_to_close": _("begärde avslut"),
        "project.accept_closure": _("godtog avslutet"),
        "project.return_closure": _("skickade tillbaka avslutet"),
        "project.report_effect": _("redovisade effekten"),
        "costs.bring_in": _("läste in kostnader från ekonomisystemet"),
        "delivery.add": _("tog upp en leverans"),
        "delivery.drop": _("tog bort en leverans"),
        "delivery.accept": _("godtog en leverans"),
        "delivery.refuse": _("sade vad som saknas i en leverans"),
        "closure.write": _("skrev om avtal och avveckling"),
        "closure.running_cost": _("bekräftade driftkostnaden"),
        "effect.write": _("skrev på redovisningen av effekten"),
        "effect.file": _("lade till underlag för effekten"),
        "effect.complete": _("kompletterade redovisningen av effekten"),
        "effect.accept": _("godtog redovisningen av effekten"),
        "effect.comment": _("bad om komplettering av redovisningen av effekten"),
        "effect.remind": _("påminde om redovisningen av effekten"),
        "lesson.write": _("skrev en erfarenhet"),
        "lesson.change": _("ändrade en erfarenhet"),
        "lesson.use": _("hade nytta av en erfarenhet"),
        "change.propose": _("föreslog en ändring"),
        "change.ask_business": _("skickade ändringen till verksamheten"),
        "change.ask_owner": _("skickade ändringen till systemägaren"),
        "change.ask_director": _("skickade ändringen till direktören"),
        "change.ask_money": _("skickade ändringen till vägningen"),
        "change.approve": _("beslutade om ändringen"),
        "change.approve_large": _("beslutade om den större ändringen"),
        "change.refuse": _("avslog ändringen"),
        "change.refuse_large": _("avslog den större ändringen"),
        "change.enter_grant": _("förde in att ändringens pengar beviljades"),
        "change.enter_refusal": _("förde in att ändringens pengar avslogs"),
        "change.withdraw": _("återkallade ändringen"),
        "transfer.bring_in": _("förde in projekt och medel"),
        "continuation.propose": _("föreslog nästa års del"),
    }
)

for _name, _label, _acts in (
    (
        "project.state_changed",
        _("Ett projekt har öppnats eller bytt läge"),
        {"project.open", *(f"project.{act}" for _state, act in PROJECT.moves)},
    ),
    ("project.reported", _("Ett projekt har lämnat en lägesrapport"), {"project.report"}),
):
    events.kind(
        _name, _label, _("Projekt"), acts=_acts, seen=events.seen_within(PROJECTS.rows), path=lambda code: f"/api/v1/projects/{code}"
    )
