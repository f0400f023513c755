"""A file on its way out: something to save, which runs and loads nothing whatever opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from samtykke.documents import store

if TYPE_CHECKING:
    from samtykke.documents.models import DocumentVersion

POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def as_file(version: DocumentVersion) -> StreamingHttpResponse:
    """A version as a file that is saved, not opened; streamed from where it lies."""
    answer = StreamingHttpResponse(store.pieces(version), content_type=version.media_type)
    answer["Content-Length"] = str(version.size)
    answer["Content-Disposition"] = content_disposition_header(True, version.name)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
