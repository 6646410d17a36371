"""Three pages from which all others are made: a register, a thing, and an act on a thing."""

import hashlib
import json
import uuid
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views import View

from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from . import clock, documents, exports, lists
from .clashes import marks_of, overwritten, read_marks
from .models import FormUse, SavedFilter
from .once import reading
from .panels import Act
from .words import mend, said

LISTINGS: dict[str, lists.Listing] = {}


class HousePage(View):
    """What every page has: who asks, and whether the page is open to anybody (`public`)."""

    public: ClassVar[bool] = False
    title: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.public and not request.user.is_authenticated:
            if request.method == "POST":
                return what_was_written(request)
            return redirect_to_login(request.get_full_path())
        asking: Any = request.user
        self.person: Any = asking if asking.is_authenticated else None
        self.on = clock.now()
        if self.person:
            self.person.remembered = {"on": self.on.date()}  # what one request need not ask for twice
        if request.method in ("GET", "HEAD"):
            with reading():
                return super().dispatch(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def pdf(self, report: documents.Report, name: str) -> HttpResponse:
        """A report as a file in the reader's language."""
        return file(documents.pdf(report, lang=get_language() or "sv", on=self.on), "application/pdf", name)


def file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file that a browser saves under a name, and that nobody between keeps."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment", "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def admit(verdict: Verdict) -> None:
    """Go on only where the verdict allows; else the page says which right is lacking, in the policy's own words (403)."""
    if not verdict:
        raise PermissionDenied(" ".join(f"{said(f)} {mend(f)}".strip() for f in verdict.blocking))


def what_was_written(request: HttpRequest, status: int = 403) -> HttpResponse:
    """A page that gives back everything that was typed when a session or form was no longer valid: nothing is lost."""
    hidden = {"csrfmiddlewaretoken", "password", "login", "form_token", "edition", "seen", "as_shown", "asked", "next"}
    words = _labels_at(request)
    written = [(words.get(k) or k, v) for k in request.POST if k not in hidden for v in request.POST.getlist(k) if v.strip()]
    return render(request, "kit/lost.html", {"written": written, "back": request.get_full_path()}, status=status)


def _labels_at(request: HttpRequest) -> dict[str, str]:
    """What the fields of the page that was posted to are called by those who fill them in."""
    page = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    fields = page.form_class.base_fields if page and issubclass(page, ActPage) else {}
    named = {name: field.label for name, field in fields.items()} | dict(getattr(page, "labels", {}))
    return {name: gettext(str(words)) for name, words in named.items() if words}


class ListPage(HousePage):
    """A register's page, from its Listing; `/xlsx`, `/csv`, `/json` at its end are its exports."""

    listing: ClassVar[lists.Listing]
    template = "kit/list.html"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "listing"):  # what only others are made from has none
            LISTINGS[cls.listing.name] = cls.listing

    def may_see(self) -> Verdict:
        """Whether the person may see the register at all."""
        return YES

    def new_act(self) -> Act | None:
        """The button that makes a new row, for those who may."""
        return None

    def listed(self) -> lists.Listing:
        """The register as it is for the one who asks; with columns of their own where these depend on what is asked."""
        return self.listing.seen_by(self.person)

    def get(self, request: HttpRequest, form: str = "") -> HttpResponseBase:
        admit(self.may_see())
        listing = self.listed()
        asked = lists.Asked(listing, self.person, request.GET, self.on.date())
        if form:
            if form not in {"xlsx", "csv", "json"}:
                raise Http404
            return exports.respond(asked, form, self.on)
        saved = list(SavedFilter.objects.filter(person=self.person, listing=self.listing.name)) if self.person else []
        start = next((s for s in saved if s.is_start), None)
        if start and not request.GET and start.query:
            return redirect(f"{request.path}?{start.query}")
        page = lists.page_of(asked)
        new = self.new_act()
        context = {"listing": listing, "page": page, "asked": asked, "saved": saved, "new": new, **self.more(asked)}
        return render(request, self.template, context)

    def more(self, asked: lists.Asked) -> dict[str, Any]:
        """More for the template."""
        return {}

    def post(self, request: HttpRequest, form: str = "") -> HttpResponseBase:
        """Save or remove the person's own filter."""
        if not self.person:
            raise PermissionDenied
        asked = lists.Asked(self.listing, self.person, request.GET, self.on.date())
        query = asked.address()
        if remove := request.POST.get("remove", ""):
            SavedFilter.objects.filter(person=self.person, listing=self.listing.name, pk=remove if remove.isdecimal() else 0).delete()
        else:
            name = request.POST.get("name", "").replace("\0", "").strip()[:60] or gettext("Mitt urval")
            is_start = "is_start" in request.POST
            with transaction.atomic():
                if is_start:
                    SavedFilter.objects.filter(person=self.person, listing=self.listing.name).update(is_start=False)
                SavedFilter.objects.update_or_create(
                    person=self.person, listing=self.listing.name, name=name, defaults={"query": query, "is_start": is_start}
                )
            messages.success(request, gettext("Urvalet är sparat."))
        return redirect(f"{request.path}?{query}" if query else f"{request.path}?sort=")


class DetailPage(HousePage):
    """A thing's page: `thing(**address)` finds it or raises Http404; `context(thing)` is what its template needs."""

    template: ClassVar[str] = "kit/detail.html"

    def thing(self, **address: Any) -> Any:
        """The thing at the address."""
        raise NotImplementedError

    def may_see(self, thing: Any) -> bool:
        """Whether the person may see it; a thing that may not be seen is not found."""
        return True

    def context(self, thing: Any) -> dict[str, Any]:
        """What the template needs."""
        return {}

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        thing = self.thing(**address)
        if not self.may_see(thing):
            raise Http404
        return render(request, self.template, {"thing": thing, **self.context(thing)})


class ActPage(HousePage):
    """One act: a form, a policy and a command. A refused act keeps what was typed and says rule, source and mend.

    Subclasses set `form_class`, `policy` and `command` (both called with keywords), and say `thing`, `arguments`, `went_to`.
    """

    form_class: ClassVar[type[forms.Form]] = forms.Form
    template: ClassVar[str] = "kit/act.html"
    button: str = "Spara"
    done: str = "Sparat."
    help: str = ""
    one_at_a_time: ClassVar[bool] = False  # whether `hold` locks what two may save at once
    also_sent: ClassVar[frozenset[str] | None] = (
        frozenset()
    )  # names beside the form's fields that it reads; None: rows with names of their own
    as_shown: str = ""  # set when a clash is told: the next try is meant
    use_mark: str = ""  # of what a program asks for under a key of its own

    def thing(self, **address: Any) -> Any:
        """What is acted on; None when the act makes something new."""
        return None

    def may_see(self, thing: Any) -> bool:
        """Whether the person may know of it."""
        return True

    def verdict(self, thing: Any) -> Verdict:
        """Whether the person may do the act now."""
        return YES

    def form(self, thing: Any, **data: Any) -> forms.Form:
        """The form, empty or filled."""
        return self.form_class(**data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        """Do it: one command."""
        raise NotImplementedError

    def went_to(self, thing: Any, result: Any) -> str:
        """Where the person goes afterwards."""
        raise NotImplementedError

    def context(self, thing: Any) -> dict[str, Any]:
        """More for the template."""
        return {}

    def marks(self, thing: Any, form: forms.Form) -> dict[str, str]:
        """What the form sends back as it was shown, beside its fields and the marks of clashes."""
        return {}

    def hold(self, **address: Any) -> None:
        """Lock the row that two may write at once, before it is read and compared with what was shown; called inside a transaction."""

    def _page(self, thing: Any, form: forms.Form, verdict: Verdict, status: int = 200) -> HttpResponse:
        token = form.data.get("form_token") if form.is_bound else ""
        marks = self.as_shown or (form.data.get("as_shown", "") if form.is_bound else json.dumps(marks_of(form)))
        for finding in verdict.blocking if status == 409 else ():
            if finding.field in form.fields:
                form.add_error(finding.field, f"{said(finding)} {mend(finding)}".strip())
        context = {
            "thing": thing, "form": form, "verdict": verdict, "title": self.title, "button": self.button, "help": self.help,
            "form_token": token or uuid.uuid4().hex, "crumbs": self.crumbs, "refused": status == 409, "as_shown": marks,
            **self.context(thing),
        }  # fmt: skip
        return render(self.request, self.template, context, status=status)

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        thing = self.thing(**address)
        if not self.may_see(thing):
            raise Http404
        return self._page(thing, self.form(thing), self.verdict(thing))

    def _done_already(self, token: str) -> HttpResponse | None:
        """Where the form led the first time that it came."""
        before = FormUse.objects.filter(token=token, person=self.person.pk).first() if self.person else None
        if before is None:
            return None
        messages.info(self.request, gettext("Det var redan gjort: formuläret kom in två gånger."))
        return redirect(before.went_to)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if not self.one_at_a_time:
            return self._posted(request, **address)
        with transaction.atomic():
            self.hold(**address)
            return self._posted(request, **address)

    def _posted(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        thing = self.thing(**address)
        if not self.may_see(thing):
            raise Http404
        token = request.POST.get("form_token", "").replace("\0", "")[:40]
        if token and (done := self._done_already(token)):
            return done
        shown = read_marks(request.POST.get("as_shown", ""))
        now = self.form(thing) if shown else None
        form = self.form(thing, data=request.POST, files=request.FILES)
        verdict = self.verdict(thing)
        if shown and not verdict:
            shown = {}  # the refusal is told, and not what others wrote
        if any(request.POST.get(name) and name not in form.fields for name in shown):
            return what_was_written(request, status=409)  # what the form asked for is no longer there
        if not form.is_valid():  # who may not is told so, before what is missing in the form
            return self._page(thing, form, verdict, status=422 if verdict else 409)
        if now and shown and (clash := overwritten(shown, now, form)).findings:
            self.as_shown = json.dumps(marks_of(now))
            return self._page(thing, form, clash, status=409)
        try:
            with transaction.atomic():
                result = self.run(thing, form.cleaned_data)
                where = self.went_to(thing, result)
                if token and self.person:
                    FormUse.objects.create(token=token, person=self.person.pk, went_to=where, asked=self.use_mark, at=self.on)
        except Refused as refused:
            return self._page(thing, form, refused.verdict, status=409)
        except IntegrityError as error:
            if "form_use" not in str(error).lower() and "formuse" not in str(error).lower():
                raise
            return self._done_already(token) or redirect(request.get_full_path())
        if self.done:
            messages.success(request, gettext(self.done))
        return redirect(where)


class LetterFirst(ActPage):
    """Grant or refuse by a letter that is always read first: what was read is what is sent. Other buttons than those two show it."""

    letter: str = ""

    @property
    def granting(self) -> bool:
        """Whether the button pressed is that of a grant."""
        return self.request.POST.get("act", "").endswith("grant")

    def would(self, thing: Any, cleaned: dict[str, Any]) -> Verdict:
        """What the act would answer."""
        raise NotImplementedError

    def write_letter(self, thing: Any, cleaned: dict[str, Any]) -> str:
        """The letter as it will be sent."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if request.POST.get("act", "") in ("grant", "refuse"):
            return super().post(request, **address)
        thing = self.thing(**address)
        form = self.form(thing, data=request.POST)
        if not form.is_valid():
            verdict = self.verdict(thing)  # who may not is told so, before what is missing in the form
            return self._page(thing, form, verdict, status=422 if verdict else 409)
        verdict = self.would(thing, form.cleaned_data)
        if not verdict:
            return self._page(thing, form, verdict, status=409)
        self.letter = self.write_letter(thing, form.cleaned_data)
        return self._page(thing, form, verdict)

    def as_read(self, thing: Any, cleaned: dict[str, Any]) -> str:
        """The letter, when it is the one that was read; else it is shown again and the act refused."""
        require(self.would(thing, cleaned))
        letter = self.write_letter(thing, cleaned)
        if self.request.POST.get("seen") != _digest(letter):
            self.letter = letter
            raise Refused(no("letter_seen", "Brevet har ändrats sedan du läste det.", "O6", "Läs brevet nedan och besluta sedan."))
        return letter

    def context(self, thing: Any) -> dict[str, Any]:
        return {**super().context(thing), "letter": self.letter, "digest": _digest(self.letter), "granting": self.granting}


def _digest(letter: str) -> str:
    return hashlib.sha256(letter.encode()).hexdigest() if letter else ""


class SavedAsWritten(ActPage):
    """An act whose form is saved while one writes, by the same command; a clash is told where one writes."""

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if "X-Autosave" not in request.headers:
            return super().post(request, **address)
        thing = self.thing(**address)
        shown = read_marks(request.POST.get("as_shown", "")) if self.verdict(thing) else {}
        now, form = self.form(thing), self.form(thing, data=request.POST)
        if not form.is_valid():
            return JsonResponse({"text": gettext("Inte sparat: rätta det som är markerat när du trycker på Spara.")}, status=422)
        try:
            require(overwritten(shown, now, form))
            with transaction.atomic():
                self.run(thing, form.cleaned_data)
        except Refused as refused:
            return JsonResponse({"text": " ".join(f"{said(f)} {mend(f)}".strip() for f in refused.verdict.blocking)}, status=409)
        done = {"saved_at": f"{timezone.localtime(self.on):%H:%M}"}
        if shown:
            done["as_shown"] = json.dumps(marks_of(self.form(self.thing(**address))))
        return JsonResponse(done)

    def context(self, thing: Any) -> dict[str, Any]:
        return {**super().context(thing), "autosave_url": self.request.path}
