"""The address in a mail by which one POST ends it: names a person and a purpose, to us alone, and never expires.

RFC 8058; REQ-70, REQ-71, REQ-91. Nothing is stored: it must work as long as the mail can be read, also when the person
is gone. It is sealed, so that it can be neither read nor made by others.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from django.conf import settings

from samtykke.accounts.secrets import seal, unseal
from samtykke.mail.models import TemplateKind
from samtykke.purposes.models import Purpose
from samtykke.purposes.queries import item_by_key

if TYPE_CHECKING:
    from samtykke.mail.models import Mail

LABEL = "one-click"
_PERSON = struct.Struct(">Q")


def make_token(person_id: int, purpose_key: str) -> str:
    """The token of a person and a purpose; the same for both each time."""
    return seal(LABEL, _PERSON.pack(person_id) + purpose_key.encode("ascii"))


def headers(mail: Mail) -> dict[str, str]:
    """What the head of a mail for marketing says, so that a mail program ends it with one press (RFC 8058)."""
    if mail.person_id is None or mail.kind != TemplateKind.MESSAGE:
        return {}
    purpose = item_by_key(Purpose, mail.purpose_key)
    if purpose is None or not purpose.is_marketing:
        return {}
    address = f"{settings.BASE_URL}/u/{make_token(mail.person_id, purpose.key)}/"
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read_token(token: str) -> tuple[int, str] | None:
    """The person's id and the purpose's key behind a token, or None."""
    told = unseal(LABEL, token)
    if told is None or len(told) <= _PERSON.size:
        return None
    return _PERSON.unpack_from(told)[0], told[_PERSON.size :].decode("ascii", "replace")
