"""How often something may be tried at a public door: per address and per network, the same in every process (REQ-92).

Only a keyed hash of the address or network is kept, for a day, in an unlogged table.
"""

from __future__ import annotations

import hmac
import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from samtykke.accounts import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LABEL = b"samtykke/attempts/1"
# A household or an office has one IPv4 address, and a whole /64 of IPv6.
HOUSEHOLD = 64


@transaction.atomic
def allow(name: str, key_hash: bytes, most: int, within: timedelta) -> bool:
    """Whether there is room for one more try of `name` by this key; notes it where there is. At most a day is counted."""
    return queries.note_attempt(name, key_hash, most, min(within, DAY))


def key_of(text: str) -> bytes:
    """The keyed hash of an address, a network or a number: the same tomorrow, and of no use without our key."""
    key = hmac.digest(settings.SECRET_KEY.encode(), LABEL, "sha256")
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as wide as one household: an IPv4 address, the /64 of an IPv6 address."""
    told = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, HOUSEHOLD), strict=False))


def allow_network(request: HttpRequest, name: str, most: int, within: timedelta = HOUR) -> bool:
    """The same for where a request comes from."""
    return allow(f"{name}-network", key_of(network_of(request)), most, within)


def forget() -> int:
    """Removes what is older than a day, the longest that is ever counted; returns how many."""
    return queries.forget_attempts(DAY)
