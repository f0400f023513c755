"""Addresses of documents."""

from __future__ import annotations

from django.urls import path

from samtykke.documents.views import cards, deals, document, files, photos

DOCUMENT = "documents/<int:document_id>"
VERSION = f"{DOCUMENT}/versions/<int:number>"

app_name = "documents"
urlpatterns = [
    path("people/<int:person_id>/documents/", cards.show_person, name="person"),
    path("people/<int:person_id>/documents/new/", cards.new_of_person, name="new-of-person"),
    path("people/<int:person_id>/photo/", photos.portrait, name="photo"),
    path("people/<int:person_id>/photo/picture/", photos.show_picture, name="photo-picture"),
    path("people/<int:person_id>/photo/removal/", photos.remove, name="photo-removal"),
    path("people/<int:person_id>/photo/<int:photo_id>/return/", photos.put_back, name="photo-return"),
    path("companies/<int:company_id>/documents/", cards.show_company, name="company"),
    path("companies/<int:company_id>/documents/new/", cards.new_of_company, name="new-of-company"),
    path("sales/<int:pk>/documents/", deals.show, {"kind": "sale"}, name="sale"),
    path("sales/<int:pk>/documents/new/", deals.new, {"kind": "sale"}, name="new-of-sale"),
    path("projects/<int:pk>/documents/", deals.show, {"kind": "project"}, name="project"),
    path("projects/<int:pk>/documents/new/", deals.new, {"kind": "project"}, name="new-of-project"),
    path(f"{DOCUMENT}/", document.show_document, name="document"),
    path(f"{DOCUMENT}/change/", document.change_form, name="document-form"),
    path(f"{DOCUMENT}/people/", document.concern, name="people"),
    path(f"{DOCUMENT}/people/<int:person_id>/removal/", document.no_longer_concern, name="person-removal"),
    path(f"{DOCUMENT}/deletion/", document.delete, name="deletion"),
    path(f"{DOCUMENT}/restoration/", document.restore, name="restoration"),
    path(f"{DOCUMENT}/versions/", files.versions, name="versions"),
    path(f"{VERSION}/content/", files.show_content, name="content"),
    path(f"{VERSION}/restoration/", files.restore_version, name="version-restoration"),
    path(f"{VERSION}/pages/<int:page>/", files.show_preview, name="preview"),
]
