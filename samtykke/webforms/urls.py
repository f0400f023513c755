"""Addresses of forms: what people fill in, and what they sent."""

from __future__ import annotations

from django.urls import path

from samtykke.webforms.views import hosted, submissions

app_name = "webforms"
urlpatterns = [
    path("f/<slug:slug>/", hosted.hosted, name="form"),
    path("f/<slug:slug>/style.css", hosted.show_style, name="style"),
    path("submissions/", submissions.show_submissions, name="submissions"),
    path("submissions/<int:pk>/", submissions.show_submission, name="submission"),
    path("submissions/<int:pk>/acceptance/", submissions.accept, name="submission-acceptance"),
    path("submissions/<int:pk>/differences/", submissions.take_over, name="submission-differences"),
    path("submissions/<int:pk>/refusal/", submissions.refuse, name="submission-refusal"),
    path("submissions/<int:pk>/spam/", submissions.call_spam, name="submission-spam"),
    path("submissions/<int:pk>/reopening/", submissions.open_again, name="submission-reopening"),
]
