"""Which acts programs may do, what each of them writes, and which stay in the browser. Source: D14; O2."""

from django.utils.translation import gettext_noop as _

from nytta.kit.api.doing import Act, acts_of
from nytta.kit.scopes import scope

LABELS = {
    "cases": _("Göra det som innehavaren får göra med ansökningar och ärenden"),
    "ideas": _("Lämna och besvara idéer och be om stöd"),
    "benefits": _("Hålla nulägen och de värden som kalkyler räknas med"),
    "portfolios": _("Göra det som innehavaren får göra med ramar, råd och beslut"),
    "meetings": _("Göra det som innehavaren får göra på sammanträden"),
    "projects": _("Rapportera, ändra och avsluta projekt"),
    "reports": _("Skriva på årsrapporten"),
    "systems": _("Hålla registret över system, integrationer och ändringar"),
    "rule-sets": _("Skriva på utkast till regler"),
    "decisions": _("Föra in beslut, organ, uppdrag och styrande dokument"),
    "exemptions": _("Söka, granska och besluta om undantag"),
    "programs": _("Återkalla nycklar"),
}
for _resource, _label in LABELS.items():
    scope(f"{_resource}:write", _label, _("Handlingar"))

# By app, and by route where an app's acts write several things: the resource whose scope `<resource>:write` is asked for.
WRITES = {
    "applications": "cases", "valuation": "cases", "preparation": "cases", "portal": "cases", "intake": "ideas", "support": "ideas",
    "benefits": "benefits", "portfolios": "portfolios", "weighing": "portfolios", "meetings": "meetings", "projects": "projects",
    "scorecard": "reports", "systems": "systems", "flows": "systems", "changes": "systems", "rulesets": "rule-sets", "records": "decisions",
    "access:revoke_token": "programs",
    **dict.fromkeys(
        (
            "records:seek_exemption", "records:answer_exemption", "records:appoint_reviewer", "records:ask_applicant", "records:record_exemption",
            "records:exempt", "records:lapse_exemption", "records:review_exemption", "records:revoke_exemption", "records:withdraw_exemption",
        ),
        "exemptions",
    ),
}  # fmt: skip
FILES = "takes a file, which is looked at before it is brought in"
SCREEN = "is a step of looking at a file on a page"
SELF = "is about the person's own page, log-in or calendar"
LOGIN = "gives log-in or changes it, which is not done by a key"
# Each with its reason; whatever is not here is an operation.
EXCEPTED = {
    **dict.fromkeys((
        "applications:book", "applications:new_mapping", "applications:replace_mapping", "applications:sheet", "benefits:import", "flows:sheet", "projects:bring_in",
        "projects:condition", "projects:cost_sheet", "projects:effect_file", "records:bodies_sheet", "records:new_document", "records:new_edition",
        "records:new_plan", "records:put_in_text", "systems:import", "systems:model", "systems:new_document", "systems:new_concept_model", "systems:new_version",
    ), FILES),
    **dict.fromkeys((
        "applications:book_look", "applications:sheet_look", "flows:sheet_look", "projects:bring_in_look", "projects:cost_look", "records:confirm_sheet", "systems:import_look", "systems:model_look",
    ), SCREEN),
    **dict.fromkeys(("changes:renew_feed", "meetings:renew_feed", "meetings:renew_own", "portal:choices"), SELF),
    **dict.fromkeys(("access", "portal:adopt"), LOGIN),
}  # fmt: skip


def acts() -> list[Act]:
    """All acts that programs may do; of those of log-in and keys (`access`) only that of taking a key back."""
    return acts_of(WRITES, EXCEPTED)
