"""Addresses of the lists."""

from __future__ import annotations

from django.urls import path

from samtykke.purposes.lists import listings
from samtykke.purposes.views import editor, lists, purposes, recipients

app_name = "purposes"
urlpatterns = [
    path("recipients/", recipients.show_list, name="recipients"),
    path("recipients/new/", recipients.new, name="recipient-new"),
    path("recipients/<int:pk>/", recipients.one, name="recipient"),
    path("recipients/<int:pk>/deletion/", recipients.delete, name="recipient-deletion"),
    path("recipients/<int:pk>/restoration/", recipients.restore, name="recipient-restoration"),
    path("purposes/<str:key>/history/", editor.history, name="history"),
    path("purposes/<str:key>/bases/", purposes.bases, name="bases"),
    path("purposes/<str:key>/bases/<str:basis_key>/removal/", purposes.disallow_basis, name="basis-removal"),
    path("purposes/<str:key>/wordings/", purposes.wordings, name="wordings"),
    path("purposes/<str:key>/assessment/", purposes.show_assessment, name="assessment"),
    path("purposes/<str:key>/assessment/draft/", purposes.draft, name="assessment-draft"),
    path(
        "purposes/<str:key>/assessment/<int:version>/approval/", purposes.approve_assessment, name="assessment-approval"
    ),
]
for _slug in [listing.slug for listing in listings()]:
    urlpatterns += [
        path(f"{_slug}/", lists.show_list, {"slug": _slug}, name=_slug),
        path(f"{_slug}/new/", lists.new, {"slug": _slug}, name=f"{_slug}-new"),
        path(f"{_slug}/<str:key>/", editor.editor, name=f"{_slug}-item")
        if _slug == "purposes"
        else path(f"{_slug}/<str:key>/", lists.item, {"slug": _slug}, name=f"{_slug}-item"),
        path(f"{_slug}/<str:key>/use/", lists.show_use, {"slug": _slug}, name=f"{_slug}-use"),
        path(f"{_slug}/<str:key>/place/", lists.move, {"slug": _slug}, name=f"{_slug}-place"),
        path(f"{_slug}/<str:key>/deletion/", lists.delete, {"slug": _slug}, name=f"{_slug}-deletion"),
        path(f"{_slug}/<str:key>/restoration/", lists.restore, {"slug": _slug}, name=f"{_slug}-restoration"),
        path(f"{_slug}/<str:key>/merge/", lists.merge, {"slug": _slug}, name=f"{_slug}-merge"),
        path(f"{_slug}/<str:key>/merge/<int:merge_id>/parting/", lists.part, {"slug": _slug}, name=f"{_slug}-parting"),
    ]
