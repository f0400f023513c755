"""Files on their way in: how large they may be, asked before a byte is read, and sealed while they wait on disk.

A file above FILE_UPLOAD_MAX_MEMORY_SIZE would lie in the clear among the temporary files until its request ends. Here it is
sealed under a key that only this process holds, in a file without a name: nothing of it outlives the request. Art. 32.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.shortcuts import render
from django.utils.translation import gettext as _

from samtykke.core.sealing import Opened, Sealing, new_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

V = TypeVar("V", bound="Callable[..., Any]")

HEAD: Final = b"samtykke-upload-1\n"
# What a form says beside its file.
ROOM: Final = 64 * 1024
MEGABYTE: Final = 1024 * 1024


def takes_at_most(size: Callable[[], int]) -> Callable[[V], V]:
    """Says how many bytes a file sent to a view may have."""

    def said(view: V) -> V:
        view.takes_at_most = size  # type: ignore[attr-defined]
        return view

    return said


class Largest:
    """Refuses a body that is larger than its view takes, by the length it announces, before anything reads it: 413.

    A body that announces no length is not read at all: Django reads as much as is announced.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not (size := getattr(view, "takes_at_most", None)) or announced(request) <= size() + ROOM:
            return None
        sentence = too_large(size())
        answer = render(request, "400.html", {"reason": sentence}, status=413)
        answer["Connection"] = "close"
        return answer


def announced(request: HttpRequest) -> int:
    """The length of the body as the request tells it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def too_large(size: int) -> str:
    """The sentence for a file above a limit."""
    return _("The file is larger than %(size)s MB. Make it smaller, or split it.") % {"size": size // MEGABYTE}


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that waits sealed on disk until its request ends."""


class SealedUploads(FileUploadHandler):
    """Seals what is too large to wait in memory."""

    _disk: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._key, self._disk = new_key(), tempfile.TemporaryFile()  # noqa: SIM115 - closed with the request
        self._sealing = Sealing(self._disk, self._key, HEAD)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._sealing.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        self._sealing.close()
        plain = io.BufferedReader(Opened(self._disk, self._key, HEAD, file_size))
        return SealedUpload(plain, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)

    def upload_interrupted(self) -> None:
        if hasattr(self, "_disk"):
            self._disk.close()
