"""Addresses of change notices, their calendar, and the planned outages that are public."""

from django.urls import path, re_path

from .. import jobs
from ..views import answers, calendars, changes

__all__ = ["app_name", "jobs", "urlpatterns"]  # jobs are registered when they are imported
app_name = "changes"
urlpatterns = [
    path("", changes.Changes.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", changes.Changes.as_view(), name="export"),
    path("ny/", changes.NewChange.as_view(), name="new"),
    path("kalender/", calendars.Calendar.as_view(), name="calendar"),
    path("kalender/adress/", calendars.RenewChangeFeed.as_view(), name="renew_feed"),
    path("kalender/<str:token>.ics", calendars.ChangeFeedFile.as_view(), name="feed"),
    path("driftstopp/", calendars.Outages.as_view(), name="outages"),
    re_path(r"^driftstopp/(?P<form>xlsx|csv|json)$", calendars.Outages.as_view(), name="outages_export"),
    path("driftstopp.ics", calendars.OutageFeed.as_view(), name="outage_feed"),
    path("driftstopp/<str:code>/", calendars.OutagePage.as_view(), name="outage"),
    path("<str:code>/", changes.ChangePage.as_view(), name="detail"),
    path("<str:code>/andra/", changes.WriteChange.as_view(), name="write"),
    path("<str:code>/anmal/", changes.Announce.as_view(), name="announce"),
    path("<str:code>/flytta/", changes.MoveChange.as_view(), name="move"),
    path("<str:code>/genomfor/", changes.GoAhead.as_view(), name="go_ahead"),
    path("<str:code>/stall-in/", changes.CancelChange.as_view(), name="cancel"),
    path("<str:code>/klar/", changes.CloseChange.as_view(), name="close"),
    path("<str:code>/svara/", answers.AnswerChange.as_view(), name="answer"),
    path("<str:code>/fraga/<slug:system>/", answers.AskAbout.as_view(), name="ask"),
    path("<str:code>/besvara/<slug:system>/", answers.ReplyTo.as_view(), name="reply"),
]
