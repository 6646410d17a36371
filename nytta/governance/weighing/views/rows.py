"""The rows of the room's tables: made here and not in templates, since there are hundreds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from nytta.governance.applications.terms import Category, PortfolioPart
from nytta.governance.preparation.queries import Standing
from nytta.governance.preparation.terms import Recommendation
from nytta.kit.templatetags.kit import sourced
from nytta.kit.words import label, mend, said
from nytta.plain.money import sek
from nytta.plain.verdicts import Finding, Verdict

from ..queries.room import Line, Point, RoomPage
from ..terms import Question


@dataclass(frozen=True)
class Tried:
    """What was asked and refused: told beside its control, with what was typed."""

    do: str
    value: str
    verdict: Verdict

    @property
    def clash(self) -> bool:
        """Whether somebody else was before: then it may be done anyway."""
        return any(f.rule == "clash" for f in self.verdict.blocking)

    @property
    def about(self) -> str:
        """The proposal taken in or out, or ""."""
        act, _, about = self.do.partition("|")
        return about if act in ("in", "out", "free") else ""


Lacks = Mapping[str, Sequence[Finding]]  # what each proposal lacks before it may be granted


def lacks_said(page: RoomPage, lacks: Lacks) -> str:
    """How many on the screen cannot be granted as they stand; nothing where all can."""
    chosen, number = page.selected, sum(bool(lacks.get(x.code)) for x in page.selected)
    if not number:
        return ""
    return ngettext(
        "%(number)s av %(all)s förslag på skärmen kan inte beviljas som det står. Vad som saknas står vid förslaget.",
        "%(number)s av %(all)s förslag på skärmen kan inte beviljas som de står. Vad som saknas står vid varje förslag.", number,
    ) % {"number": number, "all": len(chosen)}  # fmt: skip


class Rows:
    """Rows of one page, with the words that they all share in the reader's language."""

    def __init__(self, page: RoomPage, *, may: bool, tried: Tried | None, kept: Mapping[str, Standing], lacks: Lacks) -> None:
        self.page, self.may, self.tried, self.kept, self.lacks = page, may, tried, kept, lacks
        base = reverse("weighing:why", args=[page.round.code, page.scenario.number, "x"])
        self.base = base[: base.rindex("x")]
        self.years = page.problem["years"]
        self.cost, self.points, self.value, self.per = gettext("Kostnad"), gettext("Poäng"), gettext("Värde"), gettext("Värde per mkr")
        self.place, self.list, self.best, self.often = gettext("Plats"), gettext("Listan"), gettext("Bästa"), gettext("Dragningar")
        self.screen, self.take, self.leave, self.free = (
            gettext("På skärmen"), gettext("Ta med"), gettext("Lämna ute"), gettext("Låt vägningen avgöra"),
        )  # fmt: skip
        self.inside, self.outside, self.hand = gettext("Med"), gettext("Inte med"), gettext("för hand")
        self.anyway, self.differs, self.rule = gettext("Gör det ändå"), gettext("Skiljer"), gettext("Regel:")
        asked = page.answers.get((Question.SELECT.value, ""))
        self.unknown = gettext("räknas") if asked is None or asked.ended_at is None else "–"
        self.flags = {"mandatory": gettext("Måste göras"), "bound": gettext("Bundet"), "excluded": gettext("Ska inte vara med")}
        self.of_two = gettext("%(count)s av %(draws)s")
        self.terms = {t.value: label(t) for terms in (Category, PortfolioPart, Recommendation) for t in terms}

    def ranked(self) -> SafeString:
        """All that is ranked."""
        return self._all(self.page.rows, self._ranked)

    def innovative(self) -> SafeString:
        """Innovative ones, without rank and points."""
        return self._all(self.page.innovative, lambda line: self._name(line) + self._cost(line) + self._screen(line))

    def granted(self) -> SafeString:
        """Granted earlier in the year."""
        return self._all(self.page.granted, lambda line: self._name(line) + self._cost(line))

    def _all(self, lines: Iterable[Line], drawn: Callable[[Line], str]) -> SafeString:
        return mark_safe("".join(f"<tr{' class=differs' if line.differs else ''}>{drawn(line)}</tr>" for line in lines))

    def _ranked(self, line: Line) -> str:
        points = " ".join(f"<span>{escape(p.criterion)}&nbsp;<b>{p.points}</b>{_span(p)}</span>" for p in line.points)
        often = self.of_two % {"count": line.often[0], "draws": line.often[1]} if line.often else ""
        best = self.unknown if line.in_best is None else self._word(line.in_best)
        return (
            f'<td class="num" data-l="{self.place}">{line.position or ""}</td>{self._name(line)}{self._cost(line)}'
            f'<td class="points" data-l="{self.points}">{points}</td>'
            f'<td class="num" data-l="{self.value}">{line.value_said}</td><td class="num" data-l="{self.per}">{line.worth_said}</td>'
            f'<td data-l="{self.list}">{self._word(line.in_list)}</td><td data-l="{self.best}">{best}</td>'
            f'<td class="num" data-l="{self.often}">{often}</td>{self._screen(line)}'
        )

    def _word(self, inside: bool) -> str:
        return f'<span class="ds-tag" data-color="success">{self.inside}</span>' if inside else "–"

    def _name(self, line: Line) -> str:
        where = " · ".join(escape(t) for t in (line.case, line.body, f"{line.portfolio} {self.terms.get(line.part, '')}".strip(),
                                               self.terms.get(line.category, "")) if t)  # fmt: skip
        tags = [(self.flags[line.status], "info")] if line.status in self.flags else []
        tags += [(self.differs, "warning")] if line.differs else []
        if word := self.terms.get(str(line.name.get("recommendation") or "")):
            tags.append((word, "neutral"))
        if one := self.kept.get(line.code):
            tags.append((gettext("Du har jäv"), "danger") if one.in_conflict else (gettext("Föreslaget jäv"), "warning"))
        drawn = "".join(f' <span class="ds-tag" data-color="{color}">{escape(text)}</span>' for text, color in tags)
        where += self._lacking(line)
        if line.granted or line.code in self.kept:
            return f'<th scope="row">{escape(line.title)}{drawn}<small>{where}</small></th>'
        return f'<th scope="row"><a class="ds-link" href="{self.base}{quote(line.code)}/">{escape(line.title)}</a>{drawn}<small>{where}</small></th>'

    def _lacking(self, line: Line) -> str:
        """What is missing before it may be granted, in the words of the gates."""
        if not self.lacks.get(line.code):
            return ""
        told = " ".join(escape(said(f)) for f in self.lacks[line.code])
        return f'</small><small class="lacks"><b>{gettext("Kan inte beviljas än:")}</b> {told}'

    def _cost(self, line: Line) -> str:
        later = "".join(f"<small>{y}: {sek(c)}</small>" for y, c in zip(self.years[1:], line.cost[1:], strict=False) if c)
        return f'<td class="num" data-l="{self.cost}">{sek(line.cost[0])}{later}</td>'

    def _screen(self, line: Line) -> str:
        if one := self.kept.get(line.code):
            return f'<td class="screen" data-l="{self.screen}">{self._away(line, one)}{self._told(line)}</td>'
        word = f"<b>{self.inside}</b>" if line.selected else self.outside
        hand = f" <small>{self.hand}</small>" if line.forced else ""
        return f'<td class="screen" data-l="{self.screen}">{word}{hand}{self._buttons(line) if self.may else ""}{self._told(line)}</td>'

    def _away(self, line: Line, one: Standing) -> str:
        """Why somebody does not take part, and what mends it where it can be mended."""
        if one.in_conflict:
            return gettext("Du deltar inte.")
        where = reverse("preparation:declare", args=[line.case])
        return (
            f'<a class="ds-link" href="{where}">{gettext("Ta ställning till jäv")}<span class="ds-sr-only"> {escape(line.title)}</span></a>'
        )

    def _buttons(self, line: Line) -> str:
        first = [("free", self.free)] if line.forced else []
        every = [*([("in", self.take)] if line.forced != "in" else []), *([("out", self.leave)] if line.forced != "out" else []), *first]
        title, code = escape(line.title), escape(line.code)
        buttons = "".join(
            f'<button class="ds-button" data-variant="secondary" form="ask" name="do" value="{do}|{code}" id="b-{do}-{code}">{text}'
            f'<span class="ds-sr-only"> {title}</span></button>'
            for do, text in every
        )
        return f'<span class="force noprint" role="group" aria-label="{title}">{buttons}</span>'

    def _told(self, line: Line) -> str:
        """The refusal beside the control, and a way to do it anyway."""
        if not self.tried or self.tried.about != line.code:
            return ""
        texts = "".join(
            f"<p>{escape(said(f))} {escape(mend(f))}</p><p class=small>{self.rule} {sourced(f.source)}</p>"
            for f in self.tried.verdict.blocking
        )
        do = escape(self.tried.do)
        again = f'<button class="ds-button" form="ask" name="do" value="{do}">{self.anyway}</button>' if self.tried.clash else ""
        return f'<div class="ds-alert told" data-color="warning" tabindex="-1" data-focus>{texts}{again}</div>'


def _span(point: Point) -> str:
    return "" if point.low is None or point.high is None else f"&nbsp;<small>({point.low}–{point.high})</small>"
