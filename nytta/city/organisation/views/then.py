"""A body in words, as something that was begun under it tells of it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ..queries import BodyThen


def said_of(one: BodyThen | None) -> str | SafeString:
    """Its name of then; what it is called now, or when it ended and who answers now."""
    if one is None:
        return ""
    if one.last is None:
        return one.name if one.name == one.body.name else gettext("%(then)s (heter nu %(now)s)") % {"then": one.name, "now": one.body.name}
    if not one.now:
        return gettext("%(name)s (upphörde %(day)s, ingen tog över)") % {"name": one.name, "day": one.last.isoformat()}
    links = ((reverse("organisation:detail", args=[b.code]), b.name) for b in one.now)
    now = format_html_join(", ", '<a class="ds-link" href="{}">{}</a>', links)
    return format_html(gettext("{} (upphörde {}, nu svarar {})"), one.name, one.last.isoformat(), now)
