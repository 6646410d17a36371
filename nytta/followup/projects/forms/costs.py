"""The form of a file of booked cost."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import UploadField


class CostFileForm(forms.Form):
    """A file of the finance system."""

    sheet = UploadField(label=_("Fil"), help_text=_("SIE 4, eller xlsx eller CSV med kolumnerna till höger."))
