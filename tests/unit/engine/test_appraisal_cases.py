"""Published cases of benefit calculations are answered within their stated tolerance, through the public functions."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nytta.engine.appraisal import answer
from nytta.engine.appraisal.__main__ import differences

FILE = Path(__file__).resolve().parents[3] / "data" / "cases" / "benefit-cases.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)["cases"]


def test_all_cases_are_there():
    assert len(CASES) == 34


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_case_is_answered(case: dict[str, Any]):
    assert list(differences(case, answer(case))) == []
