"""Addresses of support."""

from django.urls import path, re_path

from ..views import giving
from ..views import support as views

app_name = "support"
urlpatterns = [
    path("", views.Supports.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.Supports.as_view(), name="export"),
    path("ny/", views.Ask.as_view(), name="ask"),
    path("fordela/", giving.Choose.as_view(), name="choose_coach"),
    path("fordela/<int:person>/", giving.Give.as_view(), name="give"),
    path("coacherna/", views.Coaches.as_view(), name="coaches"),
    path("coacherna/tid/", views.Promise.as_view(), name="promise"),
    path("coacherna/<int:person>/", views.CoachSubjects.as_view(), name="subjects"),
    path("<str:code>/", views.SupportPage.as_view(), name="detail"),
    path("<str:code>/ta/", views.Take.as_view(), name="take"),
    path("<str:code>/lamna-over/", views.HandOver.as_view(), name="hand_over"),
    path("<str:code>/svara/", views.AnswerSupport.as_view(), name="answer"),
    path("<str:code>/folj-upp/", views.FollowUp.as_view(), name="follow"),
    path("<str:code>/ta-tillbaka/", views.Withdraw.as_view(), name="withdraw"),
]
