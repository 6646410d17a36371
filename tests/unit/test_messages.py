"""Everything that people see is in the English catalogue, and the tool that says so finds what it should."""

import polib
import pytest

from tools import messages
from tools.messages import Message, Module, catalogue, collect, faults, in_template, places, sources, texts_of, unmarked

# What is written down with a decision or in the registry stands in the city's own language, as it was written.
RECORDED = (
    "access/commands/webhooks.py",
    "/commands.py",
    "benefits/commands/items.py",
    "applications/commands/cases.py",
    "/documents.py",
    "portfolios/commands/deciding.py",
    "portfolios/commands/special.py",
    *(f"projects/commands/{name}.py" for name in ("changes", "closure", "conditions", "published", "requests", "transfer", "unspent")),
    "projects/imports/published.py",
    "projects/imports/transfer.py",
    "/models.py",
    "/imports/reading.py",
    "/rules/writing.py",
    "access/commands/directory.py",
    "records/commands/city.py",
    "records/commands/exemptions.py",
    "records/documents/exemptions.py",
    "systems/commands/changes.py",
    "systems/documents/archimate.py",
    "systems/documents/calendar.py",
    "records/commands/mandates.py",
    "records/commands/register.py",
    "applications/commands/moving.py",
    "meetings/documents/bundle.py",
    "meetings/documents/calendar.py",
    "meetings/queries/groups.py",
    "weighing/queries/published.py",
)
LETTERS = (  # what is read, not what is said
    "nytta/plain/text.py",
    "nytta/kit/imports/sie.py",
    "nytta/kit/passwords.py",
    "nytta/kit/imports/values.py",
    "nytta/kit/search.py",
    "nytta/city/organisation/rules/sheet.py",
    "nytta/city/records/imports.py",
    "nytta/city/records/rules/__init__.py",
    "nytta/city/records/rules/citing.py",
    "nytta/needs/intake/commands/support.py",
    "nytta/delivery/systems/imports/archimate/grammar.py",
    "nytta/delivery/systems/imports/sheet.py",
    "nytta/delivery/systems/rules/solutions.py",
)
MARKED = ("förvaltningslagen", "”Metoden för vägningen”")  # sources of rules: a page marks statutes and quotations as Swedish


def found(source: str) -> list[Message]:
    return list(Module(source, "a.py").messages())


def test_catalogue_is_whole_and_compiled():
    assert faults() == []


def test_no_message_is_empty_and_places_are_alike():
    entries = list(catalogue())
    assert len(entries) > 1000
    assert [e.msgid for e in entries if not all(t.strip() for t in texts_of(e))] == []
    forms = [(t, [e.msgid, e.msgid_plural]) for e in entries for t in texts_of(e)]
    assert [t for t, ids in forms if places(t) not in [places(i) for i in ids if i]] == []


def test_no_translation_has_swedish_letters_but_in_examples_and_names():
    allowed = (
        "kommundirektören",
        "Byggnadsnämnden",
        "Kommunfullmäktige",
        "förvaltningslagen",
        "Gallras efter 10 år",
        "för kommunstyrelsen",
        '<span lang="sv">Kostnadsställe, Aktivitet</span>',
    )
    swedish = [t for e in catalogue() for t in texts_of(e) if messages.SWEDISH.search(t)]
    assert [t for t in swedish if not any(name in t for name in allowed)] == []


def test_nothing_swedish_is_shown_without_a_mark():
    texts = [(where, path.read_text(encoding="utf-8")) for where, path in sources() if where.endswith(".py")]
    shown = [(w, t) for w, t in texts if not w.endswith(RECORDED) and w not in LETTERS]
    found_ = [line for where, text in shown for line in unmarked(text, where)]
    assert [line for line in found_ if not any(name in line for name in MARKED)] == []


def test_nothing_shown_is_put_together():
    assert collect().built == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('from django.utils.translation import gettext_lazy as _\n_("Ja")', [Message("Ja")]),
        ('from django.utils.translation import ngettext\nngettext("%(n)s ja", "%(n)s jaer", n)', [Message("%(n)s ja", "%(n)s jaer")]),
        ('no("rule", "Text." if a else "Annan.", "P5", "Gör om.")', [Message("Text."), Message("Annan."), Message("Gör om.")]),
        ('class A(Term):\n    B = "b", "Be", "P5"', [Message("Be")]),
        ('class A(ActPage):\n    button = "Tryck"\n    name = "a"', [Message("Tryck")]),
        ('Listing("a:b", "Alla", "ett", "flera", rows, empty="Tomt.")', [Message("Alla"), Message("Tomt."), Message("ett", "flera")]),
        ('text = "Sent."\nFinding("rule", text)', [Message("Sent.")]),
        ('STOP_TEXTS = {"a": "Stopp."}', [Message("Stopp.")]),
        ('"Inget särskilt"', []),
    ],
)
def test_python_is_read_for_messages(source: str, expected: list[Message]):
    assert found(source) == expected


def test_built_text_is_named():
    module = Module('no("rule", f"Ansökan {code} saknas.")', "a.py")
    assert list(module.messages()) == []
    assert [line.split(":")[0] for line in module.built] == ["a.py"]


def test_template_is_read_for_messages():
    source = (
        '{% translate "Ja" %}{% blocktranslate trimmed count n=m %}{{ n }} rad{% plural %}{{ n }} rader{% endblocktranslate %}'
        '{% translate "May" context "month" %}'
    )
    expected = [Message("Ja"), Message("%(n)s rad", "%(n)s rader"), Message("May", context="month")]
    assert list(in_template(source, "a.html")) == expected


def test_update_keeps_translations_and_drops_what_is_gone():
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Ja", msgstr="Yes"))
    old.append(polib.POEntry(msgid="Borta", msgstr="Gone"))
    new = messages.updated(old, messages.Found({Message("Ja"): {"a"}, Message("Nej"): {"a"}}, []))
    assert [(e.msgid, e.msgstr) for e in new] == [("Ja", "Yes"), ("Nej", "")]
