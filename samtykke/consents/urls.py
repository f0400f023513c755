"""Addresses of what staff record about a person, and of asking again."""

from __future__ import annotations

from django.urls import path

from samtykke.consents.views import acts, evidence, letters, renewal

PURPOSE = "people/<int:person_id>/purposes/<str:key>"

app_name = "consents"
urlpatterns = [
    path(f"{PURPOSE}/withdrawal/", acts.withdrawal, name="withdrawal"),
    path(f"{PURPOSE}/answer/", acts.answer, name="answer"),
    path(f"{PURPOSE}/basis/", acts.basis, name="basis"),
    path(f"{PURPOSE}/ending/", acts.ending, name="ending"),
    path("people/<int:person_id>/events/<int:event_id>/invalidation/", acts.invalidation, name="invalidation"),
    path(f"{PURPOSE}/question/", letters.question, name="question"),
    path("people/<int:person_id>/events/<int:event_id>/files/", evidence.files, name="evidence"),
    path("people/<int:person_id>/files/<int:file_id>/", evidence.show_file, name="file"),
    path("people/<int:person_id>/confirmation-mail/", letters.confirmation, name="confirmation-mail"),
    path("people/<int:person_id>/objection/", acts.objection, name="objection"),
    path("people/<int:person_id>/restriction/", acts.restriction, name="restriction"),
    path("people/<int:person_id>/restriction/lifting/", acts.lift_restriction, name="restriction-lifting"),
    path("purposes/<str:key>/asking/", renewal.asking, name="asking"),
    path("people/<int:person_id>/notice/", acts.note_notice, name="notice"),
]
