"""Addresses of log-in and programs."""

from django.urls import path, re_path

from . import jobs, panels  # noqa: F401  (they register)
from .views import own_tokens, programs, webhooks

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
]
