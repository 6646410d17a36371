"""What reports add to other pages: their acts in words."""

from django.utils.translation import gettext_noop as _

from nytta.kit.words import tell

tell({
    "annual_report.begin": _("började på årsrapporten"),
    "annual_report.comment": _("skrev i årsrapporten"),
    "annual_report.propose": _("överlämnade årsrapporten till fullmäktige"),
    "annual_report.take_back": _("tog tillbaka årsrapporten"),
    "annual_report.decide": _("förde in att fullmäktige har godkänt årsrapporten"),
})  # fmt: skip
