"""What a draft changes besides whether a case is stopped, reckoned on a day: places, rooms, conflicts, letters, reminders. Source: O4."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from nytta.city.records.models import Appointment, Decision, in_period
from nytta.city.records.queries import holders, programme_in_force
from nytta.city.records.queries.exemptions import holding
from nytta.city.records.rules import review_by_kind
from nytta.city.records.rules.exemptions import leads_of
from nytta.city.records.terms import DecisionKind, Review, Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.models import Frame
from nytta.governance.portfolios.queries import Proposal, committed, frames_of_year, proposals, ranked
from nytta.governance.preparation.models import Conflict
from nytta.governance.preparation.queries import standings
from nytta.governance.preparation.queries.settling import ADVISED
from nytta.governance.preparation.rules import grounds_of
from nytta.governance.valuation.queries import portfolio_code
from nytta.kit.documents import Column, Table
from nytta.kit.words import label
from nytta.needs.goals.queries import goals_of
from nytta.plain.money import sek

from ..models import Draft
from ..rules import Difference, differences, lines_of, placed
from ..rules.beyond import ceiling, moved, shares_of, unfit
from ..terms import Part

IN_GROUPS = (CaseState.PREPARATION.value, *ADVISED)
NOTICES = ("change_notice_steps", "change_notice_days", "change_notice_further_days")


@dataclass(frozen=True)
class Beyond:
    """What some lines of a draft change: a heading, what is said of it, and a table where anything changes. The last sentence says what it leaves."""

    title: str
    said: Sequence[str]
    table: Table | None = None


def beyond(draft: Draft, on: date) -> list[Beyond]:
    """What a draft's weights, ceilings, grounds of conflict, reviews and times would change, as things stand on a day. Source: O4.

    Only for parts that the draft changes in more than their words; where nothing can be reckoned, that is said. Queries do not grow with cases.
    """
    old, new = draft.base.content, draft.content
    changed = {placed(d.where) for d in differences(lines_of(old), lines_of(new)) if _bears(d)}
    parts, limits = {part for part, _ in changed}, {key for part, key in changed if part is Part.LIMITS}
    found = []
    if parts & {Part.WEIGHTS} or "commitment_shares" in limits:
        programme = programme_in_force(on)
        asked = proposals(on, programme)
        if Part.WEIGHTS in parts:
            found.append(_places(asked, old, new, on))
        if "commitment_shares" in limits:
            found.append(_rooms(asked, old, new, on))
    if parts & {Part.GROUNDS, Part.TIES}:
        found.append(_conflicts(old, new, on))
    if Part.REVIEWS in parts:
        found.append(_letters(old, new, on))
    if "exemption_reminder_days" in limits:
        found.append(_reminders(old, new, on))
    if limits & set(NOTICES):
        text = gettext(
            "Tiderna och avståndet gäller ändringsanmälningar som görs sedan regelverket har börjat gälla. De kan inte räknas fram i förväg."
        )
        found.append(Beyond(gettext("Ändringsanmälningar"), [text]))
    return found


def _bears(d: Difference) -> bool:
    """Whether a difference is of more than words: a ground's wording, English or clause changes nothing that can be reckoned."""
    return d.field not in ("sv", "en", "text", "clause")


def _places(asked: Sequence[Proposal], old: Mapping[str, Any], new: Mapping[str, Any], on: date) -> Beyond:
    """The proposals that wait, in the ranked list by both weights."""
    programme, title = programme_in_force(on), gettext("Rangordningen av det som väntar på vägning")
    equal = dict.fromkeys(goals_of(programme).values_list("code", flat=True), 1)
    names = {p.code: f"{p.code} {p.application.title}" for p in asked}
    rows, whole = [], 0
    for year in sorted({p.year for p in asked}):
        frames, held = frames_of_year(programme, year), list(asked)
        before, after = (ranked(held, frames, c.get("weights") or equal, year) for c in (old, new))
        if before is None or after is None:
            continue
        whole += len(before.steps)
        for m in moved(before.steps, after.steps):
            rows.append(
                [names[m.id], str(year), str(m.place[0]), str(m.place[1]), *(gettext("ja") if t else gettext("nej") for t in m.taken)]
            )
    kept = gettext("Vägningar som redan är öppnade behåller vikterna i sin version.")
    if not whole:
        return Beyond(title, [gettext("Inget förslag väntar på vägning i dag."), kept])
    said = ngettext("%(n)s av %(all)s förslag får en annan plats, eller ryms bara i den ena listan.",
                    "%(n)s av %(all)s förslag får en annan plats, eller ryms bara i den ena listan.", len(rows)) % {"n": len(rows), "all": whole}  # fmt: skip
    heads = (
        gettext("Förslag"),
        gettext("År"),
        gettext("Plats nu"),
        gettext("Plats med utkastet"),
        gettext("Ryms nu"),
        gettext("Ryms med utkastet"),
    )
    return Beyond(title, [said, kept], _table(gettext("Förslag som flyttar eller får och mister plats"), heads, rows, numbers=(1, 2, 3)))


def _rooms(asked: Sequence[Proposal], old: Mapping[str, Any], new: Mapping[str, Any], on: date) -> Beyond:
    """The ceilings of later years by both shares, and the proposals that alone would not fit under them."""
    programme, title = programme_in_force(on), gettext("Taken för kommande år")
    held = list(
        Frame.objects.filter(portfolio__programme=programme, year__gte=on.year)
        .select_related("portfolio")
        .order_by("year", "portfolio__code")
    )
    own = {(f.portfolio_id, f.year) for f in held if f.commitment_ceiling_sek is not None}
    bound, rows, set_by_council = committed(programme), [], 0
    for frame in held:
        mine = [p for p in asked if p.year == frame.year and p.portfolio == frame.portfolio.code]
        for n, (was, now) in enumerate(zip(shares_of(old), shares_of(new), strict=True), 1):
            key = (frame.portfolio_id, frame.year + n)
            if key in own:
                set_by_council += 1
                continue
            if was == now:
                continue
            taken, ceilings = bound.get(key, (0, 0))[0], [ceiling(frame.amount_sek, share) for share in (was, now)]
            later = {p.code: p.later.get(frame.year + n, 0) for p in mine}
            out = [", ".join(unfit(later, room_sek=None if c is None else max(c - taken, 0))) or "–" for c in ceilings]
            most = [gettext("inget") if c is None else sek(c) for c in ceilings]
            rows.append([f"{frame.portfolio.code} {frame.year}", str(frame.year + n), *most, sek(taken), *out])
    said = [gettext("Taket begränsar vad som kan väljas i en vägning. Vägningar som redan är öppnade behåller taken i sin version.")]
    if not rows:
        said.insert(0, gettext("Inget tak ändras: det finns ingen ram som andelarna räknas på."))
    if set_by_council:
        said.append(ngettext("%(n)s tak har fullmäktige satt själv, och det ändras inte.", "%(n)s tak har fullmäktige satt själv, och de ändras inte.",
                             set_by_council) % {"n": set_by_council})  # fmt: skip
    heads = (
        gettext("Ram"), gettext("Bundet år"), gettext("Tak nu"), gettext("Tak med utkastet"), gettext("Redan bundet"),
        gettext("Ryms inte ens ensamt nu"), gettext("Ryms inte ens ensamt med utkastet"),
    )  # fmt: skip
    return Beyond(title, said, _table(gettext("Ram för ram och år för år"), heads, rows, numbers=(1, 2, 3, 4)))


def _conflicts(old: Mapping[str, Any], new: Mapping[str, Any], on: date) -> Beyond:
    """Proposals of conflict among those who take part in open cases, by both sets of grounds; nobody is named."""
    title = gettext("Jäv i öppna ärenden")
    cases = list(Application.objects.filter(state__in=IN_GROUPS).select_related("applicant_body", "focus_area").order_by("code"))
    seated = Appointment.objects.filter(in_period(on), role=Role.PREPARATION_GROUP.value, person__is_active=True)
    group = list(seated.select_related("person__body"))
    council = {p.pk: p for role in (Role.CITY_DIRECTOR, Role.DEVELOPMENT_COUNCIL) for p in holders(role, on).select_related("body")}
    people = {**{a.person_id: a.person for a in group}, **council}
    said_of = Conflict.objects.filter(person__in=list(people), application__in=[c.pk for c in cases]).order_by("pk")
    words = {(w.person_id, w.application_id): w for w in said_of}
    before, after = (standings(list(people.values()), cases, on, words=words, grounds=grounds_of(c)) for c in (old, new))
    rows = []
    for case in cases:
        code = portfolio_code(case)
        mine = set(council) if case.state in ADVISED else {a.person_id for a in group if a.portfolio in ("", code)}
        more = sum(bool(set(after[p, case.pk].open) - set(before[p, case.pk].open)) for p in mine)
        less = sum(bool(set(before[p, case.pk].open) - set(after[p, case.pk].open)) for p in mine)
        if more or less:
            rows.append([f"{case.code} {case.title}", str(more), str(less)])
    gone = {g.code for g in grounds_of(old).grounds} - {g.code for g in grounds_of(new).grounds}
    stands = sum(w.ground in gone for w in words.values())
    said = [
        ngettext("I %(n)s av %(all)s ärenden som bereds eller vägs ändras vad som föreslås som jäv.", "I %(n)s av %(all)s ärenden som bereds eller vägs ändras vad som föreslås som jäv.", len(rows)) % {"n": len(rows), "all": len(cases)},
        gettext("Ett förslag som inte är avgjort håller ledamoten utanför tills det har avgjorts. Det som redan är anmält eller avgjort står kvar."),
    ]  # fmt: skip
    if stands:
        said.append(ngettext("%(n)s anmälan i öppna ärenden anger en grund som utkastet tar bort.", "%(n)s anmälningar i öppna ärenden anger en grund som utkastet tar bort.", stands) % {"n": stands})  # fmt: skip
    heads = (gettext("Ärende"), gettext("Ledamöter som får ett nytt förslag"), gettext("Ledamöter vars förslag försvinner"))
    return Beyond(title, said, _table(gettext("Ärenden där förslag om jäv ändras"), heads, rows, numbers=(1, 2)))


def _letters(old: Mapping[str, Any], new: Mapping[str, Any], on: date) -> Beyond:
    """What the letters of each kind of decision would say of review, beside how many such were made last year."""
    title, year, rows = gettext("Brevens uppgift om överprövning"), on.year - 1, []
    many = Counter(Decision.objects.filter(decided_on__year=year).values_list("kind", flat=True))
    for kind in DecisionKind:
        before, after = (review_by_kind(content=c, kind=kind.value)[0] for c in (old, new))
        if before != after:
            rows.append(
                [label(kind), *(label(Review(r)) if r else gettext("ingen uppgift") for r in (before, after)), str(many[kind.value])]
            )
    said = [gettext("Brev som redan är skickade ändras inte.")]
    heads = (gettext("Slag av beslut"), gettext("Nu"), gettext("Med utkastet"), gettext("Beslut %(year)s") % {"year": year})
    return Beyond(title, said, _table(gettext("Beslut vars brev ändras"), heads, rows, numbers=(3,)))


def _reminders(old: Mapping[str, Any], new: Mapping[str, Any], on: date) -> Beyond:
    """The exemptions whose holders would be warned of the end today by one set of days and not by the other."""
    title = gettext("Påminnelser om undantag")
    most = [max(leads_of(content=c)) for c in (old, new)]
    rows = []
    for one in holding(on).filter(valid_until__lte=on + timedelta(days=max(most))).order_by("valid_until", "pk"):
        within = [one.valid_until is not None and (one.valid_until - on).days <= days for days in most]
        if within[0] != within[1]:
            rows.append([f"{one.code} {one.against_name}", str(one.valid_until), *(gettext("ja") if w else gettext("nej") for w in within)])
    said = [ngettext("%(n)s undantag som gäller i dag påminns om vid en annan tid.", "%(n)s undantag som gäller i dag påminns om vid en annan tid.", len(rows)) % {"n": len(rows)}]  # fmt: skip
    heads = (gettext("Undantag"), gettext("Går ut"), gettext("Påminns i dag"), gettext("Påminns i dag med utkastet"))
    return Beyond(title, said, _table(gettext("Undantag som påminns om vid annan tid"), heads, rows))


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> Table | None:
    return Table(caption, [Column(h, num=n in numbers) for n, h in enumerate(heads)], rows) if rows else None
