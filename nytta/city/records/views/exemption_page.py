"""An exemption's own page: what anybody sees, what is closed until examined, what stands on it, and what can be done."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.pages import DetailPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict, no

from .. import policies
from ..flow import EXEMPTION
from ..lists.exemptions import EXEMPTIONS, STANDING_COLORS, TEXT_LABELS
from ..models import Exemption, StandsOn
from ..queries import exemptions as reads
from ..queries.governing import clause_address, clause_of
from ..rules.exemptions import GIVEN, SHOWN
from ..terms import ExemptionStanding, ExemptionState, ExemptionWaitsOn, Openness, Opinion, Target


def trail(one: Exemption | None, last: str = "") -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    found = [(gettext(EXEMPTIONS.title), reverse("records:exemptions"))]
    found += [(one.code, reverse("records:exemption", args=[one.code]))] if one else []
    return [*found, (last, "")] if last else found


def facts_of(one: Exemption, on: date) -> list[tuple[str, Any]]:
    """What anybody may see of an exemption."""
    period = f"{one.valid_from} – {one.valid_until}" if one.valid_from else ""
    name, clause = one.against_name or one.solution or one.clause, clause_of(one.clause) if one.clause else None
    return [
        (gettext("Från"), format_html('<a class="ds-link" href="{}">{}</a>', clause_address(clause), name) if clause else name), (gettext("Gäller"), _subject(one)),
        (gettext("För"), one.body or gettext("Uppgift saknas")), (gettext("Diarienummer"), one.registry_number),
        (gettext("Sökt"), one.applied_on or gettext("Uppgift saknas")), (gettext("Gäller från och till"), period),
        (gettext("Villkor"), one.conditions),
    ]  # fmt: skip


class ExemptionPage(DetailPage):
    """One exemption. Source: O5."""

    public = True
    template = "records/exemption_detail.html"

    def thing(self, **address: Any) -> Exemption:
        found = reads.exemption_at(address["code"])
        if found is None:
            raise Http404
        return found

    def may_see(self, thing: Exemption) -> bool:
        return self.person is not None or thing.state in [s.value for s in SHOWN]

    def context(self, thing: Exemption) -> dict[str, Any]:
        on = self.on.date()
        standing, inside = reads.standing(thing, on), policies.reads_exemption(self.person, thing, on)
        state = ExemptionState(thing.state)
        waits = ExemptionWaitsOn(EXEMPTION.waits_on[state])
        rests = reads.still_standing(thing.stands.order_by("pk"))
        return {
            "title": gettext("Undantag %(code)s") % {"code": thing.code}, "subtitle": thing.against_name, "crumbs": trail(thing),
            "label": label(standing), "color": STANDING_COLORS.get(standing.value, "neutral"), "state": state, "standing": standing,
            "waits": "" if waits is ExemptionWaitsOn.NOBODY else label(waits), "verdict": self.breach(thing, rests, standing),
            "verdict_heading": gettext("Undantaget har gått ut"), "facts": self.facts(thing), "blocks": self.blocks(thing, inside, rests),
            "acts": self.acts(thing, standing), "events": audit.history(thing.code)[:50] if inside else None,
        }  # fmt: skip

    def facts(self, thing: Exemption) -> list[tuple[str, Any]]:
        """The open facts, with the way to the decisions and to the exemptions before and after."""
        found = facts_of(thing, self.on.date())
        for name, one in ((gettext("Beslut"), thing.decision), (gettext("Återkallelse"), thing.revocation)):
            if one is not None:
                found.append((name, _link("records:decision", one.number, f"{one.called}, {one.decided_on}")))
        if thing.renews is not None:
            found.append((gettext("Förnyar"), _link("records:exemption", thing.renews.code, thing.renews.code)))
        after = thing.renewals.all() if self.person else thing.renewals.filter(state__in=[s.value for s in SHOWN])
        return [*found, *((gettext("Förnyat genom"), _link("records:exemption", r.code, r.code)) for r in after)]

    def breach(self, thing: Exemption, rests: list[StandsOn], standing: ExemptionStanding) -> Verdict | None:
        """What stands on an exemption that has ended and on no other that holds."""
        if standing is not ExemptionStanding.ENDED:
            return None
        left = {s.code for s in reads.ended_under(self.on.date()).filter(exemption=thing)}
        whole = {thing.body.code: thing.body.name} if thing.body else {}
        codes = [whole.get(s.code, s.code) for s in rests if s.code in left]
        if not codes:
            return None
        return no("exemption_ended", "Det som står på undantaget saknar stöd och är stoppat: %(codes)s.", "P7.1; O5",
                  "Sök ett nytt undantag, använd den gemensamma lösningen eller avveckla det som byggts.", codes=", ".join(codes))  # fmt: skip

    def blocks(self, thing: Exemption, inside: bool, rests: list[StandsOn]) -> list[Block]:
        """What stands on it, and the texts as one may read them."""
        texts = reads.texts_of(thing, everything=inside)
        found = []
        for name, words in TEXT_LABELS.items():
            if inside and name == "discussed_outcome" and thing.discussed_on:
                found.append((gettext("Samrådet hölls"), ", ".join(filter(None, (str(thing.discussed_on), thing.discussed_with)))))
            if inside and name == "opinion_text" and thing.opinion:
                who = (thing.reviewer.title or str(thing.reviewer)) if thing.reviewer else ""
                found.append((gettext("Den tekniska granskningen"), f"{label(Opinion(thing.opinion))}, {thing.reviewed_on}, {who}"))
            if name in texts:
                found.append((gettext(words), texts[name]))
        closed = [n for n, _openness in reads.closed_parts(thing) if n not in texts]
        stands = [(s, label(Target(s.target)), gather("subject.links", s.code, self.person)[:1]) for s in rests]
        given = thing.state in [s.value for s in GIVEN]
        heading = gettext("Det som står på undantaget") if given else gettext("Sökt för")
        blocks = [
            Block(heading, "records/_exemption_stands.html", {"stands": stands}, "star-pa"),
            Block(gettext("Ansökan och granskning"), "records/_exemption_texts.html", {"texts": found, "closed": len(closed)}, "texter"),
        ]
        if inside and (asked := reads.questions_of(thing)):
            blocks.append(Block(gettext("Granskarens frågor"), "records/_exemption_questions.html", {"questions": asked}, "fragor"))
        blocks[1:1] = gather("exemption.blocks", thing, self.person, self.on.date())
        if policies.can_examine(self.person, self.on.date()):
            parts = [
                (gettext(TEXT_LABELS[n]), label(o), o is Openness.OPEN, reverse("records:examine", args=[thing.code, n]))
                for n, o in reads.closed_parts(thing)
            ]
            blocks.append(Block(gettext("Den slutna delen"), "records/_exemption_parts.html", {"parts": parts}, "offentlighet"))
        return blocks

    def acts(self, thing: Exemption, standing: ExemptionStanding) -> list[Act]:
        """What the person can do with it now."""
        if self.person is None:
            return []
        on, p = self.on.date(), self.person
        found: list[Act] = []
        for name, words, verdict in (
            ("appoint_reviewer", _("Utse granskare"), policies.can_appoint_reviewer(p, thing, on)),
            ("review_exemption", _("Granska"), policies.can_review_exemption(p, thing, "review", on)),
            ("ask_applicant", _("Fråga den som söker"), policies.can_review_exemption(p, thing, "ask", on)),
            ("answer_exemption", _("Svara på granskarens fråga"), policies.can_answer_exemption(p, thing, "answer", on)),
            ("exempt", _("Besluta"), policies.can_decide_exemption(p, thing, "grant", on)),
            ("record_exemption", _("För in styrelsens beslut"), policies.can_record_exemption(p, thing, "grant", on)),
            ("revoke_exemption", _("Återkalla"), policies.can_decide_exemption(p, thing, "revoke", on)),
            ("withdraw_exemption", _("Ta tillbaka ansökan"), policies.can_answer_exemption(p, thing, "withdraw", on)),
            ("lapse_exemption", _("Låt det gå ut"), policies.can_answer_exemption(p, thing, "lapse", on) if thing.lapse_noted_on is None else None),
        ):  # fmt: skip
            if verdict:
                found.append(Act(gettext(words), reverse(f"records:{name}", args=[thing.code]), primary=not found))
        given = standing in (ExemptionStanding.IN_FORCE, ExemptionStanding.ENDING, ExemptionStanding.ENDED)
        if (
            given
            and thing.body_id
            and policies.can_seek_exemption(p, thing.body_id, on)
            and not thing.renewals.exclude(state__in=["refused", "withdrawn"]).exists()
        ):
            found.insert(0, Act(gettext("Sök förnyelse"), f"{reverse('records:seek_exemption')}?fornya={thing.code}", primary=True))
        return found


def _subject(one: Exemption) -> str:
    """What it was asked for: a whole body is named beside, anything else by its code."""
    target = Target(one.target)
    return label(target) if target is Target.BODY else f"{label(target)} {one.subject}"


def _link(route: str, code: Any, text: Any) -> SafeString:
    return format_html('<a class="ds-link" href="{}">{}</a>', reverse(route, args=[code]), text)
