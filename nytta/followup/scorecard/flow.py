"""An annual report: written, handed over with its figures frozen, and approved by the city council. Source: T; U9."""

from nytta.plain.flows import Flow

from .terms import ReportState as S

ANNUAL_REPORT = Flow(
    "annual_report",
    moves={
        (S.DRAFT, "propose"): S.PROPOSED,
        (S.PROPOSED, "take_back"): S.DRAFT,
        (S.PROPOSED, "decide"): S.DECIDED,
    },
    waits_on={S.DRAFT: "project_office", S.PROPOSED: "city_council", S.DECIDED: ""},
)
