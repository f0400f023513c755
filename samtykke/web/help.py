"""Step-by-step help: one page for each page of settings, in both languages, with a picture of the product itself.

The words stand in `templates/help/<language>/<slug>.html`, the pictures in `static/help/<language>/<slug>.jpg`; `make
pictures` takes them anew from the demo. A test asks for both of every topic, and for a topic of every page of settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Topic:
    """One help page: its address, its title, the pages it stands behind (names of addresses; the first is pictured), and
    the value of the picture's address where it has a parameter.
    """

    slug: str
    title: _StrPromise
    pages: tuple[str, ...]
    example: str = ""


TOPICS: Final[tuple[Topic, ...]] = (
    Topic("desk", _("The compliance desk"), ("governance:desk",)),
)  # fmt: skip
BY_PAGE: Final = {page: topic for topic in TOPICS for page in topic.pages}


def topic_by_slug(slug: str) -> Topic | None:
    """The topic at an address, if there is one."""
    return next((topic for topic in TOPICS if topic.slug == slug), None)
