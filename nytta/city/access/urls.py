"""Addresses of log-in and programs."""

from django.urls import path, re_path

from . import jobs, panels  # noqa: F401  (they register)
from .views import own_tokens, programs

app_name = "access"
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
]
