"""The addresses of one book, the same for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from samtykke.governance.answers.views import overview, questions

if TYPE_CHECKING:
    from django.urls import URLPattern


def of_book(register: str) -> list[URLPattern]:
    """Overview, print, owners, one question, its answer and its evidence."""
    told = {"register": register}
    return [
        path("", overview.show_book, told, name=register),
        path("print/", overview.show_printable, told, name=f"{register}-print"),
        path("owners/", overview.assign, told, name=f"{register}-owners"),
        path("<slug:key>/", questions.show_question, told, name=f"{register}-question"),
        path("<slug:key>/answer/", questions.answer, told, name=f"{register}-answer"),
        path("<slug:key>/evidence/", questions.keep_evidence, told, name=f"{register}-evidence"),
        path("<slug:key>/evidence/<int:evidence_id>/", questions.show_file, told, name=f"{register}-file"),
        path(
            "<slug:key>/evidence/<int:evidence_id>/removal/",
            questions.remove_evidence,
            told,
            name=f"{register}-evidence-removal",
        ),
    ]
