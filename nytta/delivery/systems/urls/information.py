"""Addresses of information, concept models, principles and models in ArchiMate."""

from django.urls import path, re_path

from ..views import information, models, principles

EXPORT = "(?P<form>xlsx|csv|json)$"
MODELS = [
    path("system/modell/", models.ModelPage.as_view(), name="model"),
    path("system/modell/granska/", models.ModelLook.as_view(), name="model_look"),
    path("system/modell/infors/<int:job>/", models.ModelJob.as_view(), name="model_job"),
    path("system/modell/archimate.xml", models.ModelFile.as_view(), name="model_file"),
]
INFORMATION = [
    path("information/", information.Information.as_view(), name="information"),
    re_path(rf"^information/{EXPORT}", information.Information.as_view(), name="information_export"),
    path("information/ny/", information.NewInformation.as_view(), name="new_information"),
    path("information/begreppsmodeller/", information.ConceptModels.as_view(), name="concept_models"),
    re_path(rf"^information/begreppsmodeller/{EXPORT}", information.ConceptModels.as_view(), name="concept_models_export"),
    path("information/begreppsmodeller/ny/", information.NewConceptModel.as_view(), name="new_concept_model"),
    path("information/begreppsmodeller/<slug:code>/", information.ConceptModelPage.as_view(), name="concept_model"),
    path("information/begreppsmodeller/<slug:code>/ny-version/", information.NewVersion.as_view(), name="new_version"),
    path("information/<slug:code>/", information.InformationPage.as_view(), name="information_type"),
    path("information/<slug:code>/andra/", information.ChangeInformation.as_view(), name="change_information"),
    path("information/<slug:code>/avsluta/", information.EndInformation.as_view(), name="end_information"),
    path("information/<slug:code>/huvuddatakalla/", information.NameMaster.as_view(), name="name_master"),
    path("system/<slug:code>/information/", information.HoldInformation.as_view(), name="hold_information"),
    path("system/<slug:code>/information/<int:holding>/ta-bort/", information.DropHolding.as_view(), name="drop_holding"),
    path("system/<slug:code>/principer/", principles.AnswerPrinciples.as_view(), name="answer_principles"),
    path("principer/", principles.Principles.as_view(), name="principles"),
    re_path(rf"^principer/{EXPORT}", principles.Principles.as_view(), name="principles_export"),
]
