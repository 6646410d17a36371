"""The checks of the house that import-linter cannot make: run `python tools/house.py [folder]`; prints file:line and why."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SKIP = {".git", ".venv", ".cache", ".ruff_cache", ".mypy_cache", ".hypothesis", ".import_linter_cache", ".pytest_cache"}
SKIP |= {"__pycache__", "node_modules", "var", "staticfiles"}
# loaded when first used, so a worker that never draws stays small
LAZY = {"vl_convert", "typst", "highspy", "ibis", "icalendar", "xlsxwriter", "requests", "jwt", "lxml", "signxml"}
WRAPPED = LAZY | {"python_calamine", "rustpy_xlsxwriter"}  # each imported by one module, which may do it in a function
BAD_NAMES = {"utils", "util", "helpers", "helper", "misc", "manager", "managers"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
WRITES = {"save", "create", "delete", "append", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {f"a{name}" for name in WRITES}
CLOCKS = {"now", "utcnow", "today", "localdate"}
DOCUMENTED = {"rules", "flow", "policies", "commands"}
HOME = re.compile(r"(?<![\w.~])/(?:home|Users|root|work/main|work/shared)/")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:com|org)|registry\.npm")
TEMPLATE_RULES = (
    (r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", "no inline script: the policy blocks it"),
    (r"<style\b", "no inline style sheet: the policy blocks it"),
    (r"<[^>]*\sstyle\s*=", "no style attribute: the policy blocks it"),
    (r"<[^>]*\son[a-z]+\s*=", "no event attribute: the policy blocks it"),
    (r"(?i)=\s*[\"']?\s*javascript:", "no javascript: address"),
    (r"\s(?:data-)?hx-[a-z]+", "no hx- attribute: nothing reads it; data-live and data-autosave do"),
)
Fault = tuple[Path, int, str]


class Module:
    """One Python file under nytta: its tree, its app and its room."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path.relative_to(root)
        self.text = path.read_text(encoding="utf-8")
        self.tree: ast.Module = ast.parse(self.text, filename=str(self.path))
        parts = self.path.with_suffix("").parts
        self.parts = parts[:-1] if parts[-1] == "__init__" else parts
        self.package = parts[:-1]
        depth = 2 if parts[1] in {"portal", "kit", "engine", "plain"} else 3
        self.app, rest = parts[:depth], parts[depth:]
        self.room = rest[0] if rest else ""
        self.wing = parts[1]
        self.inner = depth == 3 or self.wing == "portal"  # an app, not the foundation

    def base(self, node: ast.ImportFrom) -> str:
        """The dotted module that an import names, relative ones resolved."""
        if not node.level:
            return node.module or ""
        return ".".join((*self.package[: len(self.package) - node.level + 1], *([node.module] if node.module else [])))

    def imports(self) -> dict[str, str]:
        """Local name -> dotted origin, for every import of the file."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {a.asname or a.name: f"{self.base(node)}.{a.name}" for a in node.names}
        return names


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` for a name or a chain of attributes, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def relations(module: Module) -> Iterator[tuple[int, str]]:
    """A relation names the class; one into another app leaves no attribute behind there."""
    names = module.imports()
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        kind = dotted(node.func).rpartition(".")[2]
        if kind == "GenericForeignKey":
            yield node.lineno, "no generic foreign keys: refer back by code"
        if kind not in RELATIONS:
            continue
        keywords = {k.arg: k.value for k in node.keywords}
        to = node.args[0] if node.args else keywords.get("to")
        if isinstance(to, ast.Constant) and to.value == "self":
            continue
        name = dotted(to)
        below_people = module.wing == "kit" and name == "settings.AUTH_USER_MODEL"  # the kit cannot name the class
        if not name or (name.endswith("AUTH_USER_MODEL") and not below_people):
            yield node.lineno, f"{kind} names the class itself (for people: organisation.models.Person), no text"
            continue
        head, _, tail = name.partition(".")
        origin = f"{names.get(head, '.'.join(module.parts) + '.' + head)}.{tail}"
        related = keywords.get("related_name")
        own = origin.startswith(".".join(module.app) + ".")
        if not own and not (isinstance(related, ast.Constant) and related.value == "+"):
            yield node.lineno, f'{kind} into another app needs related_name="+": no lower model grows an attribute from above'


def couplings(module: Module) -> Iterator[tuple[int, str]]:
    """No get_model, no signals, no import inside a function, no open comparison of state."""
    where = str(module.path.as_posix())
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model":
            yield node.lineno, "no get_model outside migrations: import the class, downward"
        if isinstance(node, ast.Import | ast.ImportFrom):
            found = [a.name for a in node.names] if isinstance(node, ast.Import) else [module.base(node)]
            signal = any(n.endswith(".signals") or n.startswith("django.dispatch") for n in found)
            hook = where == "nytta/kit/apps.py" and {a.name for a in node.names} <= {"pre_migrate", "post_migrate", "connection_created"}
            if signal and not hook:
                yield node.lineno, "no signals: a later app finds its work by a query (kit/apps.py hears migrations and new connections)"
            heavy = {n.split(".")[0] for n in found} & LAZY
            if heavy and node in module.tree.body:
                yield node.lineno, f"{', '.join(sorted(heavy))} is heavy: import it in the function that uses it"
        # the hook of kit/apps.py runs long after its module was loaded, which was before there were models
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and where != "nytta/kit/apps.py":
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    found = [a.name for a in inner.names] if isinstance(inner, ast.Import) else [module.base(inner)]
                    if not {n.split(".")[0] for n in found} <= WRAPPED:
                        yield inner.lineno, f"no import inside a function: {', '.join(found)} is no heavy library on the list"
        if isinstance(node, ast.Compare) and module.inner and module.room != "flow":
            sides = [node.left, *node.comparators]
            values = [v for s in sides for v in (s.elts if isinstance(s, ast.Tuple | ast.Set | ast.List) else [s])]
            literal = any(isinstance(v, ast.Constant) and isinstance(v.value, str) for v in values)
            if literal and any(isinstance(s, ast.Attribute) and s.attr in {"state", "status"} for s in sides):
                yield node.lineno, "a state is compared with a text: ask flow.py, or name the Term"


def writes(module: Module) -> Iterator[tuple[int, str]]:
    """Only commands save; the kit, migrations and the seeding of a demo city may."""
    seeding = module.room == "management" and re.search(r"seed|demo", module.path.stem)
    if not module.inner or module.room == "commands" or seeding:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            own = isinstance(node.func.value, ast.Call) and dotted(node.func.value.func) == "super"
            # with a positional argument it is a dictionary, a cache or a workbook, unless it is a bulk write
            update = node.func.attr in {"update", "aupdate"} and bool(node.keywords)
            saving = (node.func.attr in WRITES or update) and (not node.args or "bulk" in node.func.attr)
            if saving and not own:
                yield node.lineno, f".{node.func.attr}() outside commands.py: only commands save"


def clock(module: Module) -> Iterator[tuple[int, str]]:
    """The clock is read at the edge and never further in."""
    edge = {"views", "management"} | ({"api"} if module.inner else {"clock", "jobs"})
    if module.room in edge:
        return
    sources = {"timezone", "datetime", "date", "dt"} | ({"clock"} if module.inner else set())
    text = "the clock is read in views and management commands only (and kit/clock, kit/jobs): take `on` as an argument"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            if dotted(node.value).rpartition(".")[2].removeprefix("django_") in sources:
                yield node.lineno, text
        elif isinstance(node, ast.ImportFrom):
            base, found = module.base(node), {a.name for a in node.names}
            from_kit = base == "nytta.kit.clock" or (base == "nytta.kit" and "clock" in found)
            if (base == "django.utils.timezone" and found & CLOCKS) or (from_kit and module.inner):
                yield node.lineno, text
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, text


def functions(module: Module) -> Iterator[tuple[int, str]]:
    """Public functions of the pure rooms say what they settle; an act is keyword-only and is given `by` and `on`."""
    documented = module.wing in {"plain", "engine"} or (module.inner and module.room in DOCUMENTED)
    command = module.inner and module.room == "commands"
    classes = [n for n in module.tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    holders: list[ast.Module | ast.ClassDef] = [module.tree, *classes]
    for holder in holders:
        for node in holder.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
                continue
            if documented and not ast.get_docstring(node):
                yield node.lineno, f"{node.name} has no docstring: say what it settles, units and source"
            if command and holder is module.tree:
                positional = node.args.posonlyargs or node.args.args or node.args.vararg
                missing = {"by", "on"} - {a.arg for a in node.args.kwonlyargs}
                if positional or missing:
                    yield node.lineno, f"{node.name} is an act: keyword-only, with `by` and `on`"


def templates(text: str) -> Iterator[tuple[int, str]]:
    """A template works under the content security policy, posts with a token and is short."""
    for pattern, why in TEMPLATE_RULES:
        for match in re.finditer(pattern, text):
            yield text.count("\n", 0, match.start()) + 1, why
    for match in re.finditer(r"(?is)<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?(?:</form>|\Z)", text):
        if "csrf_token" not in match.group():
            yield text.count("\n", 0, match.start()) + 1, "a form that posts needs {% csrf_token %}"
    if (lines := text.count("\n")) > 120:
        yield 1, f"{lines} lines: a template has at most 120"


def files(root: Path) -> Iterator[Path]:
    """Every file of the tree that is ours, in order."""
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name not in SKIP and not path.is_symlink():
            yield from files(path)
        elif path.is_file() and path.name not in SKIP:
            yield path


def plain_text(path: Path, place: Path, text: str) -> Iterator[tuple[int, str]]:
    """What holds for every file: no path of somebody's machine, no registry, no catch-all name, a size one can read."""
    for number, line in enumerate(text.splitlines(), 1):
        if HOME.search(line):
            yield number, "a path of somebody's machine"
        if REGISTRY.search(line) or (path.suffix == ".lock" and path.name.startswith("requirements") and "http" in line):
            yield number, "the address of a package registry"
    if path.suffix == ".py":
        limit = 500 if place.parts[0] == "tests" else 400
        if (lines := text.count("\n")) > limit and "migrations" not in place.parts:
            yield 1, f"{lines} lines: a file has at most {limit}"
        if bad := BAD_NAMES & {path.stem, *place.parts[:-1]}:
            yield 1, f"{', '.join(sorted(bad))} says nothing: name the file after what it holds"


def check(root: Path) -> list[Fault]:
    """All faults of a tree, in the order of its files."""
    faults: list[Fault] = []
    wrapped: dict[str, Path] = {}
    for path in files(root):
        place = path.relative_to(root)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        faults += [(place, line, why) for line, why in plain_text(path, place, text)]
        if place.parts[0] != "nytta":
            continue
        if path.suffix == ".html":
            faults += [(place, line, why) for line, why in templates(text)]
        if path.suffix != ".py" or "migrations" in place.parts or len(place.parts) < 3:
            continue
        module = Module(root, path)
        for rule in (relations, couplings, writes, clock, functions):
            faults += [(place, line, why) for line, why in rule(module)]
        for library in sorted({n.split(".")[0] for n in module.imports().values()} & WRAPPED):
            if (first := wrapped.setdefault(library, place)) != place:
                faults.append((place, 1, f"{library} is already wrapped by {first}: one module imports it"))
    return sorted(set(faults))


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for place, line, why in faults:
        print(f"{place}:{line}: {why}")
    print(f"house: {len(faults)} faults" if faults else "house: in order")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
