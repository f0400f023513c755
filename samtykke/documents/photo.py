"""The photo of a person: whether the company keeps any, which one is shown, and the picture itself. REQ-21, REQ-50."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.accounts.secrets import unseal
from samtykke.documents.models import PersonPhoto
from samtykke.purposes.queries import privacy_settings

if TYPE_CHECKING:
    from collections.abc import Iterable


def are_kept() -> bool:
    """Whether the company keeps photos of people: not, until it has said what for."""
    return privacy_settings().photos


def how_many() -> int:
    """How many people have one."""
    return PersonPhoto.objects.filter(removed_at__isnull=True).count()


def photo_of(members: Iterable[int]) -> PersonPhoto | None:
    """The photo that is shown of a person and those merged into them, who stand after: the first one's that has one."""
    order = list(members)
    found = PersonPhoto.objects.filter(person_id__in=order, removed_at__isnull=True).defer("picture")
    return min(found, key=lambda photo: order.index(photo.person_id), default=None)


def label_of(person_id: int) -> str:
    """A picture opens only as this person's."""
    return f"documents/photo/{person_id}"


def picture_of(photo: PersonPhoto) -> bytes | None:
    """The picture, WebP; None where the key of this installation is another."""
    return unseal(label_of(photo.person_id), photo.picture)
