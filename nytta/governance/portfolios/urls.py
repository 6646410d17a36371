from django.urls import path

from . import documents, panels, views
from .views.special import NewSpecial, OutsidePage, RecordSpecial, Release

__all__ = ["app_name", "panels", "urlpatterns"]  # panels are registered when they are imported
app_name = "portfolios"
urlpatterns = [
    path("", views.PortfoliosPage.as_view(), name="list"),
    path("vagning/", views.WeighPage.as_view(), name="weigh"),
    path("vagning/rad/", views.AdviseManyPage.as_view(), name="advise_many"),
    path("rad/<str:code>/", views.AdvisePage.as_view(), name="advise"),
    path("beslut/<str:code>/", views.DecidePage.as_view(letter_text=documents.letter_text), name="decide"),
    path("brev/<int:number>/", views.LetterPage.as_view(), name="letter"),
    path("utanfor/", OutsidePage.as_view(), name="outside"),
    path("sarskilt-beslut/", NewSpecial.as_view(), name="new_special"),
    path("sarskilt-beslut/<int:pk>/frigor/", Release.as_view(), name="release"),
    path("sarskilt-beslut/<str:code>/", RecordSpecial.as_view(), name="special"),
    path("<str:code>/beskriv/", views.DescribePage.as_view(), name="describe"),
    path("<str:code>/<int:year>/ram/", views.FramePage.as_view(), name="frame"),
    path("<str:code>/<int:year>/", views.PortfolioPage.as_view(), name="detail"),
    path("<str:code>/", views.PortfolioPage.as_view(), name="detail"),
]
