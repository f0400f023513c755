"""The tables of governing, a module for each part (decision 0012)."""

from __future__ import annotations

from samtykke.governance.models.answers import Answer, AnswerChange, AnswerEvidence, Register, ReportCopy, State
from samtykke.governance.models.desk import Figure

__all__ = ["Answer", "AnswerChange", "AnswerEvidence", "Figure", "Register", "ReportCopy", "State"]
