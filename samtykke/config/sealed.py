"""A backup: an encrypted file that is written and read as a stream, and that notices every change of a single bit.

Format: a line that names it, 16 bytes of salt, 7 bytes of nonce; then the pieces of core/sealing.py. The key comes from the
passphrase by scrypt.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from samtykke.core import sealing
from samtykke.core.sealing import PIECE, TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = b"samtykke-backup-1\n"


class NotOpened(Exception):
    """The file cannot be opened; the text says why in one sentence."""


def _key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase)


class Sealing(sealing.Sealing):
    """Takes plain bytes and writes sealed pieces under a passphrase; `close` writes the last."""

    def __init__(self, file: IO[bytes], passphrase: bytes) -> None:
        salt, prefix = os.urandom(16), os.urandom(7)
        super().__init__(file, _key(passphrase, salt), NAME + salt + prefix, prefix)


def opened(file: IO[bytes], passphrase: bytes) -> Iterator[bytes]:
    """The plain pieces of a sealed file, each given out only when it is proven to be untouched."""
    head = file.read(len(NAME) + 16 + 7)
    if not head.startswith(NAME) or len(head) < len(NAME) + 23:
        raise NotOpened("This is not a backup of Samtykke.")
    salt, prefix = head[len(NAME) : len(NAME) + 16], head[-7:]
    try:
        yield from sealing.opened(file, _key(passphrase, salt), head, prefix)
    except sealing.Damaged as error:
        if error.number == 0:
            raise NotOpened("The passphrase is wrong, or the backup is damaged at its beginning.") from error
        raise NotOpened(
            f"The backup is damaged or cut off (after {error.number} MiB); nothing has been restored."
        ) from error


class Reading:
    """The plain pieces as something to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""
        while len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        taken, self._left = self._left[:size], self._left[size:]
        return taken

    def line(self) -> bytes:
        """The bytes up to the next end of line."""
        while b"\n" not in self._left:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        line, _, self._left = self._left.partition(b"\n")
        return line

    def rest(self) -> Iterator[bytes]:
        """Everything that is left, in pieces."""
        if self._left:
            yield self._left
            self._left = b""
        yield from self._pieces


__all__ = ["PIECE", "TAG", "NotOpened", "Reading", "Sealing", "opened"]
