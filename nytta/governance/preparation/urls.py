from django.urls import path

from . import panels, views

__all__ = ["app_name", "panels", "urlpatterns"]  # panels are registered when they are imported
app_name = "preparation"
urlpatterns = [
    path("<str:code>/jav/", views.DeclarePage.as_view(), name="declare"),
    path("<str:code>/jav/gruppen/", views.StandingPage.as_view(), name="standing"),
    path("<str:code>/jav/<int:person>/", views.SettlePage.as_view(), name="settle"),
    path("<str:code>/underteckna/", views.RecommendPage.as_view(), name="recommend"),
    path("<str:code>/fraga/", views.AskPage.as_view(), name="send_back"),
    path("<str:code>/", views.StatePage.as_view(), name="state"),
]
