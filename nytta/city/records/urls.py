"""Addresses of the records."""

from django.urls import URLPattern, path, re_path

from nytta.kit.pages import ListPage

from . import jobs, panels  # noqa: F401  (they register)
from .views import archive, bodies, decisions, mandates, people, programme, register, registry, reports, rights, seats, sheets

app_name = "records"


def _register(where: str, page: type[ListPage], name: str) -> list[URLPattern]:
    """A register and its exports."""
    return [
        path(f"{where}/", page.as_view(), name=name),
        re_path(rf"^{where}/(?P<form>xlsx|csv|json)$", page.as_view(), name=f"{name}_export"),
    ]


urlpatterns = [
    *_register("beslut", decisions.Decisions, "decisions"),
    path("beslut/kedjan/", decisions.Chain.as_view(), name="chain"),
    path("beslut/<int:number>/pdf/", archive.DecisionFile.as_view(), name="decision_file"),
    path("beslut/uttag.zip", register.RegisterFile.as_view(), name="register_file"),
    path("beslut/<int:number>/", decisions.DecisionPage.as_view(), name="decision"),
    path("beslut/<int:number>/overprovning/", register.NoteReview.as_view(), name="review"),
    path("beslut/<int:number>/gallra/", register.Dispose.as_view(), name="dispose"),
    path("beslut/<int:number>/handling/<int:file>/", register.IssuedFile.as_view(), name="issued_file"),
    path("kontroll/", register.GenuinePage.as_view(), name="genuine"),
    *_register("sigill", register.Seals, "seals"),
    path("sigill/sigill.jsonl", register.SealLines.as_view(), name="seal_lines"),
    path("sigill/atom", register.SealFeed.as_view(), name="seal_feed"),
    path("sigill/<int:number>/", register.SealPage.as_view(), name="seal"),
    *_register("anmalan", decisions.Reported, "report"),
    path("anmalan/<slug:code>/", decisions.NewReport.as_view(), name="new_report"),
    *_register("uppdrag", mandates.Appointments, "appointments"),
    path("ratt/", rights.Rights.as_view(), name="rights"),
    path("ratt/mina/", rights.RightsOf.as_view(), name="my_rights"),
    path("ratt/person/<str:username>/", rights.RightsOf.as_view(), name="rights_of"),
    path("ratt/urval/", rights.Sample.as_view(), name="sample"),
    re_path(r"^ratt/urval/(?P<form>csv)$", rights.Sample.as_view(), name="sample_export"),
    path("ratt/<str:name>/", rights.WhoMay.as_view(), name="who_may"),
    path("uppdrag/nytt/", mandates.NewAppointment.as_view(), name="new_appointment"),
    path("uppdrag/fornya/", seats.Renew.as_view(), name="renew"),
    path("uppdrag/<int:pk>/franvaro/", seats.NoteAbsence.as_view(), name="absence"),
    path("uppdrag/<int:pk>/upphor/", seats.LetLapse.as_view(), name="lapse"),
    path("grupper/<slug:role>/", seats.Group.as_view(), name="group"),
    path("grupper/<slug:role>/<str:portfolio>/", seats.Group.as_view(), name="group"),
    path("e-tjanstagare/", seats.ServiceOwners.as_view(), name="service_owners"),
    path("e-tjanstagare/ny/", seats.Designate.as_view(), name="designate"),
    path("anmalan/<slug:code>/listor/", reports.BodyReports.as_view(), name="body_reports"),
    path("anmalan/lista/<int:pk>/pdf/", reports.ReportFile.as_view(), name="report_file"),
    path("uppdrag/<int:pk>/", mandates.AppointmentPage.as_view(), name="appointment"),
    path("uppdrag/<int:pk>/avsluta/", mandates.EndAppointment.as_view(), name="end_appointment"),
    *_register("delegation", mandates.Delegations, "delegations"),
    path("delegation/ny/", mandates.NewDelegation.as_view(), name="new_delegation"),
    *_register("diarium", registry.Registry, "registry"),
    path("diarium/<str:subject>/", registry.CaseRegistry.as_view(), name="case_registry"),
    path("offentlighet/<str:subject>/<str:part>/", registry.Examine.as_view(), name="examine"),
    *_register("undantag", registry.Exemptions, "exemptions"),
    path("undantag/<str:subject>/", registry.Exempt.as_view(), name="exempt"),
    *_register("regelverk", programme.RuleSets, "rules"),
    path("regelverk/<str:version>/", programme.RuleSetPage.as_view(), name="rule_set"),
    path("informationsplan/", archive.Plan.as_view(), name="plan"),
    path("informationsplan/ny/", archive.NewPlan.as_view(), name="new_plan"),
    path("informationsplan/mall/", archive.PlanTemplate.as_view(), name="plan_template"),
    path("installningar/", programme.Settings.as_view(), name="settings"),
    path("organ/nytt/", people.NewBody.as_view(), name="new_body"),
    path("organ/ark/", sheets.BringIn.as_view(), name="bodies_sheet"),
    path("organ/ark/for-in/", sheets.Confirm.as_view(), name="confirm_sheet"),
    re_path(r"^organ/ark/(?P<what>mall|uttag)\.(?P<kind>xlsx|csv)$", sheets.Download.as_view(), name="bodies_file"),
    path("organ/sla-samman/", bodies.Merge.as_view(), name="merge_bodies"),
    path("organ/<slug:code>/namn/", bodies.Rename.as_view(), name="rename_body"),
    path("organ/<slug:code>/flytta/", bodies.Move.as_view(), name="move_body"),
    path("organ/<slug:code>/del/", bodies.HandOverPart.as_view(), name="part_of_body"),
    path("organ/<slug:code>/del/<int:part>/aterta/", bodies.WithdrawPart.as_view(), name="withdraw_part"),
    path("organ/<slug:code>/upphor/", bodies.End.as_view(), name="end_body"),
    path("organ/<slug:code>/upphor/aterta/", bodies.WithdrawEnd.as_view(), name="withdraw_end"),
    path("organ/<slug:code>/ratta/", bodies.Correct.as_view(), name="correct_body"),
    path("organ/<slug:code>/ratta/<str:day>/", bodies.Correct.as_view(), name="correct_change"),
    path("organ/<slug:code>/aterta/<str:day>/", bodies.Withdraw.as_view(), name="withdraw_change"),
    path("personer/ny/", people.NewPerson.as_view(), name="new_person"),
    path("bolag/<slug:code>/", programme.Adopt.as_view(), name="adopt"),
]
