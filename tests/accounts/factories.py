"""Staff and keys for tests: plain functions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from samtykke.accounts import actions
from samtykke.accounts.models import Role, User
from samtykke.accounts.rights import Scope
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now

if TYPE_CHECKING:
    from samtykke.accounts.models import ApiKey

PASSWORD = "kaffe-tog-lampe-regn"  # long, and nobody's name


def make_user(name: str = "Ola", *roles: str, **fields: Any) -> User:
    """A member of staff `name@fjordlys.example` with the standard roles named, who signs in with PASSWORD."""
    password = fields.pop("password", PASSWORD)
    user = actions.create_user(
        email=fields.pop("email", f"{name.split()[0].lower()}@fjordlys.example"),
        name=name,
        roles=Role.objects.filter(key__in=roles),
        by=Actor.system(),
        via=Via.COMMAND,
        **fields,
    )
    if password:
        user.password = hash_of(password)
        user.save(update_fields=["password"])
    return user


@lru_cache
def hash_of(password: str) -> str:
    """The hash of a password, made once for all tests: making one is slow on purpose."""
    return make_password(password)


def make_key(*scopes: Scope, name: str = "ERP", **fields: Any) -> tuple[ApiKey, str]:
    """An API key, with every scope unless some are named."""
    return actions.create_api_key(
        name=name, scopes=scopes or tuple(Scope), by=Actor.system(), via=Via.COMMAND, **fields
    )


def signed_in(user: User, *, confirmed: bool = True) -> Client:
    """A browser in which the user has signed in, and has just given the password."""
    client = Client()
    client.force_login(user)
    if confirmed:
        session = client.session
        session["confirmed_at"] = now().timestamp()
        session.save()
    return client
