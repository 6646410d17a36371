"""Pages of applications: the register, a case, writing, and the acts."""

from .acts import (
    AcceptPage,
    AnswerPage,
    AskPage,
    CheckPage,
    DismissPage,
    InvitePage,
    MovePage,
    PassPage,
    SubmitPage,
    WithdrawPage,
)
from .added import CopyPage, RebasePage, TemplatePage, TemplatesPage
from .calculation import CalculationDetail, CalculationFile
from .case import ApplicationList, CaseDetail, DocumentFile, VersionPage
from .items import CostRisk, ItemAnswers, ItemDetail, WaysPage
from .ledger import AnswerSettlement, SettlePage, TiePage
from .mappings import MappingDetail, MappingFile, MappingList, MappingPage, ReplaceMapping, RetireMapping
from .sheets import SheetJob, SheetLook, SheetPage
from .workbook import BookLook, BookPage, WorkbookFile
from .writing import NewPage, WritePage

__all__ = [
    "AcceptPage",
    "AnswerPage",
    "AnswerSettlement",
    "ApplicationList",
    "AskPage",
    "BookLook",
    "BookPage",
    "CalculationDetail",
    "CalculationFile",
    "CaseDetail",
    "CheckPage",
    "CopyPage",
    "CostRisk",
    "DismissPage",
    "DocumentFile",
    "InvitePage",
    "ItemAnswers", "ItemDetail",
    "MappingDetail",
    "MappingFile",
    "MappingList",
    "MappingPage",
    "MovePage",
    "NewPage",
    "PassPage",
    "RebasePage",
    "ReplaceMapping",
    "RetireMapping",
    "SettlePage",
    "SheetJob",
    "SheetLook",
    "SheetPage",
    "SubmitPage",
    "TemplatePage",
    "TemplatesPage",
    "TiePage",
    "VersionPage",
    "WaysPage",
    "WithdrawPage",
    "WorkbookFile",
    "WritePage",
]  # fmt: skip
