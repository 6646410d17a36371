"""What meetings rest on, without a database: quorum, votes, who approves, how long a posting stays."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nytta.plain.verdicts import YES, Verdict, no

from .terms import Approvers, GroupKind, ItemKind, Outcome

POSTED_DAYS = 21  # three weeks: kommunallagen 13 kap. 5 §
PREPARATION_OUTCOMES = (Outcome.SUPPORT, Outcome.OPPOSE, Outcome.ASK, Outcome.POSTPONED)
COUNCIL_OUTCOMES = (Outcome.FUND, Outcome.WAIT, Outcome.REFUSE, Outcome.POSTPONED)
FREE_OUTCOMES = (Outcome.DONE, Outcome.POSTPONED)


def outcomes(kind: GroupKind, item: ItemKind) -> tuple[Outcome, ...]:
    """What an item can come to: by whose meeting it is, and whether it is about a case. Source: F10, F11."""
    if item is ItemKind.FREE:
        return FREE_OUTCOMES
    return PREPARATION_OUTCOMES if kind is GroupKind.PREPARATION_GROUP else COUNCIL_OUTCOMES


def votable(kind: GroupKind) -> tuple[Outcome, ...]:
    """What a circulation can come to. Source: F10, F11."""
    return (Outcome.SUPPORT, Outcome.OPPOSE) if kind is GroupKind.PREPARATION_GROUP else (Outcome.FUND, Outcome.WAIT, Outcome.REFUSE)


def needed(*, members: int, quorum: int | None) -> int:
    """How many must take part: the group's own number, else more than half of those appointed. Source: F10."""
    return quorum if quorum is not None else members // 2 + 1


def quorum_met(*, taking_part: int, members: int, quorum: int | None) -> Verdict:
    """Enough members take part; who has a conflict of interest or is away is not counted. Source: F10."""
    least = needed(members=members, quorum=quorum)
    if taking_part >= least:
        return YES
    return no("quorum", "Gruppen är inte beslutför: %(taking_part)s av minst %(least)s ledamöter kan delta i punkten.", "F10",
              "Bordlägg punkten, kalla in en ersättare eller ta den genom cirkulation.", taking_part=taking_part, least=least)  # fmt: skip


def circulation_allowed(*, kind: GroupKind, allowed: bool) -> Verdict:
    """Circulation is for officials' groups whose rules allow it, never for a committee or the board. Source: F10, F11."""
    if kind is GroupKind.STATUTORY:
        return no("circulation_statutory", "En nämnd eller styrelse beslutar vid sammanträde, aldrig genom cirkulation.",
                  "Kommunallagen 6 kap. 23–27 §§", "Ta ärendet på nästa sammanträde.")  # fmt: skip
    if not allowed:
        return no(
            "circulation_rules",
            "Gruppens egna regler tillåter inte cirkulation.",
            "F10",
            "Ändra gruppens regler, eller ta ärendet på ett möte.",
        )
    return YES


@dataclass(frozen=True)
class Counted:
    """What a circulation came to: the outcome (None where the votes are equal), and how many for each."""

    outcome: Outcome | None
    votes: Mapping[Outcome, int]


def counted(votes: Mapping[int, Outcome], chair: int | None) -> Counted:
    """The outcome with most votes ({person: outcome}); where they are equal the chair's vote settles, if the chair has voted. Source: F10."""
    tally = Counter(votes.values())
    most = max(tally.values(), default=0)
    first = [o for o in tally if tally[o] == most]
    if len(first) == 1:
        return Counted(first[0], tally)
    chairs = votes.get(chair) if chair is not None else None
    return Counted(chairs if chairs in first else None, tally)


def may_close(*, voted: int, voters: int, least: int, closes_on: date, on: date) -> Verdict:
    """A circulation closes when all have answered, or after its last day; never with fewer than a meeting takes. Source: F10, F11."""
    everybody = bool(voters) and voted >= voters
    if everybody and voted < least:
        return no(
            "circulation_few", "Alla som kan svara har svarat, men de är %(voted)s och minst %(least)s behövs: övriga har jäv.", "F10, F11",
            "Utse en ersättare för den som har jäv, eller ändra gruppens regler om beslutförhet.", voted=voted, least=least,
        )  # fmt: skip
    if everybody:
        return YES
    if on <= closes_on:
        return no("circulation_waits", "%(voted)s av %(voters)s har svarat. Cirkulationen pågår till och med %(day)s.", "F10",
                  "Vänta in svaren.", voted=voted, voters=voters, day=closes_on)  # fmt: skip
    if voted < least:
        return no("circulation_quorum", "%(voted)s har svarat och minst %(least)s behövs.", "F10",
                  "Återta cirkulationen och ta ärendet på ett möte.", voted=voted, least=least)  # fmt: skip
    return YES


def approvers_fit(
    *, chosen: Sequence[int], present: Collection[int], presiding: int | None, writers: Collection[int], how: Approvers
) -> Verdict:
    """Two different members who were there approve; by the group's rules one led the meeting; never only writers. Source: F10, U9."""
    if len(set(chosen)) != 2:
        return no("approve_two", "Två personer justerar protokollet.", "U9", "Välj två olika personer.", field="second")
    if not set(chosen) <= set(present):
        return no("approve_present", "Bara ledamöter som var med kan justera.", "U9", "Välj bland dem som var med.", field="second")
    if set(chosen) <= set(writers):
        return no("approve_writer", "Den som har skrivit protokollet justerar det inte ensam.", "U9",
                  "Välj minst en som inte har skrivit.", field="second")  # fmt: skip
    if how is Approvers.CHAIR_AND_MEMBER and presiding is not None and presiding not in chosen:
        return no("approve_chair", "Enligt gruppens regler justerar den som ledde mötet.", "U9", "Välj den som ledde mötet och en till.",
                  field="first")  # fmt: skip
    return YES


def items_read(*, numbers: Sequence[int]) -> Verdict:
    """Of the two who approve, one at least reads each item: `numbers` are those in which both have a conflict of interest. Source: F10, U9."""
    if not numbers:
        return YES
    return no(
        "approve_conflict", "Båda justerarna har jäv i punkt %(numbers)s och läser den inte.", "F10, U9",
        "Välj minst en som deltog i punkten.", field="second", numbers=", ".join(str(n) for n in numbers),
    )  # fmt: skip


def hours_valid(*, starts_at: datetime, ends_at: datetime, on: datetime) -> Verdict:
    """A meeting begins in the future and ends after it has begun, the same day or the next. Source: F10."""
    if ends_at <= starts_at or ends_at - starts_at > timedelta(hours=24):
        return no("hours", "Mötet ska sluta efter att det har börjat, inom ett dygn.", "F10", "Rätta tiderna.", field="ends")
    if starts_at.date() < on.date():
        return no("hours_past", "Mötet kan inte börja före i dag.", "F10", "Välj en dag framåt.", field="day")
    return YES


def may_open(*, starts_on: date, on: date) -> Verdict:
    """A meeting is opened on its day or, where that was missed, later: the minutes say when it was held. Source: F10, U9."""
    if on >= starts_on:
        return YES
    return no("open_early", "Mötet hålls %(day)s och öppnas inte före den dagen.", "F10, U9",
              "Vänta till dess, eller ändra mötets tid först.", day=starts_on)  # fmt: skip


def notice_in_time(*, starts_on: date, days: int, on: date) -> Verdict:
    """A warning, not a stop, where the notice goes out later than the group's own rules say. Source: F10."""
    left = (starts_on - on).days
    late = no(
        "notice_late", "Kallelsen går ut %(left)s dagar före mötet; gruppens regler säger minst %(days)s.", "F10", "", left=left, days=days
    )
    return (
        YES if left >= days else Verdict(tuple(type(f)(f.rule, f.text, f.source, f.mend, f.params, f.field, False) for f in late.findings))
    )


def easter(year: int) -> date:
    """Easter Sunday (Gauss' method for the Gregorian calendar)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_day_of_rest(day: date) -> bool:
    """Sunday, public holiday, and what the law holds equal: Saturday, Midsummer's, Christmas and New Year's Eve. Source: 1930:173 2 §."""
    sunday = easter(day.year)
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)}
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return day.weekday() >= 5 or day in moving or (day.month, day.day) in fixed or midsummer_eve


def last_day_posted(posted_on: date) -> date:
    """The last day of a posting: three weeks after it was put up, and the next working day where that one is a day of rest.

    Source: kommunallagen 8 kap. 12 §, 13 kap. 5 §; 1930:173 2 §.
    """
    day = posted_on + timedelta(days=POSTED_DAYS)
    while is_day_of_rest(day):
        day += timedelta(days=1)
    return day


def not_posted(posted_on: date | None) -> Verdict:
    """Minutes are posted once: two postings could say different last days, and how the decisions are tried. Source: kommunallagen 8 kap. 12 §; U9."""
    if posted_on is None:
        return YES
    return no("posted", "Protokollet är redan anslaget, %(day)s.", "Kommunallagen 8 kap. 12 §; U9", "Är något fel: rätta anslaget med ett nytt, på anslagssidan.",
              day=posted_on.isoformat())  # fmt: skip


def posting_valid(*, held_on: date, approved_on: date, posted_on: date, on: date) -> Verdict:
    """Minutes are approved after the meeting and posted after that; nothing is posted ahead of time. Source: kommunallagen 8 kap. 12 §."""
    if not held_on <= approved_on <= posted_on:
        return no("posting_order", "Mötet hålls först, protokollet justeras sedan och anslås sist.", "Kommunallagen 8 kap. 12 §",
                  "Rätta dagarna.", field="posted_on")  # fmt: skip
    if posted_on > on:
        return no(
            "posting_ahead", "Anslaget kan inte vara uppsatt efter i dag.", "Kommunallagen 8 kap. 12 §", "Rätta dagen.", field="posted_on"
        )
    return YES


def standing_in(*, ordinary: Sequence[int], there: Collection[int], substitutes: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """{substitute: the absent ordinary member whose place is taken}: first those named for somebody, then the others in order. Source: O2; F10."""
    absent = [p for p in ordinary if p not in there]
    found: dict[int, int] = {}
    for substitute, named in sorted(substitutes, key=lambda s: s[1] is None):
        free = [p for p in absent if p not in found.values() and (named is None or p == named)]
        if substitute in there and free:
            found[substitute] = free[0]
    return found
