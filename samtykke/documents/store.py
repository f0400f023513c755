"""Where the bytes lie: sealed files under random names in the data directory, each under a key of its own. Art. 32.

The key is sealed by the installation's key and kept in the row. Plain bytes are on no disk, not even for a moment.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.secrets import seal, unseal
from samtykke.core.refused import Refused
from samtykke.core.sealing import PIECE, Opened, Sealing, new_key, sealed_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samtykke.documents.models import Sealed

HEAD: Final = b"samtykke-file-1\n"
LABEL: Final = "documents/file"
FOLDER: Final = "documents"
# A file without a row may belong to an upload that is not finished.
ORPHAN_AFTER: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was written: its name, its sealed key, its plain size and the hash of its plain bytes."""

    place: str
    key: str
    size: int
    sha256: str


def path_of(place: str) -> Path:
    """Where a file lies; the first two letters of its name are its folder."""
    return Path(settings.DATA_DIR) / FOLDER / place[:2] / place


def keep(content: IO[bytes]) -> Kept:
    """Writes a file sealed, and says how to find it. Taken back with the transaction, or swept up later."""
    place, key = secrets.token_hex(16), new_key()
    path = path_of(place)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            sealing = Sealing(file, key, HEAD)
            while piece := content.read(PIECE):
                digest.update(piece)
                size += len(piece)
                sealing.write(piece)
            sealing.close()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(place, seal(LABEL, key), size, digest.hexdigest())


def opened(file: Sealed) -> IO[bytes]:
    """The plain bytes of a file. Refuses one that is missing, cut off, or sealed under a key that is not known."""
    key = unseal(LABEL, file.key)
    path = path_of(file.place)
    try:
        whole = key is not None and path.stat().st_size == sealed_size(file.size, HEAD)
        if not whole or key is None:
            raise unreadable()
        return io.BufferedReader(Opened(path.open("rb"), key, HEAD, file.size), PIECE)
    except OSError as error:
        raise unreadable() from error


def unreadable() -> Refused:
    """The file cannot be opened, through nobody's fault who asks."""
    return Refused(
        _("This file cannot be opened: it is damaged, or the key of this installation is another. Ask who runs it."),
        code="file_unreadable",
        status=500,
    )


def pieces(file: Sealed) -> Iterator[bytes]:
    """A file in pieces. Refuses at once one that cannot be opened; is open only while it is read."""
    opened(file).close()
    return _pieces(file)


def _pieces(file: Sealed) -> Iterator[bytes]:
    with opened(file) as content:
        while piece := content.read(PIECE):
            yield piece


def remove(places: Iterable[str]) -> None:
    """Removes files when the transaction has ended; what a crash leaves is swept up."""
    found = list(places)

    def unlink() -> None:
        for place in found:
            path_of(place).unlink(missing_ok=True)

    transaction.on_commit(unlink)


def lying() -> Iterator[Path]:
    """Every file that lies in the data directory."""
    return (path for path in (Path(settings.DATA_DIR) / FOLDER).glob("??/*") if path.is_file())


def sweep(known: set[str], *, older_than: float = ORPHAN_AFTER) -> int:
    """Removes files that no row names any more. Says how many."""
    before, removed = time.time() - older_than, 0
    for path in list(lying()):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
