from django.urls import URLPattern, path, re_path

from . import jobs, panels
from .queries import desk
from .views import circulation, groups, held, minutes, planning, postings

__all__ = ["app_name", "desk", "jobs", "panels", "urlpatterns"]  # panels, jobs and worklists are registered when they are imported
app_name = "meetings"
urlpatterns: list[URLPattern] = [
    path("", planning.MeetingsPage.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", planning.MeetingsPage.as_view(), name="export"),
    path("anslag/", postings.PostingsPage.as_view(), name="postings"),
    path("anslag/nytt/", postings.PostPage.as_view(), name="post"),
    path("anslag/<int:corrects>/ratta/", postings.PostPage.as_view(), name="correct"),
    path("grupper/", groups.GroupsPage.as_view(), name="groups"),
    path("grupper/<slug:code>/", groups.GroupPage.as_view(), name="group"),
    path("grupper/<slug:code>/regler/", groups.RulesPage.as_view(), name="rules"),
    path("grupper/<slug:code>/kalender/", groups.RenewFeedPage.as_view(), name="renew_feed"),
    path("grupper/<slug:code>/mote/", planning.PlanPage.as_view(), name="plan"),
    path("grupper/<slug:code>/cirkulation/", circulation.CirculatePage.as_view(), name="circulate"),
    path("kalender/", groups.RenewOwnPage.as_view(), name="renew_own"),
    path("kalender/<str:token>.ics", groups.FeedFile.as_view(), name="feed"),
    path("cirkulation/<str:code>/", circulation.CirculationPage.as_view(), name="circulation"),
    path("cirkulation/<str:code>/svara/", circulation.VotePage.as_view(), name="vote"),
    path("cirkulation/<str:code>/avsluta/", circulation.CloseCirculationPage.as_view(), name="close_circulation"),
    path("cirkulation/<str:code>/aterta/", circulation.WithdrawPage.as_view(), name="withdraw"),
    path("<str:code>/", held.MeetingPage.as_view(), name="detail"),
    path("<str:code>/tid/", planning.MovePage.as_view(), name="move"),
    path("<str:code>/arenden/", planning.AgendaPage.as_view(), name="agenda"),
    path("<str:code>/ovrig-punkt/", planning.PointPage.as_view(), name="point"),
    path("<str:code>/kalla/", planning.CallPage.as_view(), name="call"),
    path("<str:code>/stall-in/", planning.CancelPage.as_view(), name="cancel"),
    path("<str:code>/oppna/", held.OpenPage.as_view(), name="open"),
    path("<str:code>/narvaro/", held.AttendPage.as_view(), name="attend"),
    path("<str:code>/punkt/<int:number>/", held.SettlePage.as_view(), name="settle"),
    path("<str:code>/punkt/<int:number>/reservation/", held.DissentPage.as_view(), name="dissent"),
    path("<str:code>/punkt/<int:number>/ta-bort/", planning.DropPage.as_view(), name="drop"),
    path("<str:code>/avsluta/", held.ClosePage.as_view(), name="close"),
    path("<str:code>/skriv/", minutes.WritePage.as_view(), name="write"),
    path("<str:code>/skriv/<int:number>/", minutes.WriteItemPage.as_view(), name="write_item"),
    path("<str:code>/protokoll/", minutes.DraftPage.as_view(), name="draft"),
    path("<str:code>/justera/", minutes.ApprovePage.as_view(), name="approve"),
    path("<str:code>/protokoll.pdf", minutes.MinutesFile.as_view(), name="minutes_file"),
    path("<str:code>/publikt/", minutes.PublicPage.as_view(), name="public"),
    path("<str:code>/anslag/", postings.PostMeetingPage.as_view(), name="post_meeting"),
    path("<str:code>/handlingar/<int:number>/", planning.PaperFile.as_view(), name="paper"),
    re_path(r"^(?P<code>[^/]+)/handlingar\.(?P<kind>pdf|zip)$", planning.BundleFile.as_view(), name="bundle"),
]
