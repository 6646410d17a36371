"""Pages of the baselines and of the city's dated figures."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit, charts
from nytta.kit.documents import Column, Section, Table
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act, gather
from nytta.kit.words import label, tell
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Verdict

from .. import commands, imports, policies
from ..forms import BaselineForm, MeasureForm, SheetForm, measured_before
from ..lists import BASELINES, CLAIMS
from ..models import Baseline, BaselineVersion
from ..queries.ledger import Part, Share, Use, calls_on, parts_on, saved_by_year, state_words, uncounted_by_year, use_of
from ..rules import Measured, hours
from ..terms import BaselineKind, ClaimDriver, ClaimStatus

tell({
    "baseline.add": _("lade upp nuläget"), "baseline.change": _("beskrev nuläget på nytt"), "baseline.measure": _("mätte nuläget"),
    "claim.tie": _("knöt en post till ett nuläge"), "claim.untie": _("tog bort ett anspråk"), "claim.grant": _("band anspråken på nulägen"),
    "claim.release": _("släppte anspråken på nulägen"), "claim.realise": _("förde in vad som tagits hem"), "claim.value": _("sänkte vad poster tar av sina nulägen"), "figures.item": _("beskrev en post i kalkylen"),
    "figures.paths": _("skrev vägar till målet"), "figures.levels": _("förde in nivåer"), "parameter.add": _("införde ett kalkylvärde"),
})  # fmt: skip

SHOWN, NAMED = 40, 5  # rows of claims on a baseline's own page, and parties of a clash by name


class Baselines(ListPage):
    """The register of baselines. Source: F9."""

    listing = BASELINES
    template = "benefits/baselines.html"

    def new_act(self) -> Act | None:
        may = policies.can_keep_baseline(self.person, None, self.on.date())
        return Act(gettext("Nytt nuläge"), reverse("benefits:new")) if may else None

    def more(self, asked: Any) -> dict[str, Any]:
        may = policies.can_import_baselines(self.person, self.on.date())
        sheet = [Act(gettext(ImportBaselines.title), reverse("benefits:import"))] if may else []
        return {"others": [*sheet, Act(gettext(CLAIMS.title), reverse("benefits:claims"))]}


class Claims(ListPage):
    """Every claim on every baseline. Source: F9."""

    listing = CLAIMS


def found_at(code: str) -> Baseline:
    """The baseline under a code, or not found."""
    baseline = Baseline.objects.filter(code=code).select_related("owner_body").first()
    if baseline is None:
        raise Http404
    return baseline


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    return [(gettext(BASELINES.title), reverse("benefits:baselines")), *last]


class BaselinePage(DetailPage):
    """What something costs today, who calls on it, and what is left. Source: F9."""

    template = "benefits/baseline.html"

    def thing(self, **address: Any) -> Baseline:
        return found_at(address["code"])

    def context(self, thing: Baseline) -> dict[str, Any]:
        versions = list(thing.versions.select_related("by"))
        last, calls = (versions[0] if versions else None), calls_on(thing, SHOWN)
        uses = use_of(thing, last.yearly_cost_sek if last else 0)
        may = policies.can_keep_baseline(self.person, thing.owner_body, self.on.date())
        acts = [
            Act(gettext("Mät på nytt"), reverse("benefits:measure", args=[thing.code]), True, why_not=may.blocking),
            Act(gettext("Beskriv på nytt"), reverse("benefits:change", args=[thing.code]), why_not=may.blocking),
            Act(gettext("Alla anspråk"), f"{reverse('benefits:claims')}?nulage={thing.pk}"),
        ]  # fmt: skip
        parties = dict(gather("claim.parties", sorted({c.code for c in calls})))
        facts = [
            (gettext("Slag"), label(BaselineKind(thing.kind))), (gettext("Process"), thing.process), (gettext("Enhet"), thing.unit),
            (gettext("Resurs"), thing.resource), (gettext("Förs av"), thing.owner_body), *_measured(last),
        ]  # fmt: skip
        return {
            "title": thing.name, "code": thing.code, "subtitle": thing.owner_body.name, "facts": facts, "acts": [*acts, *gather("baseline.acts", thing, self.person, self.on.date())],
            "sections": [_uses(uses, thing), _together(uses, last, BaselineKind(thing.kind)), _calls(calls, parties, sum(u.calls for u in uses)), *_parts(parts_on(thing, SHOWN)), *_call_years(calls), _versions(versions)],
            "warnings": _warnings(uses, calls), "blocks": gather("baseline.blocks", thing, self.person, self.on.date()),
            "events": audit.history(thing.code)[:50], "crumbs": trail((thing.code, "")),
        }  # fmt: skip


def _measured(last: BaselineVersion | None) -> list[tuple[str, Any]]:
    if last is None:
        return [(gettext("Kostnad per år"), gettext("inte mätt"))]
    time = hours(Measured(last.year, last.source, last.quantity, last.minutes))
    each = [
        (gettext("Antal per år"), last.quantity, ""), (gettext("Minuter för var och en"), last.minutes, ""), (gettext("Timmar per år"), time, ""),
        (gettext("Timkostnad med påslag, kronor"), last.hourly_cost_sek, " kr"), (gettext("Pris för var och en, kronor"), last.unit_price_sek, " kr"),
    ]  # fmt: skip
    shown = [(name, comma(value, 2).removesuffix(",00") + unit) for name, value, unit in each if value is not None]
    return [
        *shown,
        (gettext("Kostnad per år"), sek(last.yearly_cost_sek)),
        (gettext("Mätt för"), str(last.year)),
        (gettext("Källa"), last.source),
    ]


def _amount(value: Decimal, kind: BaselineKind) -> str:
    return f"{comma(value * 100, 1)} %" if kind is BaselineKind.ACTIVITY else sek(int(value))


def _uses(uses: list[Use], thing: Baseline) -> Section:
    kind = BaselineKind(thing.kind)
    rows = [
        [str(u.year), label(u.driver), _amount(u.bound, kind), _amount(u.asked, kind), _amount(u.left, kind), state_words(u)]
        for u in uses
    ]  # fmt: skip
    names = (gettext("År"), gettext("Sänker"), gettext("Beviljat och hemtaget"), gettext("Begärt"), gettext("Kvar"), gettext("Läge"))
    table = Table(gettext("Vad som är begärt och kvar"), [Column(n, num=i in (2, 3, 4)) for i, n in enumerate(names)], rows)
    drawn, alt = "", gettext("Beviljat och begärt för varje år, av det som finns.")
    if uses:
        spans = [
            charts.FrameRow(
                f"{u.year} {label(u.driver).lower()}", int(u.whole * 1000), int(u.bound * 1000), int((u.bound + u.asked) * 1000)
            )
            for u in uses[:12]
        ]
        drawn = (
            charts.svg(
                charts.bars(spans, labels=(gettext("Hela nuläget"), gettext("Beviljat"), gettext("Med det begärda")), percent=True),
                title=gettext("Vad som är begärt och kvar"),
                description=alt,
            )
            if kind is BaselineKind.ACTIVITY
            else ""
        )
    return Section(
        gettext("Vad som är begärt och kvar"),
        [] if uses else [gettext("Ingen har begärt något av nuläget.")],
        chart=drawn,
        alt=alt,
        table=table if uses else None,
    )


def _warnings(uses: list[Use], calls: list[Share]) -> list[str]:
    """The clashes and the near ones in words, with both parties."""
    said = []
    for u in uses:
        if u.clashes or u.warns:
            mine = [f"{c.code} ({c.label})" for c in calls if (c.year, c.driver) == (u.year, u.driver.value)][:NAMED]
            more = [gettext("%(count)s till") % {"count": u.calls - len(mine)}] if u.calls > len(mine) else []
            names = ", ".join([*dict.fromkeys(mine), *more])
            text = (
                gettext("%(year)s, %(driver)s: mer är begärt än som finns. Parter: %(names)s.")
                if u.clashes
                else gettext("%(year)s, %(driver)s: minst 80 procent är begärt av %(names)s.")
            )
            said.append(text % {"year": u.year, "driver": label(u.driver).lower(), "names": names})
    return said


def _together(uses: list[Use], last: BaselineVersion | None, kind: BaselineKind) -> Section:
    """What the claims save together: shares add up within a driver, and the rest multiplies between drivers."""
    cost = last.yearly_cost_sek if last else 0
    time = hours(Measured(last.year, last.source, last.quantity, last.minutes)) if last else None
    rows = []
    for year, (alone, share) in saved_by_year(uses if kind is BaselineKind.ACTIVITY else []).items():
        times = [comma(Fraction(time) * part, 0) if time else "–" for part in (share, alone - share)]
        rows.append([str(year), f"{comma(alone * 100, 1)} %", f"{comma(share * 100, 1)} %", sek(int(cost * share)), *times])
    names = (
        gettext("År"),
        gettext("Var för sig"),
        gettext("Tillsammans"),
        gettext("Kronor tillsammans"),
        gettext("Timmar tillsammans"),
        gettext("Timmar räknade två gånger"),
    )
    uncounted = gettext(
        "%(year)s sparar det som är beviljat och hemtaget %(saved)s av nuläget tillsammans, och projekten räknar %(counted)s. Skillnaden räknar ingen: ett projekt tog hem mindre än beslutat sedan andra beslutats på det som var kvar."
    )
    less = [
        uncounted % {"year": year, "saved": f"{comma(saved * 100, 1)} %", "counted": f"{comma(counted * 100, 1)} %"}
        for year, (saved, counted) in (uncounted_by_year(uses) if kind is BaselineKind.ACTIVITY else {}).items()
    ]
    note = gettext(
        "Inom samma sak läggs andelarna ihop; mellan antal, tid och pris räknas nästa på det som är kvar. Det som räknas är detsamma i vilken ordning besluten än fattas."
    )
    return Section(
        gettext("Räknat en gång"),
        [note, *less],
        table=Table(gettext("Vad anspråken sparar tillsammans"), [Column(n, num=i > 0) for i, n in enumerate(names)], rows)
        if rows
        else None,
    )


def _calls(calls: list[Share], parties: dict[str, tuple[str, str]], total: int) -> Section:
    """A row for each claim, with the span of its years and shares."""
    claims: dict[int, list[Share]] = {}
    for c in calls:
        claims.setdefault(c.claim, []).append(c)
    rows = []
    for mine in claims.values():
        c, years = mine[0], [s.year for s in mine]
        title, body = parties.get(c.code, ("", ""))
        rows.append([
            ", ".join(t for t in (f"{c.code} {title}".strip(), body) if t), f"{c.label} ({label(ClaimDriver(c.driver)).lower()})",
            _span(str(min(years)), str(max(years))), label(ClaimStatus(c.status)),
            _span(*(_asked(f(mine, key=lambda s: (s.fraction, s.amount_sek or 0))) for f in (min, max))),
            _span(*(_percent(f(s.counted for s in mine if s.counted is not None)) for f in (min, max))) if c.counted is not None and c.amount_sek is None else "–",
        ])  # fmt: skip
    names = (gettext("Ärende och part"), gettext("Post och vad som sänks"), gettext("År"), gettext("Status"), gettext("Andel"), gettext("Räknas"))  # fmt: skip
    more = gettext("De första anspråken visas; alla står i listan Anspråk på nulägen.")
    return Section(
        gettext("Anspråk"),
        [more] if total > len(calls) else [],
        table=Table(gettext("Anspråk på nuläget"), [Column(n, num=i in (2, 4, 5)) for i, n in enumerate(names)], rows) if rows else None,
    )


def _parts(parts: list[Part]) -> list[Section]:
    """Claims that lie within another project's: told, and not counted again."""
    rows = [
        [f"{p.share.code} {p.share.label}", p.parent, str(p.share.year), label(ClaimStatus(p.share.status)), _asked(p.share), "–" if p.of is None else _amount(p.of, p.kind)]
        for p in parts
    ]  # fmt: skip
    names = (
        gettext("Ärende och post"),
        gettext("Del av"),
        gettext("År"),
        gettext("Status"),
        gettext("Andel"),
        gettext("Det större anspråket"),
    )
    note = gettext("En del ryms inom det större projektets anspråk och räknas inte en gång till.")
    table = Table(gettext("Delar av andra anspråk"), [Column(n, num=i in (2, 4, 5)) for i, n in enumerate(names)], rows)
    return [Section(gettext("Delar av andra anspråk"), [note], table=table)] if rows else []


def _call_years(calls: list[Share]) -> list[Section]:
    """The same year by year, by year and status: a share may be taken up over the years."""
    order = [s.value for s in ClaimStatus]
    rows = [
        [str(c.year), label(ClaimStatus(c.status)), f"{c.code} {c.label}", _asked(c), _percent(c.counted) if c.counted is not None and c.amount_sek is None else "–"]
        for c in sorted(calls, key=lambda c: (c.year, order.index(c.status), c.claim))
    ]  # fmt: skip
    names = (gettext("År"), gettext("Status"), gettext("Ärende och post"), gettext("Andel"), gettext("Räknas"))
    table = Table(gettext("Anspråken år för år"), [Column(n, num=i > 2) for i, n in enumerate(names)], rows)
    return [Section(gettext("År för år"), table=table, fold=True)] if rows else []


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _percent(share: Fraction) -> str:
    return f"{comma(share * 100, 1)} %"


def _asked(share: Share) -> str:
    return sek(share.amount_sek) if share.amount_sek is not None else _percent(share.fraction)


def _versions(versions: list[BaselineVersion]) -> Section:
    rows = [[str(v.number), str(v.year), sek(v.yearly_cost_sek), v.source, str(v.by.title or v.by), v.on.isoformat()] for v in versions]
    names = (gettext("Version"), gettext("Mätt för"), gettext("Kostnad per år"), gettext("Källa"), gettext("Av"), gettext("Dag"))
    return Section(
        gettext("Versioner"), table=Table(gettext("Nulägets versioner"), [Column(n, num=i == 2) for i, n in enumerate(names)], rows)
    )


class NewBaseline(ActPage):
    """Put a baseline in the register. Source: F9."""

    title = _("Nytt nuläge")
    button = _("Lägg upp nuläget")
    done = _("Nuläget står i registret.")
    help = _("Skriv vad arbetet kostar i dag och var siffrorna kommer från. Projekt knyter sina besparingar hit.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_baseline(self.person, None, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.bound = BaselineForm(self.on.date(), **given)
        return self.bound

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("benefits:baselines"), "crumbs": trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Baseline:
        return commands.add_baseline(text=self.bound.text(), measured=self.bound.measured(), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Baseline) -> str:
        return reverse("benefits:baseline", args=[result.code])


class BaselineAct(ActPage):
    """An act on a baseline."""

    def thing(self, **address: Any) -> Baseline:
        return found_at(address["code"])

    def verdict(self, thing: Baseline) -> Verdict:
        return policies.can_keep_baseline(self.person, thing.owner_body, self.on.date())

    def context(self, thing: Baseline) -> dict[str, Any]:
        back = reverse("benefits:baseline", args=[thing.code])
        return {
            "cancel_url": back,
            "crumbs": trail((thing.code, back), (gettext(self.title), "")),
            "facts": [(gettext("Nuläge"), str(thing))],
        }

    def went_to(self, thing: Baseline, result: Any) -> str:
        return reverse("benefits:baseline", args=[thing.code])


class MeasureBaseline(BaselineAct):
    """A new version; those before it stand."""

    title = _("Mät nuläget på nytt")
    button = _("Spara som ny version")
    done = _("Den nya versionen gäller för nya anspråk. De gamla står kvar.")
    help = _("De anspråk som redan finns står kvar på den version som de gjordes mot.")

    def form(self, thing: Baseline, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.bound = MeasureForm(initial=measured_before(thing.versions.first()), **given)
        return self.bound

    def run(self, thing: Baseline, cleaned: dict[str, Any]) -> Any:
        return commands.measure_baseline(baseline=thing, measured=self.bound.measured(), by=self.person, on=self.on)


class ChangeBaseline(BaselineAct):
    """Describe it anew."""

    title = _("Beskriv nuläget på nytt")
    done = _("Beskrivningen är sparad.")

    def form(self, thing: Baseline, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.bound = BaselineForm(self.on.date(), thing, **given)
        return self.bound

    def run(self, thing: Baseline, cleaned: dict[str, Any]) -> Any:
        return commands.change_baseline(baseline=thing, text=self.bound.text(), by=self.person, on=self.on)


class ImportBaselines(ActPage):
    """A sheet of baselines: all rows or none, and every fault named. Source: F9."""

    title = _("För in nulägen från en fil")
    button = _("För in")
    done = ""
    help = _(
        "Använd mallens rubriker. Finns ett fel förs inget in, och varje fel sägs med rad och kolumn. Samma fil två gånger lägger inte till något."
    )
    form_class = SheetForm

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_import_baselines(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        lead = format_html('<a class="ds-link" href="{}">{}</a>', reverse("benefits:template"), gettext("Hämta mallen"))
        return {"cancel_url": reverse("benefits:baselines"), "crumbs": trail((gettext(self.title), "")), "lead": lead}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        sheet = cleaned["sheet"]
        return imports.bring_in(sheet, filename=sheet.name, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        text = gettext("%(added)s nya, %(measured)s mätta på nytt, %(there)s fanns redan.")
        messages.success(self.request, text % {n: result[n] for n in ("added", "measured", "there")})
        return reverse("benefits:baselines")


class BaselineTemplate(HousePage):
    """An empty sheet with the headings."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return file("\ufeff" + ";".join(imports.headings()) + "\r\n", "text/csv; charset=utf-8", "nulagen.csv")
