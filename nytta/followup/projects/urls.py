"""Addresses of projects."""

from django.urls import path, re_path

from . import jobs, panels  # noqa: F401  (they register)
from .views import closure, conditions, costs, effects, lessons, opening, pages, parts, plan, status
from .views.transfer import BringIn, BringInFile, BringInJob, BringInLook, TransferPage, Transfers

app_name = "projects"
urlpatterns = [
    path("", pages.Projects.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", pages.Projects.as_view(), name="export"),
    path("effekter/", pages.Effects.as_view(), name="effects"),
    path("kostnader/", costs.CostFiles.as_view(), name="cost_files"),
    re_path(r"^kostnader/(?P<form>xlsx|csv|json)$", costs.CostFiles.as_view(), name="cost_files_export"),
    path("kostnader/rader/", costs.Costs.as_view(), name="costs"),
    re_path(r"^kostnader/rader/(?P<form>xlsx|csv|json)$", costs.Costs.as_view(), name="costs_export"),
    path("kostnader/las-in/", costs.CostSheet.as_view(), name="cost_sheet"),
    path("kostnader/granska/", costs.CostLook.as_view(), name="cost_look"),
    re_path(r"^kostnader/mall/(?P<kind>xlsx|csv)$", costs.CostTemplate.as_view(), name="cost_template"),
    path("kostnader/fil/<str:code>/", costs.CostFilePage.as_view(), name="cost_file"),
    path("erfarenheter/", lessons.Lessons.as_view(), name="lessons"),
    re_path(r"^erfarenheter/(?P<form>xlsx|csv|json)$", lessons.Lessons.as_view(), name="lessons_export"),
    path("erfarenheter/<str:code>/", lessons.LessonPage.as_view(), name="lesson"),
    path("erfarenheter/<str:code>/andra/", lessons.Change.as_view(), name="change_lesson"),
    path("erfarenheter/<str:code>/anvand/", lessons.Use.as_view(), name="use_lesson"),
    path("lagesrapport/<int:pk>/", status.Status.as_view(), name="status"),
    path("avvikelse/<int:pk>/", status.See.as_view(), name="see"),
    path("overforingar/", Transfers.as_view(), name="transfers"),
    re_path(r"^overforingar/(?P<form>xlsx|csv|json)$", Transfers.as_view(), name="transfers_export"),
    path("overforingar/ny/", BringIn.as_view(), name="bring_in"),
    path("overforingar/granska/", BringInLook.as_view(), name="bring_in_look"),
    path("overforingar/arbete/<int:job>/", BringInJob.as_view(), name="bring_in_job"),
    re_path(r"^overforingar/mall\.(?P<kind>xlsx|csv)$", BringInFile.as_view(), name="bring_in_file"),
    path("overforingar/<str:code>/", TransferPage.as_view(), name="transfer"),
    path("<str:code>/", pages.ProjectPage.as_view(), name="detail"),
    path("<str:code>/starta/", opening.Open.as_view(), name="open"),
    path("<str:code>/villkor/<int:condition>/", conditions.Show.as_view(), name="condition"),
    path("<str:code>/villkor/<int:condition>/bekrafta/", conditions.Confirm.as_view(), name="confirm"),
    path("<str:code>/villkor/<int:condition>/skicka-tillbaka/", conditions.SendBack.as_view(), name="lacking"),
    path("<str:code>/villkor/<int:condition>/fil/", conditions.EvidencePaper.as_view(), name="evidence"),
    path("<str:code>/steg/<int:step>/", opening.Step.as_view(), name="step"),
    path("<str:code>/lage/", status.Report.as_view(), name="report"),
    path("<str:code>/lage/ljus/", status.Lights.as_view(), name="lights"),
    path("<str:code>/prognos/", plan.OutlookPage.as_view(), name="outlook"),
    path("<str:code>/plan/", plan.Plan.as_view(), name="plan"),
    path("<str:code>/nasta-del/", parts.Part.as_view(), name="part"),
    path("<str:code>/erfarenhet/", lessons.Write.as_view(), name="write_lesson"),
    path("<str:code>/avsluta/", closure.Close.as_view(), name="close"),
    path("<str:code>/godta/", closure.Accept.as_view(), name="accept"),
    path("<str:code>/aterlamna/", closure.Return.as_view(), name="return"),
    path("<str:code>/effekt/", effects.Effect.as_view(), name="effect"),
]
