"""Whose a filing address is, who lives at the addresses of a mail, and how far a mailbox has been read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from samtykke.accounts.models import User
from samtykke.accounts.secrets import hashed
from samtykke.contacts.models import PersonEmail
from samtykke.contacts.queries import whoever_stands
from samtykke.intake.models import FiledMail, FilingAddress, MailboxPlace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from samtykke.contacts.models import PersonQuerySet

SHOWN = 20


def living_address(user: User) -> FilingAddress | None:
    """The user's filing address, if there is one in use."""
    return FilingAddress.objects.filter(user_id=user.pk, revoked_at__isnull=True).first()


def users_of(tokens: Iterable[str]) -> list[User]:
    """The users whose filing addresses are among some secrets: who is not active any more is not."""
    hashes = [bytes.fromhex(hashed(token)) for token in tokens]
    ids = FilingAddress.objects.filter(token_hash__in=hashes, revoked_at__isnull=True).values("user_id")
    return list(User.objects.active().filter(pk__in=ids).order_by("pk")) if hashes else []


def people_at(addresses: Iterable[str], *, among: PersonQuerySet) -> list[int]:
    """Who lives at some addresses in their normal form, or stands for who does, of some people."""
    found = PersonEmail.objects.filter(normal__in=list(addresses), retired_at__isnull=True).values("person_id")
    return list(among.filter(pk__in=whoever_stands(found)).order_by("pk").values_list("pk", flat=True))


def filed_by(user: User) -> QuerySet[FiledMail]:
    """The last mails that came to the user's filing address, newest first."""
    return FiledMail.objects.filter(user_id=user.pk).order_by("-id")[:SHOWN]


def place_of(url: str) -> MailboxPlace:
    """How far the mailbox of an address has been read; from the beginning where it never was. The address is kept as a hash."""
    known, _is_new = MailboxPlace.objects.get_or_create(mailbox=_name_of(url))
    return known


def read_place(url: str) -> MailboxPlace | None:
    """The same for a page, which writes nothing; None where it never was read."""
    return MailboxPlace.objects.filter(mailbox=_name_of(url)).first()


def _name_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
