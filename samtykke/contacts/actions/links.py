"""A person's own links: random, kept as a hash, for one use, with an end. REQ-91."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.accounts.secrets import hashed, new_token
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import LinkUse, Person, PersonLink
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now

if TYPE_CHECKING:
    from datetime import timedelta

SYSTEM = Actor.system()


@transaction.atomic(savepoint=False)
def make_link(
    person: Person,
    use: LinkUse,
    lifetime: timedelta | None,
    *,
    email_id: int | None = None,
    by: Actor = SYSTEM,
    via: Via = Via.SYSTEM,
) -> str:
    """Makes a person's own link and returns its token, readable this once. Without a lifetime it ends when revoked.

    `email_id` is the address it is mailed to: what is done through it is that address's own act.
    """
    token = new_token()
    link = PersonLink.objects.create(
        person=person,
        use=LinkUse(use),
        email_id=email_id,
        token_hash=bytes.fromhex(hashed(token)),
        expires_at=now() + lifetime if lifetime is not None else None,
    )
    record(Deed.PERSON_LINK_MADE, subject=Ref.person(person.pk), by=by, via=via, link=link.id, use=link.use)
    return token


@transaction.atomic
def revoke_link(link: PersonLink, *, by: Actor, via: Via) -> PersonLink:
    """Ends a link at once."""
    if link.revoked_at is None:
        link.revoked_at = now()
        PersonLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=link.revoked_at)
        record(Deed.PERSON_LINK_REVOKED, subject=Ref.person(link.person_id), by=by, via=via, link=link.id)
    return link
