"""Who calls: the key, what it may do, and what stands when it leaves something out."""

from __future__ import annotations

from functools import cache as once_per_process
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from samtykke.accounts import limits
from samtykke.accounts.actions import use_api_key
from samtykke.accounts.models import ApiKey
from samtykke.accounts.rights import Scope
from samtykke.contacts.access import sight_of_key
from samtykke.contacts.masking import mask_of_key
from samtykke.core.actors import Actor
from samtykke.intake.channels.api.problems import Stop

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samtykke.contacts.access import Sight

MOST_FAILURES, WITHIN = 100, limits.MINUTE


class Key(HttpBearer):
    """`Authorization: Bearer <key>`, with the scopes an operation asks for. Asked before anything else is looked at."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The key behind the token; refuses one that does not work (401), or may not do this (403)."""
        key = use_api_key(token.strip())
        if key is None:
            _count_failure(request)
            return None
        for scope in self.scopes:
            if not key.has_scope(scope):
                raise Stop(
                    403,
                    code="missing_scope",
                    detail=_("This key lacks the scope %s.") % scope.value,
                    WWW_Authenticate=f'Bearer realm="samtykke", error="insufficient_scope", scope="{scope.value}"',
                )
        return key


@once_per_process
def asking_for(*scopes: Scope) -> Key:
    """The check for some scopes."""
    return Key(*scopes)


def key_of(request: HttpRequest) -> ApiKey:
    """The key that calls."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key


def sight_of_caller(request: HttpRequest) -> Sight:
    """Whom the key that calls sees."""
    return sight_of_key(key_of(request))


def refuse_covered(request: HttpRequest, *names: str) -> None:
    """Nobody finds people by what the key may not read, or changes it blindly."""
    if any(map(mask_of_key(key_of(request)).hides, names)):
        scope = Scope.PERSONS_SENSITIVE.value
        raise Stop(403, code="missing_scope", detail=_("This key lacks the scope %s.") % scope)


def actor_of(request: HttpRequest) -> Actor:
    """The key as the one who does something."""
    return key_of(request).actor


def _count_failure(request: HttpRequest) -> None:
    """Who tries keys from one network waits (REQ-92). A key that works is never refused: others may share the network."""
    if not limits.allow_network(request, "api-key", MOST_FAILURES, WITHIN):
        raise Stop(
            429,
            code="too_many_failures",
            detail=_("Too many calls with a key that does not work. Wait a minute."),
            Retry_After=str(int(WITHIN.total_seconds())),
        )
