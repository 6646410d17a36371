"""The minutes: written while the meeting goes on, read and approved, kept, and read by anybody afterwards."""

import json
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import untouched
from nytta.kit.clashes import marks_of
from nytta.kit.pages import DetailPage, HousePage, SavedAsWritten, file
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..documents.minutes import minutes_pdf, report, sections, signed_by
from ..documents.papers import when_and_where
from ..forms import WriteForm
from ..models import Item, Meeting
from ..queries.meetings import Row, approvals_of, item_at, minutes_of, open_to_all, rows_for
from ..queries.minutes import approved_by, completes, content_of, earlier_texts, mark_of, open_titles
from ..terms import MeetingState, Outcome
from .finding import MeetingAct, meeting_of, trail


def _form(number: int, text: str, name: str, **data: Any) -> WriteForm:
    return WriteForm(text=text, name=name, auto_id=f"id_{number}_%s", **data)


class WritePage(DetailPage):
    """The minutes as they are written: one text for each item, each saved by itself, so that several can write."""

    template = "meetings/write.html"

    def thing(self, **address: Any) -> Meeting:
        return meeting_of(self, address["code"])

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        meeting = self.thing(**address)
        if MeetingState(meeting.state) is MeetingState.APPROVED:  # an address kept from when they were written
            return redirect("meetings:public", code=meeting.code)
        return super().get(request, **address)

    def may_see(self, thing: Meeting) -> bool:
        return bool(policies.can_write(self.person, thing, None, self.on.date()))

    def context(self, thing: Meeting) -> dict[str, Any]:
        rows = rows_for(self.person, thing)
        opening = self._part(thing, 0, gettext("Mötets öppnande"), thing.opening, None)
        parts = [opening, *(self._part(thing, r.item.number, f"{r.item.number}. {r.item.title}", r.item.minutes, r) for r in rows)]
        barred = {r.item.number for r in rows if r.closed}
        return {
            "title": gettext("Skriv protokollet"), "crumbs": trail(thing, (gettext("Skriv protokollet"), "")), "parts": parts,
            "facts": when_and_where(thing), "earlier": [e for e in earlier_texts(thing) if e.number not in barred],
            "back": reverse("meetings:detail", args=[thing.code]), "draft_url": reverse("meetings:draft", args=[thing.code]),
        }  # fmt: skip

    def _part(self, meeting: Meeting, number: int, name: str, text: str, row: Row | None) -> dict[str, Any]:
        form = _form(number, text, gettext("Protokollet säger"))
        word = Outcome(row.item.outcome) if row and row.item.outcome else None
        return {
            "number": number, "name": name, "form": form, "as_shown": json.dumps(marks_of(form)), "closed": bool(row and row.closed),
            "url": reverse("meetings:write_item", args=[meeting.code, number]), "word": word, "row": row,
        }  # fmt: skip


class WriteItemPage(SavedAsWritten, MeetingAct):
    """One item's text, saved as one writes."""

    title = _("Skriv protokollet")
    done = _("Texten är sparad.")

    def thing(self, **address: Any) -> Meeting:
        meeting = super().thing(**address)
        self.number = int(address["number"])
        self.item: Item | None = item_at(meeting, self.number)
        if self.number and self.item is None:
            raise Http404
        return meeting

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.can_write(self.person, thing, self.item, self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        may = self.verdict(thing)
        text = (self.item.minutes if self.item else thing.opening) if may else ""
        return _form(self.number, text, f"{self.item.number}. {self.item.title}" if self.item else gettext("Mötets öppnande"), **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.write(meeting=thing, number=self.number, text=cleaned["text"], by=self.person, on=self.on)

    def went_to(self, thing: Meeting, result: Any) -> str:
        return reverse("meetings:write", args=[thing.code]) + f"#punkt-{self.number}"


class DraftPage(DetailPage):
    """The minutes as they read now, whole: for who writes and who will approve."""

    template = "meetings/minutes.html"

    def thing(self, **address: Any) -> Meeting:
        return meeting_of(self, address["code"])

    def may_see(self, thing: Meeting) -> bool:
        return thing.opened_at is not None

    def context(self, thing: Meeting) -> dict[str, Any]:
        content = content_of(thing)
        barred = {r.item.number for r in rows_for(self.person, thing) if r.closed} if thing.approved_at is None else set()
        content = {**content, "items": [_without(i) if i["number"] in barred else i for i in content["items"]]}
        approved = thing.approved_at is not None
        mark = mark_of(content) if approved else ""
        signed = signed_by(approvals_of(thing), mark, None, self.on) if approved else []
        made = report(content, mark=mark, signed=signed)
        return {
            "title": made.title, "subtitle": made.subtitle, "crumbs": trail(thing, (gettext("Protokollet"), "")), "facts": list(made.facts),
            "sections": made.sections, "draft": not approved, "back": reverse("meetings:detail", args=[thing.code]),
        }  # fmt: skip


def _without(item: dict[str, Any]) -> dict[str, Any]:
    """An item as who has a conflict of interest reads it before the minutes are approved: that it was there."""
    closed = gettext("Du har anmält jäv i ärendet och läser inte punkten förrän protokollet är justerat. Någon annan justerar den.")
    return {**item, "outcome": "", "reasons": "", "minutes": closed, "dissents": [], "took_part": [], "signed_by": ""}


class ApprovePage(MeetingAct):
    """Read the minutes and approve them."""

    title = _("Läs och justera protokollet")
    template = "meetings/approve.html"
    button = _("Justera")
    done = _("Du har justerat protokollet.")
    help = _(
        "Din justering gäller texten som den står här. Ändras den måste båda justera igen. När båda har justerat låses protokollet för gott."
    )

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.can_approve(self.person, thing, self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        self.content = content_of(thing)
        self.mark = mark_of(self.content)
        self.document: bytes | None = None
        if data and self.verdict(thing) and completes(thing, self.person.pk, self.mark):  # slow: made before the write begins
            self.document = minutes_pdf(self.content, mark=self.mark, approvals=approvals_of(thing), by=self.person, on=self.on)
        return super().form(thing, **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.approve(meeting=thing, seen=self.request.POST.get("seen", ""), pdf=self.document, by=self.person, on=self.on)

    def context(self, thing: Meeting) -> dict[str, Any]:
        done = approved_by(thing, self.mark)
        who = [(p, p.pk in done) for p in (thing.first_approver, thing.second_approver) if p]
        barred = {r.item.number for r in rows_for(self.person, thing) if r.closed}
        content = {**self.content, "items": [_without(i) if i["number"] in barred else i for i in self.content["items"]]}
        return {**super().context(thing), "sections": sections(content, mark="", signed=[])[:-1], "seen": self.mark, "who": who}


class MinutesFile(HousePage):
    """The approved minutes as they were kept: the very bytes whose hash the chain holds."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        meeting = meeting_of(self, code)
        kept = minutes_of(meeting)
        text = getattr(kept, "text", None) if kept else None
        if text is None:
            raise Http404
        return file(bytes(text.pdf), "application/pdf", f"protokoll-{meeting.code}.pdf")


class PublicPage(DetailPage):
    """Approved minutes for anybody: what came of each case, no names; whether they are untouched, and whether a document is this one. Source: O6."""

    public = True
    template = "meetings/public.html"

    def thing(self, **address: Any) -> Meeting:
        found = open_to_all(address["code"])
        if found is None:
            raise Http404
        return found

    def context(self, thing: Meeting) -> dict[str, Any]:
        kept = minutes_of(thing)
        text = getattr(kept, "text", None) if kept else None
        content = text.content if text else {"items": [], "attendance": []}
        opened = open_titles([i["case"] for i in content["items"]])
        asked = "".join(self.request.GET.get("sha256", "").split()).lower()[:64]
        inside, whole = self.person is not None, bool(kept and untouched(kept))
        return {
            "title": gettext("Protokoll %(code)s") % {"code": thing.code}, "meeting": thing, "kept": kept, "inside": inside, "asked": asked,
            "items": [_open(i, opened, inside) for i in content["items"]], "present": sum(1 for a in content["attendance"] if a["present"]),
            "whole": whole, "genuine": bool(kept and whole and asked in (kept.pdf_sha256, kept.sha256)),
            "sections": sections(content, mark=kept.text_sha256, signed=[(n, kept.approved_on.isoformat()) for n in kept.approvers]) if inside and text and kept else [],
            "crumbs": trail(thing, (gettext("Protokollet"), "")) if inside else ((gettext("Anslag"), reverse("meetings:postings")), (thing.code, "")),
        }  # fmt: skip


def _open(item: dict[str, Any], opened: set[str], inside: bool) -> dict[str, Any]:
    """An item as anybody may read it: a case by its title where that has been found open, else its code; nothing of what is free."""
    name = item["title"] if inside or item["case"] in opened else item["case"] or gettext("Övrig punkt")
    outcome = Outcome(item["outcome"]) if item["outcome"] else None
    return {"number": item["number"], "name": name, "case": item["case"], "registry": item["registry"], "outcome": outcome,
            "barred": len(item["in_conflict"]), "dissents": len(item["dissents"])}  # fmt: skip
