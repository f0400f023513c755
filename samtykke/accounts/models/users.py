"""Users, API keys, one-time links and the organisation's profile."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models.roles import Role, Visibility, state_of
from samtykke.accounts.rights import Right, Scope, lacking
from samtykke.core.actors import Actor
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from django.utils.functional import _StrPromise

SESSION_SALT = "samtykke.accounts.User.session"


class Language(models.TextChoices):
    """The languages of the interface; each names itself."""

    NB = "nb", "Norsk bokmål"
    EN = "en", "English"


class Theme(models.TextChoices):
    """How bright the pages are."""

    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        """Those who can sign in."""
        return self.filter(is_active=True)

    def holding(self, right: Right) -> Self:
        """Those who can sign in and hold a right."""
        return self.active().filter(roles__rights__contains=[right.value]).distinct()


class _Users(BaseUserManager["User"]):
    """Finds a user by the sign-in address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A member of staff who signs in with an e-mail address."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.NB)
    theme = models.CharField(_("Theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    # Single keys that act are a trap for who speaks to the machine: everybody may do without them (WCAG 2.1.4).
    has_shortcuts = models.BooleanField(_("Keyboard shortcuts"), default=True, db_default=True)
    roles: models.ManyToManyField[Role, Any] = models.ManyToManyField(Role, related_name="users", blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)
    # Part of each session's hash: one more, and every session of the user has ended (REQ-99).
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    # Fewer than 15 characters: good enough beside a second factor, never alone (REQ-90).
    has_short_password = models.BooleanField(default=False, db_default=False, editable=False)

    objects: ClassVar[Any] = _Users.from_queryset(UserQuerySet)()

    # Whether the session used a second factor; None where no session brought the user here.
    factor_used: bool | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(name="accounts_user_email_lower", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def actor(self) -> Actor:
        """The user as the one who does something, in the roles that were read to let them in."""
        return Actor.user(self.pk, *(role.key for role in self.__dict__.get("held_roles", ())))

    @property
    def state(self) -> str:
        """What is said of the user, in a short text: another as soon as any of it changes, the roles too."""
        roles = sorted(self.roles.values_list("key", flat=True))
        return state_of(self.name, self.email, self.language, self.is_active, roles)

    @cached_property
    def held_roles(self) -> list[Role]:
        """The user's roles, read once per request. Somebody deactivated has none."""
        return list(self.roles.all()) if self.is_active else []

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles asks for a second factor."""
        return any(role.needs_second_factor for role in self.held_roles)

    @property
    def is_held_back(self) -> bool:
        """Whether the session must use a second factor before it opens anything."""
        return self.factor_used is False and self.needs_second_factor

    @cached_property
    def granted_rights(self) -> frozenset[str]:
        """Every right of every role, whatever the session."""
        return frozenset(right for role in self.held_roles for right in role.rights)

    @property
    def rights(self) -> frozenset[str]:
        """What the roles give; nothing in a session that owes a second factor."""
        return frozenset() if self.is_held_back else self.granted_rights

    @cached_property
    def visibility(self) -> Visibility:
        """Which rows the user sees: the widest of the roles, nobody else's rows without a role."""
        return Visibility.widest(role.visibility for role in self.held_roles)

    def out_of_reach(self, scopes: Iterable[str] = tuple(Scope)) -> dict[Scope, list[_StrPromise]]:
        """Of some scopes of a key, those that the user may not give, each with what is wanting."""
        sees_all = self.visibility == Visibility.ALL
        found = {Scope(scope): lacking(Scope(scope), self.granted_rights, sees_all=sees_all) for scope in scopes}
        return {scope: wanting for scope, wanting in found.items() if wanting}

    @cached_property
    def seen_owners(self) -> tuple[int, ...] | None:
        """Whose people the user sees: their own, those of everybody in a team of theirs, or None: everybody's."""
        if self.visibility == Visibility.ALL:
            return None
        if self.visibility == Visibility.OWN:
            return (self.pk,)
        mates = User.objects.filter(teams__in=self.teams.filter(deleted_at=None)).values_list("pk", flat=True)
        return tuple(sorted({self.pk, *mates}))

    def has_right(self, right: Right) -> bool:
        """Whether one of the user's roles gives the right, and the session may use it."""
        return right.value in self.rights

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0]

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Any:
        from django.conf import settings

        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        told = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(SESSION_SALT, told, secret=secret, algorithm="sha256").hexdigest()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self) -> Self:
        """Those that open the API now."""
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now()))


class ApiKey(models.Model):
    """A named, scoped key of another system. Readable once, when made; kept as a hash."""

    name = models.CharField(_("Name"), max_length=120)
    key_hash = models.CharField(max_length=64, editable=False)
    prefix = models.CharField(max_length=8, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="api_keys_created"
    )
    last_used_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(_("Expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key_hash"], name="accounts_apikey_hash")]

    def __str__(self) -> str:
        return f"key {self.pk}"

    @property
    def actor(self) -> Actor:
        """The key as the one who does something."""
        return Actor.integration(self.pk)

    @property
    def state(self) -> str:
        """`usable`, `expired` or `revoked`."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= now() else "usable"

    @cached_property
    def lost_scopes(self) -> dict[Scope, list[_StrPromise]]:
        """The scopes that count no more, each with what whoever made the key no longer holds. A key made by the system,
        from the command line or for the demo, stands on nobody.
        """
        return self.created_by.out_of_reach(self.scopes) if self.created_by else {}

    @property
    def working_scopes(self) -> list[str]:
        """The scopes that count now."""
        return [scope for scope in self.scopes if scope not in self.lost_scopes]

    def has_scope(self, scope: Scope) -> bool:
        """Whether the key was given the scope, and its maker still holds what it opens."""
        return scope.value in self.scopes and scope not in self.lost_scopes


class OneTimeLinkQuerySet(models.QuerySet[Any]):
    def usable(self) -> Self:
        """Those that were not used and have not expired."""
        return self.filter(used_at=None, expires_at__gt=now())


class OneTimeLink(models.Model):
    """A secret address that works once and not for long; kept as a hash (REQ-91)."""

    token_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class SetupLink(OneTimeLink):
    """The way in for the first administrator of an empty installation."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="accounts_setuplink_hash")]


class PasswordLink(OneTimeLink):
    """The way in for one user to set a password, handed over by an administrator."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="accounts_passwordlink_hash")]


def standard_languages() -> list[str]:
    """Bokmål first: the first language is the company's own."""
    return ["nb", "en"]


class Organisation(models.Model):
    """The controller (Art. 4(7)): who is responsible, and how it is reached. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    legal_name = models.CharField(_("Legal name"), max_length=200, blank=True)
    number = models.CharField(_("Organisation number"), max_length=20, blank=True)
    address_line = models.CharField(_("Postal address"), max_length=200, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=12, blank=True)
    city = models.CharField(_("Town"), max_length=100, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="NO")
    sender_name = models.CharField(_("Sender name"), max_length=120, blank=True)
    sender_address = models.EmailField(_("Sender address"), blank=True)
    reply_to = models.EmailField(_("Reply-to address"), blank=True)
    privacy_contact_name = models.CharField(_("Privacy contact"), max_length=120, blank=True)
    privacy_contact_email = models.EmailField(_("E-mail of the privacy contact"), blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="Europe/Oslo")
    languages = ArrayField(models.CharField(max_length=2), default=standard_languages)
    logo = models.BinaryField(null=True, editable=False)
    logo_type = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_organisation_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="accounts_organisation_has_language", condition=models.Q(languages__len__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return "organisation"

    @property
    def is_described(self) -> bool:
        """Whether the profile holds what a person must be told of the controller (Art. 13(1)(a))."""
        return bool(self.legal_name and self.privacy_contact_email and self.address_line)


class Attempt(models.Model):
    """That something was tried at a public door: which door, a keyed hash of who or whom, when. Nothing else (REQ-92).

    The table is unlogged: a crash empties it, a standby and a physical copy hold nothing of it. A day later a row is gone,
    the one that says that somebody signed in from a network after thirty.
    """

    name = models.CharField(max_length=40)
    key_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["name", "key_hash", "at"], name="accounts_attempt_of"),
            models.Index(fields=["at"], name="accounts_attempt_at"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
