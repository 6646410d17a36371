"""Makes docs/glossary.md, docs/flows/, docs/rights.md, docs/rule-set.md and docs/trace.md from the code; with `--check` fails when they differ from it."""

import ast
import importlib
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

from nytta.plain.flows import Flow  # noqa: E402
from nytta.plain.rights import RIGHTS  # noqa: E402
from nytta.plain.text import sort_key  # noqa: E402
from nytta.plain.words import Term  # noqa: E402

MADE = "<!-- Made by tools/docs.py from the code: change the code and run `make docs`. -->\n"
WITHOUT = "## Without a proof"
SLOT, LETTER, MARGIN = 22, 7, 12  # picture: height of a row, width of a letter, air around it


def modules(root: Path, room: str) -> Iterator[tuple[str, ModuleType]]:
    """(app, module) for every module of a room, which is a file or a package of that name. They import no Django."""
    for path in sorted([*root.glob(f"nytta/**/{room}.py"), *root.glob(f"nytta/**/{room}/*.py")]):
        parts = path.relative_to(root).with_suffix("").parts
        app = ".".join(parts[1 : parts.index(room)])
        yield app, importlib.import_module(".".join(p for p in parts if p != "__init__"))


def spoken(name: str) -> str:
    """`DevelopmentCouncil` and `DEVELOPMENT_COUNCIL` as `development council`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def translations(root: Path) -> dict[str, str]:
    """Swedish -> English for the one-line messages of the English catalogue."""
    found: dict[str, str] = {}
    for path in sorted(root.glob("**/locale/en/LC_MESSAGES/django.po")):
        if ".venv" not in path.parts:
            pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
            found |= {sv.replace('\\"', '"'): en.replace('\\"', '"') for sv, en in pairs}
    return found


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    cells = [[c.replace("|", "\\|").replace("\n", " ") for c in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), ["---"] * len(head), *cells]) + "\n"


def glossary(root: Path) -> str:
    """All Terms in the Swedish alphabet's order: Swedish, English, what it is, its code and its source."""
    english = translations(root)
    rows = {
        (t.sv, english.get(t.sv, spoken(t.name)), f"{spoken(enum.__name__)} ({app})", f"`{t.value}`", t.source)
        for app, module in modules(root, "terms")
        for enum in vars(module).values()
        if isinstance(enum, type) and issubclass(enum, Term) and enum.__module__ == module.__name__
        for t in enum
    }
    listed = sorted(rows, key=lambda row: (sort_key(row[0]), row))
    head = ("Swedish", "English", "Is a", "Code", "Source")
    intro = "The words of the field, each with the place in the programme that it comes from."
    return f"{MADE}# Glossary\n\n{intro}\n\n{table(head, listed)}"


def picture(title: str, states: list[tuple[str, str]], moves: list[tuple[int, str, int]]) -> str:
    """An SVG: the states from the top down, moves onward drawn on the right and moves back on the left.

    Every end of a move has a row of its own at its box, and every move a lane of its own, so that nothing lies on anything.
    """
    box = max(len(text) for state in states for text in state) * 8 + 24
    side = [0 if end > start else 1 for start, _, end in moves]
    rows: dict[tuple[int, int], int] = {}
    slots: list[tuple[int, int]] = []
    for (start, _, end), s in zip(moves, side, strict=True):
        slots.append((rows.get((start, s), 0), rows.get((end, s), 0) + (start == end)))
        rows[start, s] = rows.get((start, s), 0) + 1
        rows[end, s] = rows.get((end, s), 0) + 1
    heights = [max(2, rows.get((i, 0), 0), rows.get((i, 1), 0)) * SLOT + 8 for i in range(len(states))]
    tops = [MARGIN + sum(heights[:i]) + 20 * i for i in range(len(states))]
    room = [LETTER * max([len(act) for (_, act, _), s in zip(moves, side, strict=True) if s == k], default=0) + 14 for k in (0, 1)]
    wide = [room[k] + 12 * side.count(k) + MARGIN for k in (0, 1)]
    left, width, height = wide[1], wide[0] + wide[1] + box, tops[-1] + heights[-1] + MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
        ' font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#1f4e79"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for (name, waits), top, tall in zip(states, tops, heights, strict=True):
        out.append(f'<rect x="{left}" y="{top}" width="{box}" height="{tall}" rx="6" fill="#eef4fa" stroke="#1f4e79"/>')
        middle, below = left + box // 2, top + tall // 2
        out.append(f'<text x="{middle}" y="{below - 3}" text-anchor="middle" font-weight="bold">{escape(name)}</text>')
        out.append(f'<text x="{middle}" y="{below + 14}" text-anchor="middle" fill="#444">{escape(waits)}</text>')
    lanes = [0, 0]
    for (start, act, end), s, (a, b) in zip(moves, side, slots, strict=True):
        lanes[s] += 1
        sign = -1 if s else 1
        edge = left if s else left + box
        lane = edge + sign * (room[s] + 12 * lanes[s] - 8)
        y1, y2 = tops[start] + 18 + a * SLOT, tops[end] + 18 + b * SLOT
        out.append(f'<path d="M{edge} {y1}H{lane}V{y2}H{edge}" fill="none" stroke="#1f4e79" marker-end="url(#tip)"/>')
        anchor = "end" if s else "start"
        out.append(f'<text x="{edge + sign * 8}" y="{y1 - 4}" text-anchor="{anchor}">{escape(act)}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def flow_page(app: str, flow: Flow) -> tuple[str, str]:
    """The page and the picture of one flow."""
    order = list(dict.fromkeys([*flow.waits_on, *(s for s, _ in flow.moves), *flow.moves.values()]))
    waited = {s: spoken(str(flow.waits_on.get(s) or "none")) for s in order}
    states = [(s.sv, f"waits on {waited[s]}") for s in order]
    moves = [(order.index(start), act, order.index(end)) for (start, act), end in flow.moves.items()]
    rows = [(start.sv, f"`{act}`", end.sv) for (start, act), end in flow.moves.items()]
    waits = [(s.sv, spoken(s.name), f"`{s.value}`", waited[s]) for s in order]
    name = f"{app.replace('.', '-')}-{flow.name}"
    title = f"{flow.name} ({app})"
    page = f"{MADE}# {title}\n\n![States and moves of {title}]({name}.svg)\n\n"
    page += table(("From", "Act", "To"), rows) + "\n" + table(("State", "English", "Code", "Waits on"), waits)
    return page, picture(title, states, moves)


def flows(root: Path) -> dict[str, str]:
    """Page and picture for every Flow, and a list of them."""
    made: dict[str, str] = {}
    found: dict[str, tuple[str, Flow]] = {}
    for app, module in modules(root, "flow"):
        for flow in vars(module).values():
            if isinstance(flow, Flow):
                found[f"{app.replace('.', '-')}-{flow.name}"] = (app, flow)
    for name, (app, flow) in sorted(found.items()):
        made[f"docs/flows/{name}.md"], made[f"docs/flows/{name}.svg"] = flow_page(app, flow)
    rows = [
        (f"[{flow.name}]({name}.md)", app, str(len(flow.waits_on)), str(len(flow.moves))) for name, (app, flow) in sorted(found.items())
    ]
    made["docs/flows/README.md"] = f"{MADE}# Flows\n\nOne table per stateful thing.\n\n{table(('Flow', 'App', 'States', 'Moves'), rows)}"
    return made


def rights(root: Path) -> dict[str, str]:
    """Who may do what: the table that policies and pages read. Nothing where there are no policies."""
    found = sorted([*root.glob("nytta/**/policies.py"), *root.glob("nytta/**/policies/*.py")])
    if not found:
        return {}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for path in found:
        importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    english = translations(root)
    rows = [
        (f"`{r.name}`", english.get(r.label, r.label), _any_of((*r.roles, *r.others)), _any_of(r.also), spoken(r.delegation.name) if r.delegation else "",
         spoken(r.scope.name), "yes" if r.barred else "", "reads" if r.reads else "does", r.source)
        for r in sorted(RIGHTS.values(), key=lambda r: r.name)
    ]  # fmt: skip
    head = ("Right", "Act", "Any of", "And", "Delegation of", "For", "Barred by conflict", "Kind", "Source")
    intro = "Who may do what, as policies, pages and tests read it. A right holds while the appointment does, its last day included."
    return {"docs/rights.md": f"{MADE}# Rights\n\n{intro}\n\n{table(head, rows)}"}


def rule_set(root: Path) -> dict[str, str]:
    """What a rule set may hold: every line that the schema knows, with type, bounds and unit. Nothing where there is no schema."""
    if not (root / "nytta/governance/rulesets/rules/schema.py").exists():
        return {}
    schema = importlib.import_module("nytta.governance.rulesets.rules.schema")
    english, rows = translations(root), []
    for part in schema.Part:
        for key in schema.keys_of(part, schema.Known()) or ["…"]:
            kind = schema.line_type(part, "x" if key == "…" else key)
            for field in kind.fields:
                choices = ", ".join(f"`{c.value}`" for c in field.choices) or (f"the {field.among}" if field.among else "")
                bounds = f"{field.low}–{field.high} {english.get(field.unit, field.unit)}".strip() if field.high else choices
                rows.append(
                    (f"`{part.value}`", f"`{key}`", f"`{field.name}`", spoken(field.kind.name), bounds, "yes" if field.needed else "")
                )
    head = ("Part", "Line", "Field", "Type", "Bounds or choices", "Required")
    intro = (
        "What a rule set may hold. The form, the validation and the pages are made from the same table (`governance/rulesets/rules/schema.py`);\n"
        "anything else, or a line without its clause, is refused. A line `…` is named by the city: its goals, or grounds that it words itself."
    )
    return {"docs/rule-set.md": f"{MADE}# Rule sets\n\n{intro}\n\n{table(head, rows)}"}


def _any_of(terms: Sequence[Term]) -> str:
    return ", ".join(spoken(t.name) for t in terms)


def marks(root: Path) -> dict[str, list[str]]:
    """Requirement -> the tests that prove it, by their `@pytest.mark.requirement("F4")`, on a function or a class."""
    proofs: dict[str, list[str]] = {}
    for path in sorted(root.glob("tests/**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", []):
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "requirement":
                    for argument in mark.args:
                        place = f"{path.relative_to(root).as_posix()}::{getattr(node, 'name', '')}"
                        proofs.setdefault(str(ast.literal_eval(argument)), []).append(place)
    return proofs


def trace(requirements: Mapping[str, str], proofs: Mapping[str, list[str]]) -> str:
    """The requirements with their proofs, and first those that have none."""
    bare = [i for i in requirements if not proofs.get(i)]
    rows = [(i, title, "<br>".join(f"`{p}`" for p in sorted(proofs.get(i, [])))) for i, title in requirements.items()]
    listed = "".join(f"- {i} {requirements[i]}\n" for i in bare) or "None.\n"
    note = f"{len(requirements) - len(bare)} of {len(requirements)} requirements have a proof. This list only shrinks."
    return f"{MADE}# Trace\n\n{WITHOUT}\n\n{note}\n\n{listed}\n## Proofs\n\n{table(('Requirement', 'Title', 'Tests'), rows)}"


def lost(before: str, after: str) -> list[str]:
    """The requirements that had a proof in the text before and have none in the text after."""

    def bare(text: str) -> set[str]:
        return set(re.findall(r"^- (\S+) ", text.partition(WITHOUT)[2].partition("\n## ")[0], re.MULTILINE))

    known = set(re.findall(r"^\| (\S+) \| ", before, re.MULTILINE))
    return sorted(bare(after) & known - bare(before))


def main(root: Path, check: bool) -> int:
    """Write the pages, or say which of them differ. Neither lets the list of requirements without a proof grow."""
    listed = tomllib.loads((root / "docs/requirements.toml").read_text(encoding="utf-8"))["requirement"]
    requirements = {str(r["id"]): str(r["title"]) for r in listed}
    proofs = marks(root)
    pages = {
        "docs/glossary.md": glossary(root),
        "docs/trace.md": trace(requirements, proofs),
        **flows(root),
        **rights(root),
        **rule_set(root),
    }
    now = {name: (root / name).read_text(encoding="utf-8") if (root / name).exists() else "" for name in pages}
    stale = [p.relative_to(root).as_posix() for p in sorted(root.glob("docs/flows/*")) if p.relative_to(root).as_posix() not in pages]
    faults = [f"{place}: no requirement {i}" for i in sorted(set(proofs) - set(requirements)) for place in proofs[i]]
    faults += [f"docs/trace.md: {i} had a proof and has none" for i in lost(now["docs/trace.md"], pages["docs/trace.md"])]
    changed = [name for name, text in pages.items() if now[name] != text] + stale
    if check:
        faults += [f"{name}: out of date, run `make docs`" for name in changed]
    print(*faults, sep="\n", end="\n" if faults else "")
    if faults:
        return 1
    for name in changed:
        path = root / name
        if name in stale:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[name], encoding="utf-8")
        print(f"{'removed' if name in stale else 'written'}: {name}")
    print(f"docs: {len(pages)} pages in order")
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT, "--check" in sys.argv[1:]))
