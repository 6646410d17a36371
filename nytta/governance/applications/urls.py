"""Addresses of applications."""

from django.urls import path, re_path

from . import panels, views

PANELS = panels  # imported so that its pieces are registered

app_name = "applications"
urlpatterns = [
    path("", views.ApplicationList.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.ApplicationList.as_view(), name="export"),
    path("ny/", views.NewPage.as_view(), name="new"),
    path("importera/", views.SheetPage.as_view(), name="sheet"),
    path("importera/granska/", views.SheetLook.as_view(), name="sheet_look"),
    path("importera/mappningar/", views.MappingList.as_view(), name="mappings"),
    re_path(r"^importera/mappningar/(?P<form>xlsx|csv|json)$", views.MappingList.as_view(), name="mappings_export"),
    path("importera/ny-mappning/", views.MappingPage.as_view(), name="new_mapping"),
    path("importera/standardmappning/", views.MappingFile.as_view(), name="mapping_start"),
    path("importera/mappningar/<slug:name>/", views.MappingDetail.as_view(), name="mapping"),
    path("importera/mappningar/<slug:name>/ersatt/", views.ReplaceMapping.as_view(), name="replace_mapping"),
    path("importera/mappningar/<slug:name>/ta-ur-bruk/", views.RetireMapping.as_view(), name="retire_mapping"),
    path("importera/mappningar/<slug:name>/<int:version>/", views.MappingFile.as_view(), name="mapping_file"),
    path("importera/<int:job>/", views.SheetJob.as_view(), name="sheet_job"),
    path("vag-ut/<str:baseline>/", views.SettlePage.as_view(), name="settle"),
    path("vag-ut/<int:settlement>/<str:code>/", views.AnswerSettlement.as_view(), name="answer_settlement"),
    path("<str:code>/", views.CaseDetail.as_view(), name="detail"),
    path("<str:code>/kalkyl/", views.CalculationDetail.as_view(), name="calculation"),
    path("<str:code>/kalkyl/osakerhet/", views.CostRisk.as_view(), name="cost_risk"),
    path("<str:code>/kalkyl/svar/", views.ItemAnswers.as_view(), name="item_answers"),
    path("<str:code>/kalkyl/mallar/", views.TemplatesPage.as_view(), name="templates"),
    path("<str:code>/kalkyl/mallar/<slug:template>/", views.TemplatePage.as_view(), name="template"),
    path("<str:code>/kalkyl/kopiera/", views.CopyPage.as_view(), name="copy"),
    path("<str:code>/kalkyl/prisar/", views.RebasePage.as_view(), name="rebase"),
    path("<str:code>/kalkyl/vagar/", views.WaysPage.as_view(), name="ways"),
    path("<str:code>/kalkyl/<int:item>/", views.ItemDetail.as_view(), name="item"),
    path("<str:code>/kalkyl/<int:item>/nulage/", views.TiePage.as_view(), name="tie"),
    path("<str:code>/kalkyl/pdf/", views.CalculationFile.as_view(), name="calculation_pdf"),
    path("<str:code>/kalkyl/arbetsbok/", views.WorkbookFile.as_view(), name="workbook"),
    path("<str:code>/kalkyl/arbetsbok/in/", views.BookPage.as_view(), name="book"),
    path("<str:code>/kalkyl/arbetsbok/in/granska/", views.BookLook.as_view(), name="book_look"),
    path("<str:code>/skriv/<slug:section>/", views.WritePage.as_view(), name="write"),
    path("<str:code>/lamna-in/", views.SubmitPage.as_view(), name="submit"),
    path("<str:code>/aterkalla/", views.WithdrawPage.as_view(), name="withdraw"),
    path("<str:code>/flytta/", views.MovePage.as_view(), name="move"),
    path("<str:code>/bjud-in/", views.InvitePage.as_view(), name="invite"),
    path("<str:code>/svara/", views.AnswerPage.as_view(), name="answer"),
    path("<str:code>/komplett/", views.PassPage.as_view(), name="pass"),
    path("<str:code>/komplettera/", views.AskPage.as_view(), name="ask"),
    path("<str:code>/avvisa/", views.DismissPage.as_view(), name="dismiss"),
    path("<str:code>/kontroll/", views.CheckPage.as_view(), name="check"),
    path("<str:code>/godta/<slug:what>/", views.AcceptPage.as_view(), name="accept"),
    path("<str:code>/version/<int:number>/", views.VersionPage.as_view(), name="version"),
    path("<str:code>/handling/<int:document>/", views.DocumentFile.as_view(), name="document"),
]
