"""Bytes sealed piece by piece, so that a file of any size is written and read as a stream, and every changed bit is noticed.

Pieces of 1 MiB, each sealed with AES-256-GCM. A piece's nonce holds its number and whether it is the last, so that pieces
can be neither left out, swapped nor cut off. What stands before them (the head) is bound to each.
"""

from __future__ import annotations

import io
import os
import struct
from typing import IO, TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE: Final = 1024 * 1024
TAG: Final = 16
KEY: Final = 32
# Under a key of its own, a file needs no random beginning of its nonces.
NO_PREFIX: Final = b"\0" * 7


class Damaged(Exception):
    """A piece is not what was sealed: another key, or changed bytes. `number` counts from 0."""

    def __init__(self, number: int) -> None:
        super().__init__(f"piece {number}")
        self.number = number


def new_key() -> bytes:
    """A key for one file."""
    return os.urandom(KEY)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Sealing:
    """Takes plain bytes and writes sealed pieces after a head; `close` writes the last."""

    def __init__(self, file: IO[bytes], key: bytes, head: bytes, prefix: bytes = NO_PREFIX) -> None:
        self._file, self._head, self._prefix, self._cipher = file, head, prefix, AESGCM(key)
        self._waiting, self._number = bytearray(), 0
        file.write(head)

    def write(self, plain: bytes) -> None:
        """Adds bytes; whole pieces are sealed and written."""
        self._waiting += plain
        while len(self._waiting) > PIECE:  # the last piece is known only when we close
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Seals what is left as the last piece."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), plain, self._head))
        self._number += 1


def opened(file: IO[bytes], key: bytes, head: bytes, prefix: bytes = NO_PREFIX) -> Iterator[bytes]:
    """The plain pieces of what follows a head, each given out only when it is proven to be untouched."""
    cipher = AESGCM(key)
    piece, number = file.read(PIECE + TAG), 0
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, not following), piece, head)
        except InvalidTag as error:
            raise Damaged(number) from error
        if not following:
            return
        piece, number = following, number + 1


def sealed_size(size: int, head: bytes) -> int:
    """How long the sealed form of so many bytes is."""
    pieces = max(1, -(-size // PIECE))
    return len(head) + size + pieces * TAG


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file of a known size, to be read from any place."""

    def __init__(self, file: IO[bytes], key: bytes, head: bytes, size: int) -> None:
        self._file, self._cipher, self._head, self.size = file, AESGCM(key), head, size
        self._last = max(0, -(-size // PIECE) - 1)
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes from where it stands; fewer only at the end."""
        left = self.size - self._at if size is None or size < 0 else min(size, self.size - self._at)
        found = bytearray()
        while left > 0:
            number, within = divmod(self._at, PIECE)
            part = self._open(number)[within : within + left]
            found += part
            self._at += len(part)
            left -= len(part)
        return bytes(found)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _open(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(len(self._head) + number * (PIECE + TAG))
            sealed = self._file.read(PIECE + TAG)
            try:
                piece = self._cipher.decrypt(_nonce(NO_PREFIX, number, number == self._last), sealed, self._head)
            except InvalidTag as error:
                raise Damaged(number) from error
            self._number, self._piece = number, piece
        return self._piece
