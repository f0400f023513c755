"""The tables of governing, a module for each part (decision 0012)."""

from __future__ import annotations

from samtykke.governance.models.answers import Answer, AnswerChange, AnswerEvidence, Register, ReportCopy, State
from samtykke.governance.models.assessments import Conclusion, ImpactAssessment, Screening
from samtykke.governance.models.data_map import MapRow, MapUpload, UseFigure
from samtykke.governance.models.desk import Figure
from samtykke.governance.models.records import ProcessorActivity, RecordCopy, RecordSettings

__all__ = [
    "Answer",
    "AnswerChange",
    "AnswerEvidence",
    "Conclusion",
    "Figure",
    "ImpactAssessment",
    "MapRow",
    "MapUpload",
    "ProcessorActivity",
    "RecordCopy",
    "RecordSettings",
    "Register",
    "ReportCopy",
    "Screening",
    "State",
    "UseFigure",
]
