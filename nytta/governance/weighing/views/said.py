"""What the room says beside its tables: how far the engine has come, values, and the fields of what may be changed."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext

from nytta.engine.explain import rules_in_words, shown
from nytta.governance.applications.terms import PortfolioPart
from nytta.kit.words import label, said
from nytta.plain.money import comma, sek

from ..queries.room import Line, RoomPage
from ..queries.why import conflict
from ..queries.words import in_names
from ..rules import BROKEN_OFF_TEXTS, at_lock
from ..terms import AnswerState, Question
from .rows import Tried

COLORS = {
    AnswerState.PROVED: "success", AnswerState.SAMPLED: "success", AnswerState.INTERIM: "info", AnswerState.WAITING: "info",
    AnswerState.INFEASIBLE: "danger", AnswerState.UNDECIDED: "warning", AnswerState.FAILED: "warning",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A figure that may be changed: `do` is what its button sends."""

    do: str
    label: str
    value: str
    suffix: str
    tried: Tried | None = None
    help: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "f-" + self.do.replace("|", "-")


def step_said(share: Fraction | None, step: Fraction | None) -> str:
    """What the members said of a whole step; nothing where the rule set's weights hold."""
    if share is None or step is None:
        return ""
    if not step:
        return gettext("Inget förslag hade poäng här när vikterna låstes. Det skiljer inte förslagen åt och väger 0.")
    text = gettext("Ledamöterna gav hela steget, %(points)s poäng, %(percent)s %%. Talet här är vad en poäng väger.")
    return text % {"points": comma(step, 0), "percent": comma(share * 100, 0)}


class Said:
    """The words of one page, in the reader's language."""

    def __init__(self, page: RoomPage, tried: Tried | None) -> None:
        self.page, self.tried = page, tried

    @property
    def color(self) -> str:
        """Of the state's line."""
        return COLORS[self.page.state]

    @property
    def head(self) -> str:
        """How far the engine has come, in a word or two."""
        return gettext("Inaktuellt") if self.stale else label(self.page.state)

    @property
    def stale(self) -> bool:
        """Whether something was changed and the answer to it is not there."""
        return self.page.state is AnswerState.WAITING and self.page.scenario.revision > 0

    @property
    def state(self) -> str:
        """How far the engine has come, as a sentence."""
        if self.stale:
            return gettext("Något är ändrat. Den rangordnade listan gäller redan; den bästa portföljen räknas om.")
        if self.page.state is AnswerState.INTERIM:
            return gettext("Inget kan vara mer än %(gap)s %% bättre.") % {"gap": self.page.outcome.gap or "?"}
        if self.page.state is AnswerState.INFEASIBLE and self.busy and not conflict(self.page):
            return gettext("Reglerna kan inte alla hållas. Vilka som står i vägen för varandra räknas ut.")
        return {
            AnswerState.PROVED: gettext("Inget urval inom reglerna är värt mer med de här siffrorna."),
            AnswerState.WAITING: gettext("Den rangordnade listan gäller redan; den bästa portföljen kommer när den är uträknad."),
            AnswerState.INFEASIBLE: gettext("Reglerna kan inte alla hållas. Ta tillbaka en ändring, eller ändra en av reglerna nedan."),
            AnswerState.UNDECIDED: gettext(
                "Varken ett urval eller ett motbevis hann hittas. Ta bort något som är tvingat, eller räkna igen."
            ),
            AnswerState.FAILED: self.broken,
        }.get(self.page.state, "")

    @property
    def broken(self) -> str:
        """Why a working out was broken off."""
        return gettext(next((a.error for a in self.page.answers.values() if a.error), BROKEN_OFF_TEXTS[""]))

    @property
    def busy(self) -> bool:
        """Whether something that the page shows is still being worked out."""
        return any(a.ended_at is None for a in self.page.answers.values())

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values of the list and of the best, divided by the sum of the weights, with places enough to tell them apart."""
        amounts = [a for a in (self.page.list_value, self.page.best_value) if a is not None]
        return shown(self.page.exact, *amounts)

    @property
    def list_value(self) -> str:
        """The ranked list's."""
        return self.values[0]

    @property
    def best_value(self) -> str:
        """The best portfolio's; a dash while it is not known."""
        return self.values[1] if len(self.values) > 1 else "–"

    @property
    def list_cost(self) -> str:
        """What the ranked list costs in the year."""
        return sek(self.page.ranked.cost_by_year[0])

    @property
    def best_cost(self) -> str:
        """What the best portfolio costs in the year; a dash while it is not known."""
        best = self._select.get("cost_by_year")
        return sek(best[0]) if best else "–"

    @property
    def price(self) -> str:
        """What all that is done by hand costs in value; empty while it is not known or nothing is."""
        price = self.page.outcome.price
        return shown(self.page.exact, price)[0] if price is not None and self.page.outcome.departures else ""

    @property
    def departures(self) -> list[str]:
        """What each thing done by hand costs by itself."""
        texts = {True: gettext("Ta med %(title)s: %(price)s"), False: gettext("Lämna ute %(title)s: %(price)s")}
        waits = gettext("räknas")
        return [
            texts[d.taken] % {"title": d.title, "price": waits if d.price is None else shown(self.page.exact, d.price)[0]}
            for d in self.page.outcome.departures
        ]

    @property
    def agenda_title(self) -> str:
        """What to talk about."""
        count = len(self.page.agenda)
        return ngettext("Tala om det här förslaget", "Tala om de här %(count)s", count) % {"count": count}

    @property
    def agenda_text(self) -> str:
        """What stands in its place while there is none."""
        answer = self.page.answers.get((Question.FREQUENCY.value, ""))
        if self.folded:
            return gettext("Inget förslag beror på vikterna i de här dragningarna.")
        if not self.page.scenario.is_screen and answer is None:
            return gettext("Så många förslag tar lång tid att dra vikter för: det görs bara för det som står på skärmen.")
        if answer is not None and answer.ended_at is not None:
            return gettext("Det finns inget svar att visa: räkningen avbröts, eller så går reglerna inte ihop.")
        return gettext("Räknas: vikterna dras slumpvis många gånger, och varje gång räknas den bästa portföljen.")

    @property
    def folded(self) -> list[tuple[str, list[Line]]]:
        """In all draws, and in none."""
        rows, draws = self.page.rows, next((line.often[1] for line in self.page.rows if line.often), 0)
        every = [(gettext("Med i alla %(draws)s dragningar"), "all"), (gettext("Inte med i någon av %(draws)s dragningar"), "none")]
        return [(text % {"draws": draws}, found) for text, which in every if (found := [x for x in rows if x.agenda == which])]

    @property
    def _select(self) -> Any:
        answer = self.page.answers.get((Question.SELECT.value, ""))
        return answer.content if answer else {}

    @property
    def under(self) -> list[tuple[str, str]]:
        """What must stand under every result."""
        engine, content = self.page.outcome.engine, self._select
        lines = [(gettext("Antal förslag"), str(len(self.page.problem["proposals"])))]
        rules = in_names(rules_in_words(self.page.exact, content.get("binding", ())), self.page.round.names)[1:]
        lines.append((gettext("Regler som band"), " ".join(said(f) for f in rules) or (gettext("ingen") if content else "–")))
        lines.append(
            (gettext("Bevisläge"), self.head + (f" ({self.page.outcome.gap} %)" if self.page.state is AnswerState.INTERIM else ""))
        )
        words = ((gettext("Metod"), "method"), (gettext("Lösare"), "solver"), (gettext("Frö"), "seed"), (gettext("Trådar"), "threads"))
        lines += [(word, str(engine.get(name, "–"))) for word, name in words]
        return [*lines, *self._drawn(), (gettext("Underlagets märke"), str(self.page.round.figures_id)[:12])]

    def _drawn(self) -> list[tuple[str, str]]:
        answer = self.page.answers.get((Question.FREQUENCY.value, ""))
        if not answer or "draws" not in answer.content:
            return []
        text = gettext("%(draws)s viktningar, frö %(seed)s") % {"draws": answer.content["draws"], "seed": answer.content["seed"]}
        return [(gettext("Dragningar"), text)]

    @property
    def notes(self) -> list[str]:
        """What is left out or thin in the figures."""
        notes = self.page.notes
        texts = {
            "without_points": gettext("%(count)s förslag saknar bedömda poäng och räknas som 0."),
            "without_span": gettext("%(count)s förslag saknar lågt och högt värde: för dem räknas ingen osäkerhet."),
            "unclaimed": gettext("%(count)s förslag har ingen besparing kopplad till ett nuläge."),
        }
        found = [text % {"count": notes[name]} for name, text in texts.items() if notes.get(name)]
        return found + [
            gettext("Regeln %(name)s gäller något som inte längre finns i underlaget.") % {"name": n} for n in notes.get("gone", ())
        ]

    def _field(self, do: str, words: str, value: str, suffix: str, help_: str = "") -> Field:
        tried = self.tried if self.tried and self.tried.do == do else None
        return Field(do, words, tried.value if tried else value, suffix, tried, help_)

    @cached_property
    def weights(self) -> list[Field]:
        """What a point of each criterion weighs, with what the members said of the whole step."""
        titles = {c.code: f"{c.code} {c.title}" for c in self.page.round.criteria.all()}
        shares = {c: Fraction(100 * w, self.page.whole) for c, w in self.page.weights.items()}
        said_, steps = at_lock(self.page.notes)
        return [
            self._field(f"weight|{c}", titles.get(c, c), str(round(s)), "%", step_said(said_.get(c), steps.get(c)))
            for c, s in shares.items()
        ]

    @cached_property
    def frames(self) -> list[Field]:
        """Each portfolio's frame, and its parts where they are set."""
        found = []
        for p in self.page.problem["portfolios"]:
            found.append(
                self._field(f"frame|{p['id']}", gettext("Ramen för %(name)s") % {"name": p["id"]}, sek(p["frame"][0] or 0, ""), "kr")
            )
            for part, size in p.get("parts", {}).items():
                words = f"{p['id']}: {label(PortfolioPart(part)) if part in PortfolioPart.codes() else part}"
                found.append(self._field(f"part|{p['id']}|{part}", words, sek(size or 0, ""), "kr"))
        return found

    @property
    def loose(self) -> Tried | None:
        """What was refused and has no control of its own on the page."""
        shown_lines = {line.code for line in self.page.lines if not line.granted}
        own = self.tried and (self.tried.about in shown_lines or any(f.tried for f in (*self.weights, *self.frames)))
        return None if own else self.tried
