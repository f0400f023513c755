"""How often something may be tried at a public door: per address and per network, the same in every process (REQ-92).

Only a keyed hash of the address or network is kept, for a day, in an unlogged table: a restart, a second process or a
second machine does not begin anew. Only a crash of the database, or a standby that takes over, empties it.

Two kinds of notes, by where they are made:

- a *try* (a password, a request for a mail) is noted by a decorator outside of the view's transaction: an answer of 400
  and above takes everything back that the view wrote, and must not give the try back with it;
- a *mail* is noted inside (`allow`), so that no mail means no note.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from samtykke.accounts import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LABEL = b"samtykke/attempts/1"
# A household or an office has one IPv4 address, and a whole /64 of IPv6.
HOUSEHOLD = 64

# Wrong passwords: for one address from one network; from one network; for one address from anywhere (REQ-90, ASVS 6.3.1).
OF_ADDRESS_HERE, OF_NETWORK, OF_ADDRESS = (5, 5 * MINUTE), (10, MINUTE), (50, HOUR)
# The password asked for again, by whoever is signed in.
OF_USER = (10, MINUTE)
# Wrong second factors after a right password: six digits must not be tried out (REQ-90).
OF_FACTOR_SOON, OF_FACTOR = (5, 5 * MINUTE), (30, HOUR)
# So long a network stays known where somebody signed in: nobody elsewhere can shut them out there.
KNOWN_FOR = 30 * DAY
KNOWN = "signed-in-here"


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """So many tries of one thing by one key within a period, at most a day."""

    name: str
    key: bytes
    most: int
    within: timedelta


class Full(Exception):
    """One of the limits has no room."""


def allow(name: str, key_hash: bytes, most: int, within: timedelta) -> bool:
    """Whether there is room for one more try of `name` by this key; notes it where there is. At most a day is counted."""
    return take([Limit(name, key_hash, most, within)]) is not None


def take(limits: Sequence[Limit]) -> list[int] | None:
    """Notes one try under each limit and returns the notes; None where one of them has no room: then nothing is noted.

    In one order always, so that two who try at the same instant wait for each other and never in a ring.
    """
    try:
        with transaction.atomic():
            return [_note(limit) for limit in sorted(limits)]
    except Full:
        return None


def give_back(notes: list[int]) -> None:
    """Takes notes back: what was tried was right, and limits nothing."""
    queries.remove_attempts(notes)


def _note(limit: Limit) -> int:
    note = queries.note_attempt(limit.name, limit.key, limit.most, min(limit.within, DAY))
    if note is None:
        raise Full
    return note


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


def count(name: str, key_hash: bytes, within: timedelta) -> int:
    """How many tries of `name` by this key lie within a period; notes none."""
    return queries.count_attempts(name, key_hash, min(within, DAY))


def per_network(
    name: str, most: int, *, refuse: Callable[Concatenate[HttpRequest, P], HttpResponseBase]
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Lets so many POSTs an hour through from one network, whatever comes of them; then `refuse` answers.

    Stands above `writes`: what the view takes back does not make room.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST" and not allow_network(request, name, most):
                return refuse(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def counting_wrong(
    of: Callable[[HttpRequest], Sequence[Limit]],
) -> Callable[[Callable[[HttpRequest], HttpResponseBase]], Callable[[HttpRequest], HttpResponseBase]]:
    """Counts the tries of a password that were wrong: an answer that sends on was right, and is not counted.

    The note is made first, so that many at once get no more than one after the other. Without room the view is told by
    `has_no_room(request)` and looks at no password; the answer is 429. Stands above `writes`.
    """

    def decorate(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
        @wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponseBase:
            if request.method != "POST":
                return view(request)
            notes = take(of(request))
            request.has_no_room = notes is None  # type: ignore[attr-defined]
            answer = view(request)
            if notes is None:
                answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
            elif answer.status_code == HTTPStatus.FOUND:
                give_back(notes)
            return answer

        return wrapper

    return decorate


def has_no_room(request: HttpRequest) -> bool:
    """Whether the password in this request must not be looked at."""
    return bool(getattr(request, "has_no_room", False))


def of_sign_in(request: HttpRequest) -> list[Limit]:
    """What limits a sign-in: the address here and, where it never signed in from here, the network and the address."""
    address, network = folded(request.POST.get("login", "")), network_of(request)
    here = key_of(f"{address} {network}")
    limits = [Limit("sign-in-here", here, *OF_ADDRESS_HERE)]
    if not queries.has_attempt(KNOWN, here, KNOWN_FOR):
        limits.append(Limit("sign-in-network", key_of(network), *OF_NETWORK))
        limits.append(Limit("sign-in-address", key_of(address), *OF_ADDRESS))
    return limits


def know_here(request: HttpRequest, address: str) -> None:
    """Notes that somebody signed in from here; the note of the last time is enough."""
    queries.note_once(KNOWN, key_of(f"{folded(address)} {network_of(request)}"))


def folded(address: str) -> str:
    """A sign-in address so that no two spellings of it that find the same user count apart."""
    return address.strip().upper().casefold()


def of_user(request: HttpRequest) -> list[Limit]:
    """What limits giving the password again."""
    return [Limit("confirm", key_of(f"user {request.user.pk}"), *OF_USER)]


def of_confirming(request: HttpRequest) -> list[Limit]:
    """What limits showing again who it is: the password's limits, and with a code the second factor's as well."""
    limits = of_user(request)
    if any(request.POST.get(name) for name in ("code", "credential")):
        limits += _of_factor(key_of(f"user {request.user.pk}"))
    return limits


def of_factor(request: HttpRequest) -> list[Limit]:
    """What limits giving the second factor while signing in: by whose sign-in waits, from everywhere."""
    from samtykke.accounts.stages import pending_user

    user = pending_user(request)
    key = key_of(f"user {user.pk}" if user else network_of(request))
    return _of_factor(key)


def _of_factor(key: bytes) -> list[Limit]:
    return [Limit("factor-soon", key, *OF_FACTOR_SOON), Limit("factor", key, *OF_FACTOR)]


def of_network(request: HttpRequest) -> list[Limit]:
    """What limits signing in with a passkey, which names no address: where it comes from."""
    return [Limit("passkey-network", key_of(network_of(request)), *OF_NETWORK)]


def forget() -> int:
    """Removes what limits nothing any more: tries after a day, known networks after thirty; returns how many."""
    return queries.forget_attempts(DAY, KNOWN, KNOWN_FOR)
