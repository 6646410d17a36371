"""Addresses of log-in and programs."""

from django.urls import path, re_path

from . import jobs, panels  # noqa: F401  (they register)
from .views import entering, own_tokens, people, programs, providers, webhooks

app_name = "access"
_HOOK = "webhookar/<str:code>/"
_PROGRAM = "systemkonton/<slug:username>/"
urlpatterns = [
    path("systemkonton/", programs.Programs.as_view(), name="programs"),
    re_path(r"^systemkonton/(?P<form>xlsx|csv|json)$", programs.Programs.as_view(), name="programs_export"),
    path("systemkonto/nytt/", programs.NewProgram.as_view(), name="new_program"),
    path(_PROGRAM, programs.ProgramPage.as_view(), name="program"),
    path(f"{_PROGRAM}andra/", programs.ChangeProgram.as_view(), name="change_program"),
    path(f"{_PROGRAM}avsluta/", programs.CloseProgram.as_view(), name="close_program"),
    path(f"{_PROGRAM}nyckel/", programs.IssueToken.as_view(), name="issue_token"),
    path(f"{_PROGRAM}nyckel/<int:pk>/aterkalla/", programs.RevokeToken.as_view(), name="revoke_token"),
    path("mina-nycklar/", own_tokens.OwnTokens.as_view(), name="own_tokens"),
    path("mina-nycklar/ny/", own_tokens.IssueOwnToken.as_view(), name="issue_own_token"),
    path("mina-nycklar/<int:pk>/aterkalla/", own_tokens.RevokeOwnToken.as_view(), name="revoke_own_token"),
    path("webhookar/", webhooks.Webhooks.as_view(), name="webhooks"),
    re_path(r"^webhookar/(?P<form>xlsx|csv|json)$", webhooks.Webhooks.as_view(), name="webhooks_export"),
    path("webhook/ny/", webhooks.NewWebhook.as_view(), name="new_webhook"),
    path(_HOOK, webhooks.WebhookPage.as_view(), name="webhook"),
    path(f"{_HOOK}andra/", webhooks.ChangeWebhook.as_view(), name="change_webhook"),
    path(f"{_HOOK}pausa/", webhooks.PauseWebhook.as_view(), name="pause_webhook"),
    path(f"{_HOOK}ateruppta/", webhooks.ResumeWebhook.as_view(), name="resume_webhook"),
    path(f"{_HOOK}hemlighet/", webhooks.RotateSecret.as_view(), name="rotate_secret"),
    path(f"{_HOOK}prov/", webhooks.TestWebhook.as_view(), name="test_webhook"),
    path(f"{_HOOK}avsluta/", webhooks.CloseWebhook.as_view(), name="close_webhook"),
    path("utskick/", webhooks.Deliveries.as_view(), name="deliveries"),
    re_path(r"^utskick/(?P<form>xlsx|csv|json)$", webhooks.Deliveries.as_view(), name="deliveries_export"),
    path("utskick/<str:code>/", webhooks.DeliveryPage.as_view(), name="delivery"),
    path("utskick/<str:code>/igen/", webhooks.Resend.as_view(), name="resend"),
    path("in/<slug:code>/", entering.Begin.as_view(), name="begin"),
    path("in/<slug:code>/svar/", entering.Back.as_view(), name="back"),
    path("in/<slug:code>/utloggad/", entering.EndedThere.as_view(), name="ended_there"),
    path("utloggad/", entering.Out.as_view(), name="out"),
    path("leverantorer/", providers.Providers.as_view(), name="providers"),
    path("leverantorer/ny/", providers.NewProvider.as_view(), name="new_provider"),
    path("leverantorer/<slug:code>/", providers.ProviderPage.as_view(), name="provider"),
    path("leverantorer/<slug:code>/andra/", providers.ChangeProvider.as_view(), name="change_provider"),
    path("leverantorer/<slug:code>/i-bruk/", providers.SetInForce.as_view(), name="set_in_force"),
    path("leverantorer/<slug:code>/prova/", providers.TryProvider.as_view(), name="try_provider"),
    path("leverantorer/<slug:code>/prova-regler/", providers.Trial.as_view(), name="trial"),
    path("leverantorer/<slug:code>/regler/ny/", providers.NewRule.as_view(), name="new_rule"),
    path("leverantorer/<slug:code>/regler/<int:pk>/", providers.ChangeRule.as_view(), name="change_rule"),
    path("leverantorer/<slug:code>/regler/<int:pk>/ta-bort/", providers.RemoveRule.as_view(), name="remove_rule"),
    path("personer/<str:username>/", people.PersonPage.as_view(), name="person"),
    path("personer/<str:username>/koppla/", people.LinkPerson.as_view(), name="link"),
    path("personer/<str:username>/koppling/<int:pk>/ta-bort/", people.UnlinkPerson.as_view(), name="unlink"),
    path("personer/<str:username>/sla-ihop/", people.MergePerson.as_view(), name="merge"),
    path("personer/<str:username>/ta-bort/", people.RemovePerson.as_view(), name="remove"),
    path("personer/<str:username>/aterstall/", people.RestorePerson.as_view(), name="restore"),
]
