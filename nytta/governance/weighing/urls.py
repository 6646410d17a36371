from django.urls import URLPattern, path

from nytta.governance.portfolios.documents import letter_text

from .views import any_day, outcome, published

app_name = "weighing"
urlpatterns: list[URLPattern] = [
    path("arende/<str:code>/", any_day.AnyDayPage.as_view(), name="any_day"),
    path("<str:code>/rad/", outcome.AdvisePage.as_view(), name="advise"),
    path("<str:code>/beslut/", outcome.DecidePage.as_view(letter_text=letter_text), name="decide"),
    path("<str:code>/oppna-igen/", outcome.ReopenPage.as_view(), name="reopen"),
    path("<str:code>/publicerat/", published.PublishedPage.as_view(), name="published"),
    path("<str:code>/underlag.<str:form>", published.BasisFile.as_view(), name="basis"),
]
