"""Each check of tools/house.py and tools/docs.py and each import contract catches a deliberate breach on a tiny tree."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import docs, house

ROOT = Path(__file__).resolve().parents[2]
APP = "nytta/needs/intake"
MODELS = "from django.db import models\nfrom nytta.city.organisation.models import Person\n"
ACT = 'def hand_in(*, by, on):\n    """An idea is handed in."""\n'
GOOD = {
    f"{APP}/models.py": MODELS
    + 'class Idea(models.Model):\n    by = models.ForeignKey(Person, models.PROTECT, related_name="+")\n'
    + '    into = models.ForeignKey("self", models.PROTECT)\n'
    + "    def save(self, *args, **kwargs):\n        super().save(*args, **kwargs)\n",
    f"{APP}/commands.py": ACT + "    Idea.objects.create(by=by, on=on)\n\ndef _own(idea):\n    idea.save()\n",
    f"{APP}/queries.py": "def counted(rows):\n    found = {}\n    found.update(rows)\n    return found\n",
    f"{APP}/views.py": "from nytta.kit import clock\n\ndef page(request):\n    return clock.now()\n",
    f"{APP}/flow.py": 'def shut(idea):\n    """Whether it is."""\n    return idea.state == "shut"\n',
    f"{APP}/migrations/0001_idea.py": 'def fill(apps, schema):\n    apps.get_model("intake", "Idea").objects.create()\n',
    f"{APP}/templates/intake/idea.html": '<script src="a.js"></script><form method="post">{% csrf_token %}</form>\n',
    "nytta/kit/apps.py": "from django.db.models.signals import post_migrate\n",
    "nytta/kit/charts.py": "def svg(spec):\n    import vl_convert\n    return vl_convert\n",
    "nytta/kit/models.py": "from django.conf import settings\nfrom django.db import models\n"
    + 'person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")\n',
    "requirements.lock": "django==5.2.19 \\\n    --hash=sha256:0\n",
}
WRITTEN = "only commands save"
CLOCK = "the clock is read"
BREACHES = [
    ("models.py", 'models.ForeignKey("organisation.Person", models.PROTECT)', "names the class itself"),
    ("models.py", "models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)", "names the class itself"),
    ("models.py", f"{MODELS}models.OneToOneField(Person, models.PROTECT)", 'related_name="+"'),
    ("models.py", f'{MODELS}models.ManyToManyField(to=Person, related_name="ideas")', 'related_name="+"'),
    ("models.py", "from ...city.organisation import models as o\nmodels.ForeignKey(o.Body, models.PROTECT)", 'related_name="+"'),
    ("models.py", 'GenericForeignKey("kind", "key")', "generic foreign"),
    ("queries.py", 'apps.get_model("intake", "Idea")', "get_model"),
    ("queries.py", "from django.db.models.signals import post_save", "no signals"),
    ("apps.py", "from django.db.models.signals import post_migrate", "no signals"),
    ("queries.py", "from django.dispatch import receiver", "no signals"),
    ("queries.py", "def ideas():\n    from .models import Idea", "inside a function"),
    ("queries.py", "import highspy", "is heavy"),
    ("queries.py", "def draw():\n    import vl_convert", "already wrapped"),
    ("queries.py", 'idea.state == "open"', "compared with a text"),
    ("queries.py", 'idea.status in ("open", "shut")', "compared with a text"),
    ("views.py", "idea.save()", WRITTEN),
    ("views.py", "link.append()", WRITTEN),
    ("views.py", 'Idea.objects.create(name="x")', WRITTEN),
    ("models.py", "self.filter(pk=1).update(open=True)", WRITTEN),
    ("views.py", "Idea.objects.all().delete()", WRITTEN),
    ("views.py", "Idea.objects.bulk_create([])", WRITTEN),
    ("views.py", "Idea.objects.get_or_create(pk=1)", WRITTEN),
    ("management/commands/sweep.py", "idea.save()", WRITTEN),
    ("models.py", "models.DateTimeField(default=timezone.now)", CLOCK),
    ("models.py", "models.DateTimeField(auto_now_add=True)", CLOCK),
    ("commands.py", "datetime.now()", CLOCK),
    ("queries.py", "datetime.date.today()", CLOCK),
    ("policies.py", "from django.utils.timezone import localdate", CLOCK),
    ("commands.py", "from nytta.kit import clock", CLOCK),
    ("commands.py", 'def grant(case, *, by, on):\n    """Grants."""', "keyword-only"),
    ("commands.py", '@act\ndef grant(*, by):\n    """Grants."""', "keyword-only"),
    ("commands/grants.py", 'def grant(*, on):\n    """Grants."""', "keyword-only"),
    ("commands.py", "def grant(*, by, on):\n    pass", "no docstring"),
    ("policies.py", "def can_grant(person, case, on):\n    pass", "no docstring"),
    ("rules.py", "class Gate:\n    def holds(self):\n        pass", "no docstring"),
    ("helpers.py", "", "says nothing"),
    ("misc/words.py", "", "says nothing"),
    ("queries.py", "x = 1\n" * 401, "at most 400"),
    ("templates/intake/a.html", "<p>\n" * 121, "at most 120"),
    ("templates/intake/a.html", "<script>go()</script>", "inline script"),
    ("templates/intake/a.html", "<style>p {}</style>", "inline style sheet"),
    ("templates/intake/a.html", '<p\n  style="color: red">', "style attribute"),
    ("templates/intake/a.html", '<button type="button" onclick="go()">', "event attribute"),
    ("templates/intake/a.html", '<a href="javascript:go()">', "javascript: address"),
    ("templates/intake/a.html", '<div hx-get="/state/">', "hx- attribute"),
    ("templates/intake/a.html", '<form class="f" method="post"><input></form>', "csrf_token"),
]
ELSEWHERE = [
    ("nytta/plain/money.py", "def sek(amount):\n    pass", "no docstring"),
    ("nytta/kit/lists.py", "from django.utils import timezone\ntimezone.now()", CLOCK),
    ("nytta/kit/apps.py", "from django.db.models.signals import post_save", "no signals"),
    ("tests/unit/test_long.py", "x = 1\n" * 501, "at most 500"),
    ("requirements-test.lock", "--index-url http" + "s://example.org", "registry"),
    ("docs/a.md", "see https://" + "pypi" + ".org/project/x", "registry"),
    ("Makefile", "run:\n\tcd /ho" + "me/somebody/nytta && true", "somebody's machine"),
]


def tree(root: Path, *changes: tuple[str, str]) -> Path:
    """A small tree in order, with the changes laid over it."""
    for name, text in (GOOD | dict(changes)).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_house_tree_in_order(tmp_path):
    assert house.check(tree(tmp_path)) == []


@pytest.mark.parametrize(("name", "text", "why"), [(f"{APP}/{name}", text, why) for name, text, why in BREACHES] + ELSEWHERE)
def test_house_breach(tmp_path, name, text, why):
    faults = house.check(tree(tmp_path, (name, text)))
    assert {(str(place), why in message) for place, _, message in faults} >= {(name, True)}


def test_house_says_where(tmp_path):
    tree(tmp_path, (f"{APP}/views.py", "\n\nidea.save()\n"))
    done = subprocess.run([sys.executable, ROOT / "tools/house.py", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith(f"{APP}/views.py:3: .save() outside commands.py")


CASES = "nytta.governance.applications"
CASES_PATH = "nytta/governance/applications"
IMPORTS = {  # file: (what it holds, what the report says)
    "nytta/delivery/systems/queries.py": (f"import {CASES}.models", "nytta.delivery is not allowed to import nytta.governance"),
    "nytta/kit/lists.py": ("import nytta.engine", "nytta.kit is not allowed to import nytta.engine"),
    "nytta/utils/__init__.py": ("", "- nytta.utils"),
    "nytta/city/stray/__init__.py": ("", "- nytta.city.stray"),
    "nytta/governance/benefits/queries.py": (
        f"import {CASES}.models",
        f"nytta.governance.benefits is not allowed to import {CASES}",
    ),
    f"{CASES_PATH}/queries.py": (f"import {CASES}.commands", f"{CASES}.queries is not allowed to import {CASES}.commands"),
    f"{CASES_PATH}/views.py": (f"import {CASES}.api", f"{CASES}.views is not allowed to import {CASES}.api"),
    f"{CASES_PATH}/utils.py": ("", f"- {CASES}.utils"),
    "nytta/portal/queries.py": ("import nytta.portal.views", "nytta.portal.queries is not allowed to import nytta.portal.views"),
    f"{CASES_PATH}/rules.py": ("import django.utils.timezone", f"{CASES}.rules is not allowed to import django"),
    f"{CASES_PATH}/terms.py": (f"import {CASES}.models", f"{CASES}.terms is not allowed to import {CASES}.models"),
    "nytta/plain/money.py": ("import nytta.kit.audit", "nytta.plain is not allowed to import nytta.kit"),
    f"{CASES_PATH}/commands.py": (
        "import nytta.governance.benefits.forms",
        f"{CASES}.commands is not allowed to import nytta.governance.benefits.forms",
    ),
}
ROOMS = ("views", "api", "forms", "commands", "policies", "queries", "models", "flow", "rules", "terms")


def skeleton(root: Path) -> Path:
    """Every package of the real tree, each app with all its rooms, all of them empty."""
    for path in (ROOT / "nytta").rglob("__init__.py"):
        package = path.parent.relative_to(ROOT)
        (root / package).mkdir(parents=True, exist_ok=True)
        (root / package / "__init__.py").touch()
        if (path.parent / "apps.py").exists() and package.name != "kit":
            for room in ROOMS:
                (root / package / f"{room}.py").touch()
    return root


def report(root: Path) -> str:
    """What import-linter says of a tree under the contracts of the house, each line whole."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", ROOT / ".importlinter"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "COLUMNS": "200"},
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.stdout


def test_imports_empty_tree_is_kept(tmp_path):
    assert "9 kept, 0 broken" in report(skeleton(tmp_path))


def test_imports_breaches(tmp_path):
    skeleton(tmp_path)
    for name, (text, _) in IMPORTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = report(tmp_path)
    assert [line for _, line in IMPORTS.values() if line not in said] == []
    assert "Contracts: 3 kept, 6 broken." in said  # kept: the steps of followup, needs and delivery


PROVED = '@pytest.mark.requirement("F4")\ndef test_a():\n    pass\n'


def proofs(root: Path, text: str) -> Path:
    """A tree with two requirements and one test file."""
    for name, content in {
        "docs/requirements.toml": '[[requirement]]\nid = "F4"\ntitle = "A"\n[[requirement]]\nid = "F5"\ntitle = "B"\n',
        "tests/unit/test_a.py": text,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def test_docs_check_out_of_date(tmp_path, capsys):
    root = proofs(tmp_path, PROVED)
    assert docs.main(root, check=True) == 1
    assert "docs/trace.md: out of date" in capsys.readouterr().out
    assert docs.main(root, check=False) == 0
    assert docs.main(root, check=True) == 0
    assert "- F5 B\n" in (root / "docs/trace.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", [True, False])
def test_docs_list_without_proof_only_shrinks(tmp_path, capsys, check):
    docs.main(proofs(tmp_path, PROVED), check=False)
    before = (tmp_path / "docs/trace.md").read_text(encoding="utf-8")
    assert docs.main(proofs(tmp_path, "def test_a():\n    pass\n"), check=check) == 1
    assert "F4 had a proof and has none" in capsys.readouterr().out
    assert (tmp_path / "docs/trace.md").read_text(encoding="utf-8") == before


def test_docs_unknown_requirement(tmp_path, capsys):
    assert docs.main(proofs(tmp_path, PROVED.replace("F4", "F99")), check=False) == 1
    assert "tests/unit/test_a.py::test_a: no requirement F99" in capsys.readouterr().out


def test_docs_picture_gives_every_move_its_own_lane():
    drawn = docs.picture("A", [("Ny", ""), ("Klar", "")], [(0, "shut", 1), (0, "drop", 1), (1, "open", 0), (1, "note", 1)])
    assert len(set(re.findall(r"H(\d+)V", drawn))) == 4
    assert "-" not in "".join(re.findall(r'd="M([^"]*)"', drawn))
