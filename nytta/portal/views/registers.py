"""All registers on one page, so that nobody needs to know an address: what anybody may read, and what those who work here may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.access.policies import can_keep, can_see, can_see_groups
from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_record, can_sample
from nytta.city.records.queries.seats import composed, group_name
from nytta.city.records.terms import Role
from nytta.governance.rulesets.policies import can_read
from nytta.kit.pages import DetailPage
from nytta.kit.words import spoken
from nytta.needs.intake.policies import sees_all_support
from nytta.plain.verdicts import Verdict

from ..policies import can_oversee


@dataclass(frozen=True)
class Register:
    """A register or page that one goes to: who finds it, and what it answers."""

    label: str
    route: str
    about: str
    public: bool = False
    policy: Callable[[Person | None, date], Verdict | bool] | None = None


REGISTERS_TEXTS: tuple[tuple[str, tuple[Register, ...]], ...] = (
    (_("Besluten"), (
        Register(_("Besluten"), "records:decisions", _("Varje beslut med beslutande, stöd, skäl och nummer."), public=True),
        Register(_("Är besluten orörda?"), "records:chain", _("Pröva själv att inget beslut har ändrats eller tagits bort."), public=True),
        Register(_("Är beslutet äkta?"), "records:genuine", _("Pröva ett beslut som du har fått, och om det fortfarande gäller."), public=True),
        Register(_("Sigill"), "records:seals", _("Varje natts kontrollsumma, att spara utanför systemet."), public=True),
        Register(_("Anslag"), "meetings:postings", _("Protokoll som är anslagna, med sista dag."), public=True),
        Register(_("Beslut på delegation"), "records:report", _("Vad som ska anmälas, och listorna som är anmälda.")),
        Register(_("Undantag"), "records:exemptions", _("Vilka krav det har beslutats om undantag från, och varför."), public=True),
        Register(_("Urval för granskning"), "records:sample", _("Ett urval av beslut eller ärenden som går att dra om."), policy=can_sample),
    )),
    (_("Organisation och uppdrag"), (
        Register(_("Nämnder, bolag och förvaltningar"), "organisation:list", _("Vilka som finns en viss dag, och vilka programmet binder."), public=True),
        Register(_("Organisationen som träd"), "organisation:tree", _("Vem som hör till vem en viss dag."), public=True),
        Register(_("Organ som har upphört"), "organisation:ended", _("Vad de hette, och vilka som tog över."), public=True),
        Register(_("Delegation"), "records:delegations", _("Vem som får besluta i någon annans ställe, enligt vilken punkt."), public=True),
        Register(_("Ägare av e-tjänster utan eget system"), "records:service_owners", _("Vilken nämnd eller styrelse som äger dem."), public=True),
        Register(_("Alla uppdrag"), "records:appointments", _("Vem som är utsedd till vad, hur länge och enligt vilket beslut.")),
        Register(_("Personer"), "access:people", _("Vilka som kan logga in, hur de gör det och vilka som är inbjudna."), policy=can_see_groups),
        Register(_("Inloggning genom andra"), "access:providers", _("Kommunens egen inloggning och andra myndigheters, och vad deras uppgifter leder till."), policy=can_keep),
        Register(_("Vem som måste ha ett andra steg"), "access:demands", _("Vilka uppdrag och rätter som kräver det, från när, och vem som saknar det ännu."), policy=can_keep),
        Register(_("Logg över inloggningar"), "access:sign_ins", _("Försök att logga in: vem, när, hur det gick och från vilket slags enhet."), policy=can_keep),
        Register(_("Grupper i katalogen"), "access:directory_groups", _("Vilka som är med i stadens katalog, bredvid vilka som har uppdrag."), policy=can_see_groups),
        Register(_("Kontoförsörjning från stadens katalog"), "access:directory", _("När katalogen hördes senast, vad den har ändrat och vad som inte gick."), policy=can_keep),
        Register(_("Vem får göra vad"), "records:rights", _("Alla handlingar i Nytta och vilka uppdrag som ger rätt till dem.")),
        Register(_("Systemkonton"), "access:programs", _("Vilka program som använder Nytta, vem som svarar för dem och när deras nycklar går ut."), policy=can_see),
        Register(_("Webhookar"), "access:webhooks", _("Vilka program som får veta när något har hänt, och om det når fram."), policy=can_see),
        Register(_("Utskick till webhookar"), "access:deliveries", _("Varje händelse som har skickats, och vad mottagaren svarade."), policy=can_see),
        Register(_("Vad får jag göra och varför"), "records:my_rights", _("Dina egna rätter i dag, och vad som saknas för de andra.")),
    )),
    (_("Nytta och kostnad"), (
        Register(_("Nulägen"), "benefits:baselines", _("Vad arbetsmoment och budgetposter kostar i dag, enligt vilken källa.")),
        Register(_("Anspråk på nulägen"), "benefits:claims", _("Vilka besparingar som är knutna till vilka nulägen, så att ingen räknas två gånger.")),
        Register(_("Kalkylvärden"), "benefits:parameters", _("Räntor, index, timkostnader och gränser som kalkyler räknas med, med dag och källa."), public=True),
        Register(_("Referensklasser"), "benefits:reference", _("Hur projekt har gått mot sina planer, kommunens egna och publicerade."), public=True),
    )),
    (_("Uppföljning"), (
        Register(_("Läget i dag"), "scorecard:dashboard", _("Pengar, projekt, avvikelser och effekter, med vägen till det som räknas.")),
        Register(_("Rekvisitioner"), "projects:requests", _("Vad projekten har begärt av sina pengar, och vad som är betalt.")),
        Register(_("Pengarnas händelser"), "projects:entries", _("Varje krona som beviljats, betalats, lämnats tillbaka, flyttats eller förfallit.")),
        Register(_("Bokförda rader"), "projects:costs", _("Vad projekten har kostat enligt ekonomisystemet, rad för rad.")),
        Register(_("Kostnader från ekonomisystemet"), "projects:cost_files", _("Vilka filer med kostnader som är införda, och när.")),
        Register(_("Portföljrapport"), "scorecard:portfolio", _("Var pengarna stod och hur det gick, vilken dag som helst."), public=True),
        Register(_("Årsrapporter"), "scorecard:annuals", _("Rapporten till fullmäktige, år för år."), public=True),
    )),
    (_("Ärenden och arkiv"), (
        Register(_("Registrerade ärenden"), "portal:cases", _("Alla ärenden med steg, den de väntar på och beslut."), public=True),
        Register(_("Erfarenheter"), "projects:lessons", _("Vad projekt, försök och piloter har lärt sig, och vem man frågar."), public=True),
        Register(_("Överföringar"), "projects:transfers", _("Pågående projekt och medel ur äldre register, med beslut och filens rader.")),
        Register(_("Diarium"), "records:registry", _("Allt som har kommit in och skickats i varje ärende.")),
        Register(_("Planerade driftstopp"), "changes:outages", _("När något inte går att använda, och varför."), public=True),
        Register(_("Styrdokument"), "records:governing", _("Program, strategier och riktlinjer: vad som gällde en viss dag, punkt för punkt."), public=True),
        Register(_("Regelverk"), "records:rules", _("Vad som prövas, när och enligt vilken bestämmelse."), public=True),
        Register(_("Utkast till regelverk"), "rulesets:list", _("Nya versioner medan de skrivs, och vad de skulle ändra för ärendena."), policy=can_read),
        Register(_("Informationshanteringsplan"), "records:plan", _("Vad som bevaras och vad som gallras."), public=True),
        Register(_("Kommunens uppgifter"), "records:settings", _("Namn, kommunkod och benämningar."), policy=can_record),
    )),
    (_("Stöd och överblick"), (
        Register(_("Var ärendena är"), "portal:oversight", _("Vem varje ärende väntar på och hur länge, med mediantider."), policy=can_oversee),
        Register(_("Ärenden jag skrivit, svarar för eller följer"), "portal:own_cases", _("Var dina ärenden är.")),
        Register(_("För utvecklare"), "portal:developers", _("Hur ett program läser det som står här."), public=True),
        Register(_("Stöd"), "support:list", _("Frågor till coacherna, och vad som blev av dem.")),
        Register(_("Coacherna"), "support:coaches", _("Vilka ämnen de tar, och hur många frågor de har."), policy=sees_all_support),
        Register(_("Grupperna och deras arbetsordning"), "meetings:groups", _("Regler, möten och kalender för varje grupp.")),
    )),
)  # fmt: skip
Line = tuple[str, str, str]


class Registers(DetailPage):
    """Every register with a line on what it answers, and the groups as composed; anybody sees those that are public. Source: O1, O2, O6."""

    public = True
    template = "portal/registers.html"

    def thing(self, **address: object) -> list[tuple[str, list[Line]]]:
        groups = [(spoken(name), [_line(r) for r in rows if self.finds(r)]) for name, rows in REGISTERS_TEXTS]
        return [(name, lines) for name, lines in groups if lines]

    def finds(self, one: Register) -> bool:
        """Whether the register is shown to whoever asks."""
        if self.person is None:
            return one.public
        return one.policy is None or bool(one.policy(self.person, self.on.date()))

    def context(self, thing: list[tuple[str, list[Line]]]) -> dict[str, object]:
        return {"title": gettext("Alla register"), "groups": _groups(composed(self.on.date())) if self.person else []}


def _line(one: Register) -> Line:
    return spoken(one.label), reverse(one.route), spoken(one.about)


def _groups(found: Sequence[tuple[Role, str]]) -> list[tuple[str, str]]:
    """(name, address) of the groups that have members today."""
    return [
        (group_name(r, portfolio), reverse("records:group", args=[r.value, portfolio] if portfolio else [r.value]))
        for r, portfolio in found
    ]
