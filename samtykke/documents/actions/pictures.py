"""Pictures of a version's first pages, made by a process of its own (drawing.py) and kept sealed as the file is."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from django.db import transaction

from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.documents import drawing, store
from samtykke.documents.models import DocumentPreview, DocumentVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 30
LARGEST: Final = 32 * 1024 * 1024
PROGRAM: Final = Path(drawing.__file__)


def draw(version_id: int) -> int:
    """Makes the pictures of a version once. A file that cannot be drawn has none. Says how many there are."""
    version = DocumentVersion.objects.filter(pk=version_id, drawn_at__isnull=True).first()
    if version is None or not version.kind.is_drawn:
        return 0
    try:
        with store.opened(version) as content:
            pages, pictures = _drawn(content)
    except Refused:
        pages, pictures = 0, []
    with transaction.atomic():
        held = DocumentVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk, drawn_at__isnull=True)
        if not held.exists():
            return 0  # erased meanwhile, or drawn by another
        for number, (width, height, picture) in enumerate(pictures, 1):
            kept = store.keep(io.BytesIO(picture))
            DocumentPreview.objects.create(
                of=version, page=number, width=width, height=height, place=kept.place, key=kept.key, size=kept.size
            )
        held.update(drawn_at=now(), pages=pages)
    return len(pictures)


def square(content: IO[bytes]) -> bytes | None:
    """A small square picture of a picture, WebP without anything noted in it; None where it cannot be drawn."""
    content.seek(0)
    _pages, pictures = _drawn(content, "square")
    return pictures[0][2] if pictures else None


def _drawn(content: IO[bytes], *how: str) -> tuple[int, list[tuple[int, int, bytes]]]:
    """What the program made within its limits; nothing where it failed or made too much."""
    run = subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM), *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=tempfile.gettempdir(),
    )
    try:
        whole, _nothing = run.communicate(content.read(), timeout=SECONDS)
    except subprocess.TimeoutExpired:
        whole = b""
    finally:
        run.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.communicate(timeout=SECONDS)
    if len(whole) > LARGEST or len(whole) < drawing.HEAD.size:
        return 0, []
    (pages,) = drawing.HEAD.unpack_from(whole)
    return pages, list(_pictures(whole[drawing.HEAD.size :]))


def _pictures(whole: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The pictures that came whole; each is WebP by its first bytes."""
    at = 0
    while at + drawing.PICTURE.size <= len(whole):
        width, height, length = drawing.PICTURE.unpack_from(whole, at)
        at += drawing.PICTURE.size
        picture = whole[at : at + length]
        at += length
        if len(picture) == length <= LARGEST and picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
            yield width, height, picture
