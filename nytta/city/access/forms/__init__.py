"""Forms of log-in and programs, a module for each thing."""

from .programs import (
    ChangeProgramForm,
    NewProgramForm,
    ProgramForm,
    ProgramTokenForm,
    ReasonForm,
    ResumeForm,
    TokenForm,
    WebhookForm,
)

__all__ = [
    "ChangeProgramForm",
    "NewProgramForm",
    "ProgramForm",
    "ProgramTokenForm",
    "ReasonForm",
    "ResumeForm",
    "TokenForm",
    "WebhookForm",
]
