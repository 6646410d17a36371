"""What templates may ask for: figures, days, words and the pieces that need a sum done first."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from nytta.kit import words
from nytta.kit.documents import Section, Table
from nytta.kit.fields import SekField
from nytta.kit.lists import Asked, Listing, Page
from nytta.kit.panels import Block
from nytta.kit.sections import card, drawn_table, pairs, section
from nytta.kit.timeline import drawn
from nytta.plain import money
from nytta.plain.verdicts import Finding
from nytta.plain.words import Term

register = template.Library()

NONE = "–"
COUNTED = 5_000  # a longer limit needs no counter


@register.filter
def sek(amount: int | str | None, unit: str = "kr") -> str:
    """`1 234 500 kr`; a dash when there is no figure."""
    return NONE if amount is None or amount == "" else money.sek(int(amount), unit)


@register.filter
def number(amount: int | str | None) -> str:
    """`1 234` without a unit; a dash when there is no figure."""
    return sek(amount, "").strip()


@register.filter
def percent(share: float | str | None, decimals: int = 0) -> str:
    """A share (0-1) as `12,5 %`; a dash when there is none."""
    if share is None or share == "":
        return NONE
    return f"{float(share) * 100:.{decimals}f}".replace(".", ",").replace("-", "−") + money.NBSP + "%"


@register.filter
def day(value: date | datetime | None) -> str:
    """`2013-03-01`, in local time; a dash when there is none."""
    if not value:
        return NONE
    if isinstance(value, datetime):
        value = _local(value).date()
    return value.isoformat()


@register.filter
def moment(value: datetime | None) -> str:
    """`2013-03-01 14:05`, in local time; a dash when there is none."""
    if not value:
        return NONE
    return f"{_local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else day(value)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def term(word: Term | str | None) -> str:
    """The label of a Term in the reader's language; other values as they are."""
    return words.label(word) if isinstance(word, Term) else str(word or "")


@register.filter
def acted(act: str) -> str:
    """What an audited act is called in the reader's language."""
    return words.acted(act)


IN_SWEDISH = r'<span lang="sv">\g<0></span>'
DESIGNATION = re.compile(r"\b([ONGFUDPE]\d+|T\b)((?:\.\d+)*)")
CHAPTERS = "PTE"  # cited by clause; the other letters are requirements
QUOTED = re.compile("”[^”]*”")
STATUTE = re.compile(r"(?:[\w-]+ och )?\w*lag(?:en)?\b(?: \(\d{4}:\d+\))?(?: \d[^;<)]*)?|regeringsformen[^;<)]*", re.IGNORECASE)


@register.filter
def sourced(text: str) -> SafeString:
    """The source of a rule (`P7.1; F2`) with each designation a link: a chapter's to its clause, another to what it means, where the site says it.

    Quotations and statutes are Swedish.
    """
    try:
        where = reverse("portal:sources")
    except NoReverseMatch:
        return mark_safe(escape(text))
    linked = DESIGNATION.sub(lambda found: f'<a class="ds-link" href="{where}{_place(found)}">{found[0]}</a>', escape(text))
    return mark_safe(STATUTE.sub(IN_SWEDISH, QUOTED.sub(IN_SWEDISH, linked)))


def _place(found: re.Match[str]) -> str:
    return f"{found[0]}/" if found[1][0] in CHAPTERS else f"#{found[1]}"


@register.filter
def finding(of: Finding) -> str:
    """The sentence of a finding in the reader's language, its places filled; `…_sek` is written as kronor."""
    return words.said(of)


@register.filter
def mend(of: Finding) -> str:
    """What would mend a finding, or nothing."""
    return words.mend(of)


@register.simple_tag
def tag(label: Term | str, color: str = "neutral") -> SafeString:
    """A status tag; color is neutral, info, success, warning or danger. The word carries the meaning, not the colour."""
    return mark_safe(f'<span class="ds-tag" data-color="{conditional_escape(color or "neutral")}">{conditional_escape(term(label))}</span>')


# Forms


def _widget(field: BoundField) -> forms.Widget:
    widget: forms.Widget = field.field.widget
    return widget


@register.filter
def kind(field: BoundField) -> str:
    """How a field is drawn: its own `kind` (on field or widget), else read from the widget."""
    widget = _widget(field)
    own = getattr(field.field, "kind", "") or getattr(widget, "kind", "")
    if own:
        return str(own)
    if isinstance(field.field, SekField):
        return "money"
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxSelectMultiple, "checks"),
        (forms.RadioSelect, "radio"),
        (forms.Select, "select"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.DateInput, "date"),
    ]
    return next((name for cls, name in kinds if isinstance(widget, cls)), "text")


@register.filter
def must(field: BoundField) -> bool:
    """Whether the field is said to be required: by the form, or (in a draft that may be saved without it) by `must`."""
    return bool(getattr(field.field, "must", field.field.required))


@register.filter
def question(field: BoundField) -> str:
    """What somebody has asked about this field (`question` on the field or in `form.questions[name]`), or nothing."""
    asked = getattr(field.form, "questions", {}) or {}
    return str(getattr(field.field, "question", "") or asked.get(field.name, ""))


@register.filter
def target(field: BoundField) -> str:
    """The id that a link to the field leads to."""
    return f"{field.auto_id}_0" if kind(field) in ("radio", "checks") else field.id_for_label or field.auto_id


@register.filter
def described(field: BoundField) -> str:
    """The ids of help, question and error for aria-describedby, in the order in which they are read."""
    ids = [("helptext", field.help_text), ("question", question(field)), ("error", field.errors)]
    return " ".join(f"{field.auto_id}_{name}" for name, there in ids if there)


@register.filter
def counted(field: BoundField) -> bool:
    """Whether the characters left are shown under the field."""
    return kind(field) == "textarea" and 0 < (getattr(field.field, "max_length", 0) or 0) <= COUNTED


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input itself with class, description and error state."""
    attrs: dict[str, Any] = {"class": f"ds-input {_widget(field).attrs.get('class', '')}".strip()}
    if ids := described(field):
        attrs["aria-describedby"] = ids
    if field.errors:
        attrs["aria-invalid"] = "true"
    if kind(field) == "money":
        attrs.setdefault("inputmode", "numeric")
        attrs.setdefault("autocomplete", "off")
    if counted(field):
        attrs["data-count"] = str(getattr(field.field, "max_length", ""))
    return field.as_widget(attrs=attrs)


@register.filter
def failed_fields(form: forms.BaseForm) -> list[BoundField]:
    """The visible fields that have errors, in the order of the form's sections if it has any."""
    sections = getattr(form, "sections", None)
    fields = [f for _, _, group in sections for f in group] if sections else form.visible_fields()
    return [f for f in fields if f.errors]


@register.filter
def hidden_errors(form: forms.BaseForm) -> list[str]:
    """Errors that belong to no visible field."""
    return [*form.non_field_errors(), *(e for f in form.hidden_fields() for e in f.errors)]


# Tables and pages


def cell(value: Any, label: str = "", num: bool = False, head: bool = False, extra: str = "") -> SafeString:
    """One `<td>` (or `<th scope="row">`) of a lean table; `label` is shown before the value on a phone."""
    classes = " ".join(c for c in ("num" if num else "", extra) if c)
    attrs = [*([("class", classes)] if classes else []), *([("data-l", label)] if label and not head else [])]
    opened = format_html('<th scope="row"{}>' if head else "<td{}>", format_html_join("", ' {}="{}"', attrs))
    return format_html("{}{}{}", opened, value, SafeString("</th>" if head else "</td>"))


@dataclass(frozen=True)
class Link:
    """A link of a list's page: to a page (an empty address is a gap), an order, or the list without one filter."""

    label: str
    url: str = ""
    current: bool = False
    num: bool = False
    order: str = ""


def _to(asked: Asked, **changes: Any) -> str:
    return f"?{asked.address(**changes) or 'sort='}"


@register.inclusion_tag("kit/_pages.html")
def pager(page: Page) -> dict[str, Any]:
    """Links to the pages of a list: first, last, and those nearest; the address keeps the whole filter."""
    near = sorted({1, page.pages, *range(max(1, page.number - 1), min(page.pages, page.number + 1) + 1)})
    links: list[Link] = []
    for number, before in zip(near, [0, *near], strict=False):
        if number > before + 1:
            links.append(Link("…"))
        links.append(Link(str(number), _to(page.asked, page=number), number == page.number))
    return {
        "page_links": links if page.pages > 1 else [],
        "previous_url": _to(page.asked, page=page.number - 1) if page.number > 1 else "",
        "next_url": _to(page.asked, page=page.number + 1) if page.number < page.pages else "",
    }


@register.simple_tag
def headings(asked: Asked) -> list[Link]:
    """The column headings of a list; those that can be ordered by have an address and say how they stand."""
    found = []
    for column in asked.listing.columns:
        if column.under:
            continue
        now = asked.sort.lstrip("-") == column.key
        order = ("descending" if asked.sort.startswith("-") else "ascending") if now else "none"
        turned = f"-{column.key}" if order == "ascending" else column.key
        url = _to(asked, sort=turned) if column.sort else ""
        found.append(Link(gettext(column.label), url, now, column.kind in {"money", "number"}, order))
    return found


@register.simple_tag
def rows_named(listing: Listing, total: int) -> str:
    """What so many rows of a register are called in the reader's language."""
    return ngettext(listing.one, listing.many, total)


@register.simple_tag
def ordered_by(asked: Asked) -> str:
    """The heading that the list is ordered by, in small letters, or nothing for the list's own order."""
    return next((gettext(c.label).lower() for c in asked.listing.columns if c.key == asked.sort.lstrip("-")), "")


@register.simple_tag
def chips(asked: Asked) -> list[Link]:
    """The filters in force, each with the address of the list without it."""
    found = [Link(f"{gettext('Dag')}: {asked.day}", _to(asked, dag=None))] if asked.day else []
    found += [Link(f"{gettext('Sök')}: {asked.text}", _to(asked, q=None))] if asked.text else []
    for one in asked.listing.filters:
        if one.key in asked.values:
            shown = dict(asked.options[one.key])[asked.values[one.key]]
            found.append(Link(f"{gettext(one.label)}: {shown}", _to(asked, **{one.key: None})))
    return found


@register.simple_tag
def filters(asked: Asked) -> list[dict[str, Any]]:
    """The selects of a list's filter: key, label, options and what is chosen."""
    return [
        {"key": f.key, "label": gettext(f.label), "options": asked.options[f.key], "chosen": asked.values.get(f.key, "")}
        for f in asked.listing.filters
    ]


@register.simple_tag(takes_context=True)
def export_url(context: template.Context, asked: Asked, form: str) -> str:
    """The address of an export: the list's own, with xlsx, csv or json at its end and the same filter."""
    query = asked.address()
    return f"{context['request'].path.rstrip('/')}/{form}" + (f"?{query}" if query else "")


@register.simple_tag(takes_context=True)
def piece(context: template.Context, block: Block) -> SafeString:
    """The body of a Block: its own template with its own context, and what every page has (made once for the page)."""
    around = getattr(context, "_around_pieces", None)
    if around is None:
        place = getattr(context, "_processors_index", None)
        around = dict(context.dicts[place]) if place is not None else {}
    inner = context.new({**around, **block.context, "block": block})
    inner._around_pieces = around  # type: ignore[attr-defined]
    return context.template.engine.get_template(block.template).render(inner)  # type: ignore[union-attr]


@register.simple_tag(takes_context=True)
def cards(context: template.Context, blocks: Iterable[Block]) -> SafeString:
    """Parts of a page as cards, one after the other: a dozen on the page of a case, and made here for that."""
    return mark_safe("".join(card(b.title, piece(context, b), b.anchor) for b in blocks))


@register.simple_tag
def sections(parts: Section | Iterable[Section]) -> SafeString:
    """Sections of a document (or one) as cards: texts, facts, the chart, and the table, folded where it asks for it."""
    every = [parts] if isinstance(parts, Section) else parts
    return mark_safe("".join(card(part.title, section(part)) for part in every))


@register.simple_tag
def timeline(events: Iterable[Any]) -> SafeString:
    """A history, newest first: kit.timeline says what an event is."""
    return drawn(events)


@register.inclusion_tag("kit/_frame_bar.html")
def frame_bar(frame: int, granted: int, marked: int = 0, heading: str = "", level: int = 2) -> dict[str, Any]:
    """The bar of a frame: granted, marked and left, in whole kronor; what goes past the frame is said and drawn."""
    whole = max(frame, granted + marked, 1)
    first, second, limit = (round(1000 * part / whole) for part in (granted, marked, frame))
    gap = 2 if first and second else 0
    return {
        "heading": heading,
        "level": level,
        "frame": frame,
        "granted": granted,
        "marked": marked,
        "left": max(frame - granted - marked, 0),
        "over": max(granted + marked - frame, 0),
        "granted_width": first,
        "marked_x": first + gap,
        "marked_width": max(second - gap, 0),
        "over_x": limit,
        "over_width": max(1000 - limit, 0) if granted + marked > frame else 0,
    }


@register.simple_tag(name="pairs")
def facts_in_pairs(facts: Iterable[tuple[Any, Any]]) -> SafeString:
    """Facts in pairs."""
    return mark_safe(pairs(facts))


@register.simple_tag
def sheet(table: Table) -> SafeString:
    """A document's table as a table of the page."""
    return drawn_table(table)


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON, for an attribute that a script reads."""
    return json.dumps(value)
