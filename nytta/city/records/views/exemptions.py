"""Exemptions: the register, the page with its open and its closed part, and every act from application to end. Source: O5."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, LetterFirst, ListPage
from nytta.kit.panels import Act, gather
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..documents.exemptions import exemption_letter
from ..forms.exemptions import BoardForm, DecideForm, OpinionForm, ReasonForm, ReviewerForm, RevokeForm, SeekForm, TextForm
from ..lists.exemptions import EXEMPTIONS
from ..models import Exemption
from ..queries import exemptions as reads
from ..queries.governing import asked_from, clause_of, clauses
from ..rules.exemptions import GIVEN, Thing
from ..terms import Against, DelegatedAct, Target
from .exemption_page import ExemptionPage, facts_of, trail

__all__ = [
    "Answer", "AppointReviewer", "Ask", "Decide", "ExemptionPage", "Exemptions", "LetLapse", "RecordBoard", "Review", "Revoke", "Seek",
    "Withdraw",
]  # fmt: skip


class Exemptions(ListPage):
    """The register, as on any day: its open part for anybody. Source: O5."""

    listing = EXEMPTIONS
    public = True

    def new_act(self) -> Act | None:
        may = policies.can_seek_exemption(self.person, None, self.on.date())
        return Act(gettext("Sök undantag"), reverse("records:seek_exemption")) if may else None


class Seek(ActPage):
    """Ask for an exemption, or with `?fornya=` for a renewal. Source: P4, P7.1; O5; E6.3.2."""

    template = "records/exemption_seek.html"
    title = _("Sök undantag")
    button = _("Lämna in ansökan")
    done = _("Ansökan är inlämnad och registrerad. Projektkontoret utser en granskare.")
    help = _(
        "Det är inte tillåtet att bygga det som en gemensam lösning redan täcker, eller att avvika från en riktlinje. Styrelsen kan medge undantag för en tid."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_seek_exemption(self.person, None, self.on.date())

    def former(self) -> Exemption | None:
        """The exemption that is to be renewed."""
        found = reads.exemption_at(self.request.GET.get("fornya", "")[:20])
        return found if found and found.state in [s.value for s in GIVEN] else None

    def things(self) -> list[Thing]:
        """What may be chosen; what is renewed stays to be chosen, whatever has become of its case."""
        found, one = reads.things_for(self.person, self.on.date()), self.former()
        if one and one.body_id and policies.can_seek_exemption(self.person, one.body_id, self.on.date()):
            same = Thing(Target(one.target), one.subject, f"{one.subject} {one.subject_name}".strip(), one.body_id)
            found = [t for t in found if t.key != same.key]
            found.insert(next((n for n, t in enumerate(found) if t.target is same.target), 0), same)
        return found

    def form(self, thing: Any, **given: Any) -> forms.Form:
        asked, former = self.request.GET.get("for", ""), self.former()
        solution = self.request.GET.get("losning", "")
        initial: dict[str, Any] = {"thing": asked, "solution": solution, "against": Against.SOLUTION.value if solution else ""}
        if former:
            initial = {
                "thing": f"{former.target}:{former.subject}", "against": former.against, "solution": former.solution, "clause": former.clause, "clause_other": "" if clause_of(former.clause) else former.clause,
                "local": former.local,
            }  # fmt: skip
        day = self.on.date()
        known = list(clauses(day))
        if not former and (cited := self.request.GET.get("bestammelse", "")[:300]):
            initial |= {"against": Against.CLAUSE.value, **asked_from(cited, known)}
        return SeekForm(things=self.things(), solutions=gather("exemption.solutions", day), clauses=known, initial=initial, **given)

    def context(self, thing: Any) -> dict[str, Any]:
        former = self.former()
        facts = facts_of(former, self.on.date()) if former else []
        return {"crumbs": trail(None, gettext(self.title)), "cancel_url": reverse("records:exemptions"), "former": former, "facts": facts}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Exemption:
        key = cleaned.pop("thing")
        one = next(t for t in self.things() if t.key == key)
        return commands.seek_exemption(thing=one, **cleaned, renews=self.former(), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Exemption) -> str:
        return reverse("records:exemption", args=[result.code])


class _OfExemption(ActPage):
    """An act on one exemption, with its facts beside the form."""

    def thing(self, **address: Any) -> Exemption:
        found = reads.exemption_at(address["code"])
        if found is None:
            raise Http404
        return found

    def context(self, thing: Exemption) -> dict[str, Any]:
        url = reverse("records:exemption", args=[thing.code])
        texts = reads.texts_of(thing, everything=policies.reads_exemption(self.person, thing, self.on.date()))
        return {
            **super().context(thing), "facts": facts_of(thing, self.on.date()), "cancel_url": url, "texts": texts,
            "beside": gather("exemption.blocks", thing, self.person, self.on.date()),
            "crumbs": trail(thing, gettext(self.title)),
        }  # fmt: skip

    def went_to(self, thing: Exemption, result: Any) -> str:
        return reverse("records:exemption", args=[thing.code])


class AppointReviewer(_OfExemption):
    """The office designates who reviews. Source: T; O5."""

    template = "records/exemption_act.html"
    title = _("Utse teknisk granskare")
    button = _("Utse granskaren")
    done = _("Granskaren är utsedd och har fått ärendet på sitt skrivbord.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_appoint_reviewer(self.person, thing, self.on.date())

    def form(self, thing: Exemption, **given: Any) -> forms.Form:
        return ReviewerForm(reviewers=reads.reviewers(thing, self.on.date()), **given)

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.appoint_reviewer(exemption=thing, **cleaned, by=self.person, on=self.on)


class Ask(_OfExemption):
    """The reviewer asks the applicant. Source: O5."""

    template = "records/exemption_act.html"
    form_class = TextForm
    title = _("Fråga den som söker")
    button = _("Skicka frågan")
    done = _("Frågan är skickad. Granskningen går vidare när den är besvarad.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_review_exemption(self.person, thing, "ask", self.on.date())

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.ask_applicant(exemption=thing, **cleaned, by=self.person, on=self.on)


class Answer(_OfExemption):
    """The applicant answers. Source: O5."""

    template = "records/exemption_act.html"
    form_class = TextForm
    title = _("Svara på granskarens fråga")
    button = _("Skicka svaret")
    done = _("Svaret är skickat till granskaren.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_answer_exemption(self.person, thing, "answer", self.on.date())

    def context(self, thing: Exemption) -> dict[str, Any]:
        return {**super().context(thing), "questions": [q for q in reads.questions_of(thing) if q.answered_on is None]}

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.answer_exemption(exemption=thing, **cleaned, by=self.person, on=self.on)


class Review(_OfExemption):
    """The technical review. Source: T; O5."""

    template = "records/exemption_act.html"
    form_class = OpinionForm
    title = _("Granska undantaget")
    button = _("Lämna granskningen")
    done = _("Granskningen är lämnad till den som beslutar.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_review_exemption(self.person, thing, "review", self.on.date())

    def context(self, thing: Exemption) -> dict[str, Any]:
        return {**super().context(thing), "questions": reads.questions_of(thing)}

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.review_exemption(exemption=thing, **cleaned, by=self.person, on=self.on)


class Decide(LetterFirst, _OfExemption):
    """Grant or refuse on the board's delegation; the letter is read first. Source: P7.1; O5."""

    template = "records/exemption_decide.html"
    title = _("Besluta om undantaget")
    help = _("Skriv beslutet och läs brevet innan du beslutar. Inget skickas förrän du trycker på beslutsknappen under brevet.")
    done = _("Beslutet är fattat, infört och publicerat. Det anmäls till styrelsen.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_decide_exemption(self.person, thing, "grant", self.on.date())

    def form(self, thing: Exemption, **given: Any) -> forms.Form:
        return DecideForm(exemption=thing, on=self.on.date(), granting=self.granting, **given)

    def would(self, thing: Exemption, cleaned: dict[str, Any]) -> Verdict:
        return self.verdict(thing)

    def write_letter(self, thing: Exemption, cleaned: dict[str, Any]) -> str:
        return exemption_letter(
            thing, granted=self.granting, reasons=cleaned["reasons"], conditions=cleaned["conditions"], first=cleaned["valid_from"],
            last=cleaned["valid_until"], on=self.on.date(),
        )  # fmt: skip

    def context(self, thing: Exemption) -> dict[str, Any]:
        return {**super().context(thing), "delegation": queries.delegation_for(self.person, DelegatedAct.EXEMPT, self.on.date())}

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        letter = self.as_read(thing, cleaned)
        if self.granting:
            return commands.grant_exemption(exemption=thing, **cleaned, letter=letter, by=self.person, on=self.on)
        return commands.refuse_exemption(exemption=thing, reasons=cleaned["reasons"], letter=letter, by=self.person, on=self.on)


class RecordBoard(_OfExemption):
    """Record what the board itself has decided. Source: P7.1; O5, O6."""

    template = "records/exemption_act.html"
    title = _("För in styrelsens beslut om undantaget")
    button = _("För in beslutet")
    done = _("Styrelsens beslut är infört och publicerat.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_record_exemption(self.person, thing, "grant", self.on.date())

    def form(self, thing: Exemption, **given: Any) -> forms.Form:
        return BoardForm(exemption=thing, on=self.on.date(), **given)

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        if cleaned.pop("outcome") == "grant":
            return commands.grant_exemption(exemption=thing, **cleaned, by=self.person, on=self.on)
        return commands.refuse_exemption(
            exemption=thing, reasons=cleaned["reasons"], paragraph=cleaned["paragraph"], by=self.person, on=self.on
        )


class Revoke(_OfExemption):
    """Take a granted exemption back. Source: O5."""

    template = "records/exemption_act.html"
    form_class = RevokeForm
    title = _("Återkalla undantaget")
    button = _("Återkalla undantaget")
    done = _("Undantaget är återkallat. Det som står på det stoppas efter den sista dagen.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_decide_exemption(self.person, thing, "revoke", self.on.date())

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.revoke_exemption(exemption=thing, **cleaned, by=self.person, on=self.on)


class Withdraw(_OfExemption):
    """The applicant takes the application back. Source: O5."""

    form_class = ReasonForm
    title = _("Ta tillbaka ansökan")
    button = _("Ta tillbaka ansökan")
    done = _("Ansökan är återtagen.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_answer_exemption(self.person, thing, "withdraw", self.on.date())

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.withdraw_exemption(exemption=thing, **cleaned, by=self.person, on=self.on)


class LetLapse(_OfExemption):
    """Answer the warning: it is not renewed. Source: O5."""

    form_class = ReasonForm
    title = _("Låt undantaget gå ut")
    button = _("Undantaget förnyas inte")
    done = _("Påminnelserna slutar. Undantaget gäller till och med sin sista dag.")
    help = _("Säg vad som händer med det som står på undantaget, till exempel att systemet avvecklas.")

    def verdict(self, thing: Exemption) -> Verdict:
        return policies.can_answer_exemption(self.person, thing, "lapse", self.on.date())

    def run(self, thing: Exemption, cleaned: dict[str, Any]) -> Exemption:
        return commands.let_exemption_lapse(exemption=thing, **cleaned, by=self.person, on=self.on)
