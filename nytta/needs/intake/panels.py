"""What audited acts on ideas are called."""

from django.utils.translation import gettext_noop as _

from nytta.kit import words

words.tell({"idea.write": _("lämnade idén"), "idea.take_up": _("förde idén vidare"), "idea.decline": _("besvarade idén")})
