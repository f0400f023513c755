"""Browsers that signed in, and whom an identity provider means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from samtykke.accounts.models.users import User
from samtykke.core.clock import now

if TYPE_CHECKING:
    from typing import Self


class SessionQuerySet(models.QuerySet["Session"]):
    def running(self) -> Self:
        """Those that have not expired."""
        return self.filter(expire_date__gt=now())

    def of(self, user: User) -> Self:
        """Those in which a user has signed in, the one used last first."""
        return self.running().filter(user=user).order_by("-last_used_at", "session_key")


class Session(AbstractBaseSession):
    """A browser that signed in, by the hash of its key: what the table holds opens nothing (REQ-91).

    Whoever signed in sees it with the family of the browser and the times, and can end it. No network address is kept.
    """

    session_key = models.CharField(max_length=64, primary_key=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, editable=False, related_name="sessions")
    device = models.CharField(max_length=60, blank=True, editable=False)
    signed_in_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return "session"


class Identity(models.Model):
    """Whom an identity provider means by a subject: one user. Linked at the first sign-in, by the verified address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=now, editable=False)
    last_used_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="accounts_identity_subject"),
            models.UniqueConstraint(fields=["user", "issuer"], name="accounts_identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"
