"""What never changes in a template is joined once for each language, and the page is the same."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode, VariableNode
from django.utils.safestring import mark_safe
from django.utils.translation import override

BUILTINS = ["django.templatetags.i18n", "django.templatetags.static"]


def engine(text: str, loader: str) -> Engine:
    inner = ("django.template.loaders.locmem.Loader", {"page.html": text})
    return Engine(loaders=[(loader, [inner])], builtins=BUILTINS)


class Thing:
    """What a page may read: an attribute, a call, a key that hides a method, and what must not be called."""

    name, kept, all, no = "<n>", {"name": "k&", "items": ["i"]}, ["<1>", "<n>", 3], None

    def said(self) -> str:
        return "'said'"

    def of(self) -> "Thing":
        return self

    def remove(self) -> str:
        raise AssertionError("never called")

    remove.alters_data = True  # type: ignore[attr-defined]


TEXTS = [
    "<p>{% translate 'Spara' %}</p>",
    "{% if a %}<b>{% translate 'Spara' %}</b>{% else %}{% translate 'Avbryt' %}{% endif %}{# nothing #}{{ a }}",
    "{% for x in many %}<i>{% translate 'Spara' %}</i>{{ x }}{% empty %}{% translate 'Avbryt' %}{% endfor %}",
    "{% translate 'Spara' as word %}{{ word }}{% blocktranslate with n=a %}{{ n }} kr{% endblocktranslate %}",
    "{% blocktranslate trimmed %} Logga ut {% endblocktranslate %}{% with b=a %}{{ b }}{% translate a %}{% endwith %}",
    "{{ t.name }}{{ t.said }}{{ t.of.name }}{{ t.kept.name }}{{ t.kept.items.0 }}{{ t.remove }}{{ t.no.name }}{{ t.all.0 }}{{ t.bad.name }}{{ kind.name }}",
    "{% for x in t.all %}{% if not forloop.last and x != t.name %}{{ x }}{{ forloop.counter }}{{ forloop.parentloop.x }}{% endif %}{% endfor %}{{ t.0 }}",
    "{% url 'portal:about' as about %}{{ about }}{% url 'portal:about' %}{% url 'no:such' as none %}({{ none }}){% static 'kit/kit.css' %}",
    "{{ safe }}{{ number }}{{ day|date:'Y' }}{{ missing }}{% autoescape off %}{{ a }}{% endautoescape %}",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "values", [{}, {"a": "<Å> & \"'", "many": ["<", 2], "safe": mark_safe("<hr>"), "number": 1234567, "t": Thing(), "kind": Thing}]
)
def test_the_page_is_the_same_as_without(text: str, language: str, values: dict):
    with override(language):
        plain = engine(text, "django.template.loaders.cached.Loader").get_template("page.html").render(Context(values))
        ours = engine(text, "nytta.kit.loader.Loader")
        assert ours.get_template("page.html").render(Context(values)) == plain
        assert ours.get_template("page.html").render(Context(values)) == plain


def test_each_language_has_its_own():
    ours = engine("<p>{% translate 'Spara' %}</p>", "nytta.kit.loader.Loader")
    said = {}
    for language in ("sv", "en", "sv"):
        with override(language):
            said[language] = ours.get_template("page.html").render(Context())
    assert said == {"sv": "<p>Spara</p>", "en": "<p>Save</p>"}


def test_fixed_neighbours_are_one_text():
    ours = engine("<p>{% translate 'Spara' %}</p>{% comment %}x{% endcomment %}<b>{{ a }}</b>", "nytta.kit.loader.Loader")
    with override("sv"):
        nodes = ours.get_template("page.html").nodelist
    assert [n.s if isinstance(n, TextNode) else isinstance(n, VariableNode) for n in nodes] == ["<p>Spara</p><b>", True, "</b>"]
