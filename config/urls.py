"""All addresses: one prefix for each app."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from nytta.city.access.views.entering import LogOut
from nytta.city.access.views.saml import NoLogIn, OwnMetadata
from nytta.portal.api import URLS


def gone(request: HttpRequest, **address: str) -> HttpResponse:
    """What the library for log-in offers and the city does not use."""
    raise Http404


CLOSED = (  # nobody keeps addresses here or chooses a password but by an invitation (/tilltrade/)
    ("email/", "account_email"),
    ("confirm-email/", "account_email_verification_sent"),
    ("confirm-email/<str:key>/", "account_confirm_email"),
    ("password/set/", "account_set_password"),
    ("password/reset/", "account_reset_password"),
    ("password/reset/done/", "account_reset_password_done"),
    ("password/reset/key/<str:key>/", "account_reset_password_from_key"),
    ("password/reset/key/done/", "account_reset_password_from_key_done"),
    ("login/code/confirm/", "account_confirm_login_code"),
)

urlpatterns = [
    path("konto/logout/", LogOut.as_view(), name="account_logout"),  # also at the provider by which one came
    *[path(f"konto/{closed}", gone, name=name) for closed, name in CLOSED],
    path("konto/saml/metadata.xml", OwnMetadata.as_view(), name="saml_metadata"),
    path("konto/saml/svar/", NoLogIn.as_view(), name="saml_answer"),
    path("konto/", include("allauth.urls")),
    path("sprak/", include("django.conf.urls.i18n")),
    path("ideer/", include("nytta.needs.intake.urls")),
    path("stod/", include("nytta.needs.intake.urls.support")),
    path("mal/", include("nytta.needs.goals.urls")),
    path("ansokningar/", include("nytta.governance.applications.urls")),
    path("nulagen/", include("nytta.governance.benefits.urls")),
    path("vardering/", include("nytta.governance.valuation.urls")),
    path("beredning/", include("nytta.governance.preparation.urls")),
    path("portfoljer/", include("nytta.governance.portfolios.urls")),
    path("vagningar/", include("nytta.governance.weighing.urls")),
    path("sammantraden/", include("nytta.governance.meetings.urls")),
    path("regelutkast/", include("nytta.governance.rulesets.urls")),
    path("projekt/", include("nytta.followup.projects.urls")),
    path("rapporter/", include("nytta.followup.scorecard.urls")),
    path("integrationer/", include("nytta.delivery.systems.urls.flows")),
    path("andringar/", include("nytta.delivery.systems.urls.changes")),
    path("", include("nytta.delivery.systems.urls")),
    path("organisation/", include("nytta.city.organisation.urls")),
    path("register/", include("nytta.city.records.urls")),
    path("tilltrade/", include("nytta.city.access.urls")),
    path("api/v1/", include((URLS, "api"))),
    path("scim/v2/", include("nytta.city.access.api.urls")),
    path("", include("nytta.portal.urls")),
]
handler400 = "nytta.portal.views.bad_request"
handler500 = "nytta.portal.views.server_error"
