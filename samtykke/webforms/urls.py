"""Addresses of forms: what people fill in, how staff build them, and what was sent."""

from __future__ import annotations

from django.urls import path

from samtykke.webforms.views import builder, embed, hosted, settings, submissions

FORM = "forms/<slug:slug>"

app_name = "webforms"
urlpatterns = [
    path("f/<slug:slug>/", hosted.hosted, name="form"),
    path("f/<slug:slug>/style.css", hosted.show_style, name="style"),
    path("f/<slug:slug>/embed.js", embed.script, name="script"),
    path("f/<slug:slug>/embed/", embed.embedded, name="embedded"),
    path("forms/", settings.show_forms, name="forms"),
    path("forms/new/", settings.new, name="form-new"),
    path(f"{FORM}/", builder.page, name="builder"),
    path(f"{FORM}/preview/", builder.preview, name="preview"),
    path(f"{FORM}/settings/", settings.settings, name="settings"),
    path(f"{FORM}/versions/", settings.show_versions, name="versions"),
    path(f"{FORM}/site/", settings.show_site, name="site"),
    path(f"{FORM}/retirement/", settings.retire, name="form-retirement"),
    path(f"{FORM}/deletion/", settings.delete, name="form-deletion"),
    path(f"{FORM}/restoration/", settings.restore, name="form-restoration"),
    path("submissions/", submissions.show_submissions, name="submissions"),
    path("submissions/<int:pk>/", submissions.show_submission, name="submission"),
    path("submissions/<int:pk>/acceptance/", submissions.accept, name="submission-acceptance"),
    path("submissions/<int:pk>/differences/", submissions.take_over, name="submission-differences"),
    path("submissions/<int:pk>/refusal/", submissions.refuse, name="submission-refusal"),
    path("submissions/<int:pk>/spam/", submissions.call_spam, name="submission-spam"),
    path("submissions/<int:pk>/reopening/", submissions.open_again, name="submission-reopening"),
]
