"""Whether a rule set can be run without breaking a case: every fault with the line that it stands on."""

from collections.abc import Iterator, Mapping
from typing import Any

from nytta.plain.verdicts import Finding, Verdict, verdict_of
from nytta.plain.words import Said, labels, sentence

from ..terms import Kind, Part
from .lines import Lines, Values, address, lines_of, named, placed, verbatim
from .schema import KEY_OF, LIMITS, TABLES, TOP, Known, LineField, line_type

SOURCE = "O4"


def rule_set_valid(*, content: Mapping[str, Any], known: Known) -> Verdict:
    """Whether a whole rule set, as it is stored, may be put in force: shape, types, bounds, clauses, contradictions. Source: O4."""
    shape = verdict_of(_shape(content))
    return shape if not shape else lines_valid(lines=lines_of(content), known=known)


def lines_valid(*, lines: Lines, known: Known) -> Verdict:
    """Whether every line is of its type, cites its clause and contradicts no other. Source: O4."""
    faults = [f for where, values in lines.items() for f in _line(where, values, lines, known)]
    for where, kind in ((address(Part.LIMITS, key), kind) for key, kind in LIMITS.items()):
        if where not in lines:
            faults.append(_fault(sentence(kind.name), "Gränsen saknas.", "Lägg till raden.", where))
    return verdict_of([*faults, *([] if faults else _contradictions(lines, known))])


def line_valid(*, where: str, lines: Lines, known: Known) -> Verdict:
    """Whether one line can stand as it does among the others: what is wrong with it, or what it contradicts. Source: O4."""
    own = list(_line(where, lines[where], lines, known))
    if own:
        return verdict_of(own)
    sound = {w: v for w, v in lines.items() if w == where or not list(_line(w, v, lines, known))}
    return verdict_of(f for f in _contradictions(sound, known) if where in f.params["where"])


def _shape(content: Mapping[str, Any]) -> Iterator[Finding]:
    for name in content:
        if name not in (*TOP, *Part.codes()):
            yield _fault(verbatim(name), "Raden finns inte i något regelverk.", "Ta bort den.", name)
    for name in ("version", *(p.value for p in (Part.LIMITS, Part.WEIGHTS, Part.GATES))):
        if name not in content:
            yield _fault(verbatim(name), "Delen saknas.", "Lägg till den.", name)
    for part in Part:
        held, wanted = content.get(part.value), dict if part in TABLES else list
        if held is not None and not isinstance(held, wanted):
            yield _fault(labels(part, small=False), "Delen har fel form.", "Gör om den efter mallen.", part.value)
        elif isinstance(held, list):
            yield from _entries(part, held)


def _entries(part: Part, held: list[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, entry in enumerate(held, 1):
        key = entry.get(KEY_OF[part]) if isinstance(entry, dict) else None
        where = f"{part.value}/{key or number}"
        if not isinstance(key, str):
            yield _fault(labels(part, small=False), "Rad %(number)s saknar namn.", "Ge raden ett namn.", where, number=number)
        elif key in seen:
            yield _fault(verbatim(key), "Raden står två gånger.", "Ta bort den ena.", where)
        seen.add(str(key))


def _fault(line: Said, text: str, mend: str, where: str, at: str = "", **params: Any) -> Finding:
    """A fault of a line: the line named first, `at` its field."""
    about = {"line": line, "where": [where], "what": sentence(text, **params)}
    return Finding("rule_set_line", "%(line)s: %(what)s", SOURCE, mend, about, f"{where}#{at}" if at else where)


def _line(where: str, values: Values, lines: Lines, known: Known) -> Iterator[Finding]:
    part, key = placed(where)
    kind, name = line_type(part, key), named(where, values, known)
    if kind is None or (part is Part.WEIGHTS and known.goals and key not in known.goals):
        text = "Målet finns inte i programmet." if part is Part.WEIGHTS else "Raden finns inte i något regelverk."
        yield _fault(name, text, "Ta bort raden.", where)
        return
    for unknown in [n for n in values if kind.field(n) is None]:
        yield _fault(name, "Uppgiften ”%(field)s” hör inte till raden.", "Ta bort den.", where, unknown, field=unknown)
    for field in kind.fields:
        if fault := _wrong(field, values.get(field.name), lines, known):
            text, mend, params = fault
            yield _fault(name, text, mend, where, field.name, **{"field": sentence(field.label), **params})


Wrong = tuple[str, str, dict[str, Any]] | None


def _not(text: str, mend: str, **params: Any) -> Wrong:
    return text, mend, params


def _wrong(field: LineField, value: Any, lines: Lines, known: Known) -> Wrong:
    """What is wrong with a field's value: (text, what mends it, params), or None."""
    if value in (None, "", []):
        if not field.needed:
            return None
        if field.kind is Kind.CLAUSE:
            return _not("Bestämmelse saknas.", "Ange den bestämmelse som raden vilar på.")
        return _not("%(field)s saknas.", "Fyll i uppgiften.")
    if field.kind in (Kind.NUMBER, Kind.NUMBERS):
        return _wrong_numbers(field, value, known)
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        return _wrong_choice(field, value, lines)
    if not isinstance(value, str):
        return _not("%(field)s ska vara text.", "Skriv en text.")
    if len(value) > field.most:
        return _not("%(field)s är för lång.", "Korta den till högst %(most)s tecken.", **{"most": field.most})
    return None


def _wrong_numbers(field: LineField, value: Any, known: Known) -> Wrong:
    numbers = value if field.kind is Kind.NUMBERS else [value]
    if not isinstance(numbers, list) or any(not isinstance(n, int) or isinstance(n, bool) for n in numbers):
        return _not("%(field)s ska vara hela tal.", "Skriv hela tal.")
    if field.parts and len(numbers) != len(field.parts):
        return _not("%(field)s ska ha %(number)s tal.", "Fyll i alla tal.", **{"number": len(field.parts)})
    if any(not field.low <= n <= field.high for n in numbers):
        bounds = {"low": field.low, "high": field.high, "unit": sentence(field.unit)}
        if not field.unit:
            return _not("%(field)s ska ligga mellan %(low)s och %(high)s.", "Välj ett tal i det spannet.", **bounds)
        return _not("%(field)s ska ligga mellan %(low)s och %(high)s %(unit)s.", "Välj ett tal i det spannet.", **bounds)
    if field.among == "portfolios" and known.portfolios and (gone := [n for n in numbers if n not in known.portfolios]):
        return _not("Portfölj %(number)s finns inte i programmet.", "Välj bland programmets portföljer.", **{"number": gone[0]})
    if len(set(numbers)) != len(numbers) and not field.parts:
        return _not("%(field)s har samma tal två gånger.", "Ta bort det ena.")
    return None


def _wrong_choice(field: LineField, value: Any, lines: Lines) -> Wrong:
    chosen = value if field.kind is Kind.CHOICES else [value]
    may = [c.value for c in field.choices] or [placed(w)[1] for w in lines if w.startswith(f"{Part.GROUNDS.value}/")]
    if not isinstance(chosen, list) or any(c not in may for c in chosen):
        return _not("%(field)s kan inte vara ”%(value)s” på den här raden.", "Välj ett av alternativen.", **{"value": str(value)})
    return None


_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _contradictions(lines: Lines, known: Known) -> Iterator[Finding]:
    """Lines that are right one by one and cannot hold together; `where` names them all."""
    most, span = _value(lines, "innovative_months"), _value(lines, "differentiating_months")
    shares = _value(lines, "commitment_shares")
    if span and span[0] > span[1]:
        yield _against(lines, known, "Den lägre gränsen är högre än den övre.", "Byt plats på talen.", "differentiating_months")
    elif most and span and most > span[0]:
        text = "Innovativt it-stöd får vara längre (%(most)s månader) än där differentierande börjar (%(low)s månader)."
        yield _against(lines, known, text, "Sänk den ena gränsen eller höj den andra.", "innovative_months", "differentiating_months",
                       most=most, low=span[0])  # fmt: skip
    if shares and shares[1] > shares[0]:
        yield _against(lines, known, "Mer får bindas två år fram än nästa år.", "Sänk den andra andelen.", "commitment_shares")
    further = _value(lines, "change_notice_further_days")
    if further and further[0] >= further[1]:
        text = "Svaret förs till projektkontoret innan det har förts till chefen."
        yield _against(lines, known, text, "Låt det andra talet vara större.", "change_notice_further_days")
    for name in ("report_late_days", "light_end_days", "light_cost_percent", "light_risk"):
        if (pair := _value(lines, name)) and pair[0] > pair[1]:
            yield _against(lines, known, "Det första talet är större än det andra.", "Byt plats på talen.", name)
    for name in ("light_scope_percent", "light_benefit_percent"):
        if (pair := _value(lines, name)) and pair[0] < pair[1]:
            yield _against(lines, known, "Rött börjar innan gult.", "Byt plats på talen.", name)
    until = _value(lines, "unspent_move_until")
    if until and (until[0] > 12 or until[1] > _DAYS[until[0]]):
        yield _against(
            lines, known, "Det finns ingen sådan dag.", "Skriv månaden från 1 till 12 och en dag som finns i den.", "unspent_move_until"
        )
    late = _value(lines, "effect_further_days")
    if late and not late[0] < late[1] < late[2]:
        text = "En sen redovisning av effekten förs vidare till nästa innan den har förts till den förra."
        yield _against(lines, known, text, "Låt talen stiga.", "effect_further_days")
    weights = [w for w in lines if w.startswith(f"{Part.WEIGHTS.value}/")]
    if weights and not any(lines[w].get("value") for w in weights):
        about = {"line": labels(Part.WEIGHTS, small=False), "where": weights, "what": sentence("Inget mål väger något.")}
        mend = "Ge minst ett mål en vikt över noll."
        yield Finding("rule_set_against", "%(line)s: %(what)s", SOURCE, mend, about, f"{weights[0]}#value")


def _against(lines: Lines, known: Known, text: str, mend: str, *limits: str, **params: Any) -> Finding:
    where = [address(Part.LIMITS, key) for key in limits]
    first = Said(*(i for w in where for i in named(w, lines[w], known).ids), glue=" / ")
    about = {"line": first, "where": where, "what": sentence(text, **params)}
    return Finding("rule_set_against", "%(line)s: %(what)s", SOURCE, mend, about, f"{where[0]}#value")


def _value(lines: Lines, limit: str) -> Any:
    return lines.get(address(Part.LIMITS, limit), {}).get("value")
