"""Who did it, and through which door.

The actor is always an argument, never ambient: accountability (Art. 5(2)) starts in the signature.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """Whose hand recorded something."""

    USER = "user"
    PERSON = "person"
    INTEGRATION = "integration"
    SYSTEM = "system"


class Via(StrEnum):
    """The door something came in by; the technical channel, not the channel of communication."""

    STAFF = "staff"
    API = "api"
    FILE = "file"
    COMMAND = "command"
    BULK = "bulk"
    SYSTEM = "system"
    PREFERENCE_PAGE = "preference_page"
    WEB_FORM = "web_form"
    EMAIL = "email"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Actor:
    """A kind and an id, never a name: the name is read when shown, not stored. The system has id 0."""

    kind: ActorKind
    id: int = 0
    # In which roles a user acts, by key, where that is known: the trail keeps it with a look. Not part of who it is.
    roles: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def user(cls, pk: int, *roles: str) -> Actor:
        return cls(ActorKind.USER, pk, roles)

    @classmethod
    def data_subject(cls, person_id: int) -> Actor:
        return cls(ActorKind.PERSON, person_id)

    @classmethod
    def integration(cls, key_id: int) -> Actor:
        return cls(ActorKind.INTEGRATION, key_id)

    @classmethod
    def system(cls) -> Actor:
        return cls(ActorKind.SYSTEM, 0)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Ref:
    """What something was done to: a kind and a bigint id, without a foreign key."""

    kind: str
    id: int

    @classmethod
    def person(cls, pk: int) -> Ref:
        return cls("person", pk)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
