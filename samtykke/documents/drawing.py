"""A program of its own that makes pictures of a file: bytes in, pictures out, and nothing else it could reach.

A hostile file meets only this process: it has a limit of time and memory, writes no file, and knows no key, no address and no
environment. It imports nothing of the product. Out come: how many pages there are, then per picture its width, height, length
and WebP. Called with `square`: one small square picture, as of a face.
"""

from __future__ import annotations

import io
import resource
import struct
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY, SECONDS = 1536 * 1024 * 1024, 20
MOST_PAGES, WIDE, HIGH, SHARPEST = 5, 1100, 1600, 3.0
MOST_PIXELS, SQUARE = 60_000_000, 256
HEAD, PICTURE = struct.Struct(">I"), struct.Struct(">III")


def limit() -> None:
    """Takes from this process what a hostile file would want."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def pages_of(content: bytes) -> tuple[int, Iterator[Any]]:
    """How many pages a PDF has, and the first as pictures. Forms and scripts are not run."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)

    def drawn() -> Iterator[Any]:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            width, height = page.get_size()
            scale = min(WIDE / max(width, 1), HIGH / max(height, 1), SHARPEST)
            yield page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")

    return len(document), drawn()


def picture_of(content: bytes, *, square: bool = False) -> Iterator[Any]:
    """A picture, smaller, the right way up, without what was noted in it (place, camera)."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (2 * SQUARE, 2 * SQUARE) if square else (WIDE, HIGH))
        upright = ImageOps.exif_transpose(picture)
        if square:
            upright = ImageOps.fit(upright.convert("RGBA"), (SQUARE, SQUARE))
        else:
            upright.thumbnail((WIDE, HIGH))
        small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        small.info = {}
        yield small


def main() -> None:
    """Reads a file from the standard input, and writes pictures to the standard output."""
    limit()
    content, out = sys.stdin.buffer.read(), sys.stdout.buffer
    if sys.argv[1:] == ["square"]:
        count, pictures = 1, picture_of(content, square=True)
    else:
        count, pictures = pages_of(content) if content.startswith(b"%PDF-") else (1, picture_of(content))
    out.write(HEAD.pack(count))
    for picture in pictures:
        packed = io.BytesIO()
        picture.save(packed, "WEBP", quality=80, method=2)
        out.write(PICTURE.pack(picture.width, picture.height, packed.tell()) + packed.getvalue())


if __name__ == "__main__":
    main()
