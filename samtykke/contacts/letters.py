"""What mails ask of contacts: to whom a mail goes, what the person is called, and a fresh link to the own page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.conf import settings

from samtykke.contacts import queries
from samtykke.contacts.actions.links import make_link, revoke_link
from samtykke.contacts.models import LinkUse
from samtykke.core.actors import Actor, Via
from samtykke.mail import registry
from samtykke.purposes.models import CollectedHow, LegalBasis, Purpose, Source, Vocabulary
from samtykke.purposes.queries import privacy_settings

ORIGIN: Final[dict[str, type[Vocabulary]]] = {
    "origin_purpose": Purpose,
    "origin_basis": LegalBasis,
    "origin_source": Source,
    "collected_how": CollectedHow,
}
V = TypeVar("V", bound=Vocabulary)

if TYPE_CHECKING:
    from samtykke.contacts.models import Person, PersonEmail
    from samtykke.mail.models import Mail


def register() -> None:
    """Answers the mail app from now on."""
    registry.recipients["person"] = recipient
    registry.values["contacts"] = values
    registry.links["own_page"] = own_page


def person_of(mail: Mail) -> Person | None:
    """Who a mail is to; whoever was merged into another is the other now (REQ-104)."""
    person = mail.person_id
    return mail.once("person", lambda: _person(mail, person)) if person is not None else None


def _person(mail: Mail, person_id: int) -> Person | None:
    """The person with the names of their origin, which hardly change."""
    person = queries.person_in_letters(person_id)
    if person is not None:
        for field, model in ORIGIN.items():
            key = getattr(person, f"{field}_id")
            setattr(person, field, named(mail, model, key) if key is not None else None)
    return person


def named(mail: Mail, model: type[V], key: int) -> V:
    """An item of a list, as it was lately."""
    objects: Any = model._default_manager
    found: V = mail.lately((model.__name__, key), lambda: objects.get(pk=key))
    return found


def email_of(mail: Mail) -> PersonEmail | None:
    """The address a mail goes to: the one that was named, else the primary one; None where it is no longer theirs."""
    person = person_of(mail)
    if person is None:
        return None
    return mail.once("email", lambda: queries.email_to_write_to(person, mail.address_id))


def recipient(mail: Mail) -> registry.Recipient | None:
    """The person at the address that was named, else at the primary one; None where it is no longer theirs."""
    person, email = person_of(mail), email_of(mail)
    if person is None or email is None:
        return None
    return registry.Recipient(person.full_name, email.address, person.language, email.id)


def values(mail: Mail, language: str) -> dict[str, str]:
    """The person's name, and for how long the link to the own page works."""
    person = person_of(mail)
    if person is None:
        return {}
    days = str(_link_days(mail))
    return {"first_name": person.first_name, "full_name": person.full_name, "valid_days": days}


def own_page(mail: Mail) -> registry.MadeLink:
    """A fresh link to the person's own page, bound to the address it is mailed to. REQ-91, check 43."""
    person, email = person_of(mail), email_of(mail)
    if person is None or email is None:
        raise LookupError("a link for nobody")
    lifetime = timedelta(days=_link_days(mail))
    token = make_link(person, LinkUse.PREFERENCES, lifetime, email_id=email.id)
    shown = f"{settings.BASE_URL}/p/"
    return registry.MadeLink(f"{shown}{token}/", shown, lambda: _end(token))


def _link_days(mail: Mail) -> int:
    return mail.lately("link_days", lambda: privacy_settings().link_days)


def _end(token: str) -> None:
    link = queries.link_behind(token, LinkUse.PREFERENCES)
    if link is not None:
        revoke_link(link, by=Actor.system(), via=Via.SYSTEM)
