"""A case from draft to decision: state, act, next state, and whom each state waits on. Source: P5 second flow; F5, F6.

`transfer` brings in what was granted before the programme (F4), `fund` what the city council has decided outside the portfolios (F14).
"""

from nytta.plain.flows import Flow

from .terms import CaseState as S
from .terms import WaitsOn as W

CASE = Flow(
    "case",
    moves={
        (S.DRAFT, "submit"): S.SCREENING,
        (S.COMPLETION, "submit"): S.SCREENING,
        (S.SCREENING, "ask"): S.COMPLETION,
        (S.SCREENING, "pass"): S.VALUATION,
        (S.SCREENING, "dismiss"): S.DISMISSED,
        (S.VALUATION, "sign"): S.PREPARATION,
        (S.PREPARATION, "ask"): S.COMPLETION,
        (S.PREPARATION, "recommend"): S.WEIGHING,
        (S.WEIGHING, "advise"): S.DECISION,
        (S.DECISION, "advise"): S.DECISION,
        (S.DECISION, "grant"): S.GRANTED,
        (S.DECISION, "refuse"): S.REFUSED,
        (S.DRAFT, "transfer"): S.GRANTED,
        (S.DRAFT, "fund"): S.GRANTED,
        (S.SCREENING, "fund"): S.GRANTED,
        (S.COMPLETION, "fund"): S.GRANTED,
        (S.VALUATION, "fund"): S.GRANTED,
        (S.PREPARATION, "fund"): S.GRANTED,
        (S.WEIGHING, "fund"): S.GRANTED,
        (S.DECISION, "fund"): S.GRANTED,
        (S.DRAFT, "withdraw"): S.WITHDRAWN,
        (S.SCREENING, "withdraw"): S.WITHDRAWN,
        (S.COMPLETION, "withdraw"): S.WITHDRAWN,
        (S.VALUATION, "withdraw"): S.WITHDRAWN,
        (S.PREPARATION, "withdraw"): S.WITHDRAWN,
        (S.WEIGHING, "withdraw"): S.WITHDRAWN,
        (S.DECISION, "withdraw"): S.WITHDRAWN,
    },
    waits_on={
        S.DRAFT: W.APPLICANT.value,
        S.SCREENING: W.OFFICE.value,
        S.COMPLETION: W.APPLICANT.value,
        S.VALUATION: W.ASSESSOR.value,
        S.PREPARATION: W.GROUP.value,
        S.WEIGHING: W.DEVELOPMENT_COUNCIL.value,
        S.DECISION: W.DIRECTOR.value,
        S.GRANTED: W.PROJECT.value,
        S.REFUSED: W.NOBODY.value,
        S.DISMISSED: W.NOBODY.value,
        S.WITHDRAWN: W.NOBODY.value,
    },
)
