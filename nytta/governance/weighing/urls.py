from django.urls import URLPattern, path, re_path

from nytta.governance.portfolios.documents import letter_text

from . import panels
from .views import any_day, changing, charts, compare, limits, outcome, preparing, published, room, weights, why

__all__ = ["app_name", "panels", "urlpatterns"]  # panels are registered when they are imported
app_name = "weighing"
urlpatterns: list[URLPattern] = [
    path("arende/<str:code>/", any_day.AnyDayPage.as_view(), name="any_day"),
    path("", preparing.RoundsPage.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", preparing.RoundsPage.as_view(), name="export"),
    path("ny/", preparing.StartPage.as_view(), name="start"),
    path("<str:code>/", preparing.RoundPage.as_view(), name="detail"),
    path("<str:code>/kriterium/", preparing.AddCriterionPage.as_view(), name="add_criterion"),
    path("<str:code>/kriterium/<str:criterion>/", preparing.CriterionPage.as_view(), name="criterion"),
    path("<str:code>/regel/<str:kind>/", limits.LimitPage.as_view(), name="limit"),
    path("<str:code>/regel/<str:kind>/<str:name>/", limits.LimitPage.as_view(), name="change_limit"),
    path("<str:code>/regel/<str:kind>/<str:name>/ta-bort/", limits.DropLimitPage.as_view(), name="drop_limit"),
    path("<str:code>/vikter/", weights.WeighInPage.as_view(), name="weigh_in"),
    path("<str:code>/be-om-vikter/", preparing.AskWeightsPage.as_view(), name="ask_weights"),
    path("<str:code>/tillbaka/", preparing.BackPage.as_view(), name="back"),
    path("<str:code>/oppna/", preparing.OpenPage.as_view(), name="open"),
    path("<str:code>/rad/", outcome.AdvisePage.as_view(), name="advise"),
    path("<str:code>/beslut/", outcome.DecidePage.as_view(letter_text=letter_text), name="decide"),
    path("<str:code>/oppna-igen/", outcome.ReopenPage.as_view(), name="reopen"),
    path("<str:code>/publicerat/", published.PublishedPage.as_view(), name="published"),
    path("<str:code>/underlag.<str:form>", published.BasisFile.as_view(), name="basis"),
    path("<str:code>/rummet/", room.RoomView.as_view(), name="room"),
    path("<str:code>/lage/", room.StateView.as_view(), name="state"),
    path("<str:code>/rummet/<int:number>/", room.RoomView.as_view(), name="scenario"),
    path("<str:code>/rummet/<int:number>/andra/", changing.ChangeView.as_view(), name="change"),
    path("<str:code>/rummet/<int:number>/forslag/<path:proposal>/", why.WhyView.as_view(), name="why"),
    path("<str:code>/scenarier/", compare.CompareView.as_view(), name="compare"),
    path("<str:code>/diagram/", charts.ChartsView.as_view(), name="charts"),
]
