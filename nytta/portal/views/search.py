"""Search over everything at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from nytta.kit.lists import words_asked
from nytta.kit.pages import HousePage

from ..queries.everywhere import found_everywhere


class Search(HousePage):
    """One field for all registers: the best hits among what the one who asks may read, and the way to each register with the same words. Source: O6."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        text = words_asked(request.GET)
        return render(request, "portal/search.html", {"title": gettext("Sök"), "text": text, "found": found_everywhere(text, self.person)})
