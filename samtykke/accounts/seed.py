"""The rows a new installation starts with: the standard roles and an empty profile of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.accounts.rights import STANDARD_ROLES

if TYPE_CHECKING:
    from django.db.models import Model


def seed() -> None:
    """Makes what is missing and leaves what is there. Running it again changes nothing."""
    from samtykke.accounts.models import Organisation, Role

    plant(Role, Organisation)


def plant(role: type[Model], organisation: type[Model]) -> None:
    """The same over the models given, so that a migration can use its own."""
    roles: Any = role._default_manager
    for key, (names, rights) in STANDARD_ROLES.items():
        roles.get_or_create(
            key=key, defaults={"names": names, "rights": [right.value for right in rights], "is_standard": True}
        )
    organisations: Any = organisation._default_manager
    organisations.get_or_create(pk=1)
