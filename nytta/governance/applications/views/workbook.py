"""A calculation's workbook: out."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from nytta.kit.pages import HousePage

from ..documents.workbook import book_of, workbook
from . import found

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookFile(HousePage):
    """The calculation as a workbook with live formulas, in the reader's language. Source: F7."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        case = found.case_at(code, self.person, self.on.date())
        answer = HttpResponse(workbook(book_of(case, self.on.date())), content_type=XLSX)
        answer.headers["Content-Disposition"] = content_disposition_header(True, f"{code}-kalkyl.xlsx") or "attachment"
        return answer
