"""How large a file is, in words; the photo beside a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.template.defaultfilters import filesizeformat

from samtykke.accounts.access import who
from samtykke.contacts.masking import mask_of
from samtykke.documents.fields import PHOTO
from samtykke.documents.photo import photo_of

if TYPE_CHECKING:
    from samtykke.consents.queries.standing import AsOne

register = template.Library()


@dataclass(frozen=True, slots=True)
class Shown:
    """The id of the photo that is shown; 0: none yet."""

    photo_id: int


@register.filter
def file_size(size: int) -> str:
    """`1.2 MB`, in the reader's language."""
    return filesizeformat(size)


@register.simple_tag(takes_context=True)
def photo(context: dict[str, Any], one: AsOne) -> Shown | None:
    """The photo of a person as one; nothing where the company keeps none, it is covered, or the use is restricted."""
    if not one.may_have_photo or one.is_restricted or mask_of(who(context["request"])).hides(PHOTO):
        return None
    found = photo_of(one.members)
    return Shown(found.id if found else 0)
