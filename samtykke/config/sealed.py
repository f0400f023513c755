"""An encrypted file that is written and read as a stream, and that notices every change of a single bit.

Format: a line that names it, 16 bytes of salt, 7 bytes of nonce; then pieces of 1 MiB, each sealed with AES-256-GCM. A
piece's nonce holds its number and whether it is the last, so that pieces can be neither left out, swapped nor cut off.
The key comes from the passphrase by scrypt.
"""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = b"samtykke-backup-1\n"
PIECE: Final = 1024 * 1024
TAG: Final = 16


class NotOpened(Exception):
    """The file cannot be opened; the text says why in one sentence."""


def _cipher(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Sealing:
    """Takes plain bytes and writes sealed pieces; `close` writes the last."""

    def __init__(self, file: IO[bytes], passphrase: bytes) -> None:
        salt, self._prefix = os.urandom(16), os.urandom(7)
        self._head = NAME + salt + self._prefix
        self._cipher = _cipher(passphrase, salt)
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(self._head)

    def write(self, plain: bytes) -> None:
        """Adds bytes; whole pieces are sealed and written."""
        self._waiting += plain
        while len(self._waiting) > PIECE:  # the last piece is known only when we close
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Seals what is left as the last piece."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), plain, self._head))
        self._number += 1


def opened(file: IO[bytes], passphrase: bytes) -> Iterator[bytes]:
    """The plain pieces of a sealed file, each given out only when it is proven to be untouched."""
    head = file.read(len(NAME) + 16 + 7)
    if not head.startswith(NAME) or len(head) < len(NAME) + 23:
        raise NotOpened("This is not a backup of Samtykke.")
    salt, prefix = head[len(NAME) : len(NAME) + 16], head[-7:]
    cipher = _cipher(passphrase, salt)
    piece, number = file.read(PIECE + TAG), 0
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, not following), piece, head)
        except InvalidTag as error:
            if number == 0:
                raise NotOpened("The passphrase is wrong, or the backup is damaged at its beginning.") from error
            raise NotOpened(
                f"The backup is damaged or cut off (after {number} MiB); nothing has been restored."
            ) from error
        if not following:
            return
        piece, number = following, number + 1


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
