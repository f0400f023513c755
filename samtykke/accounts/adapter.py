"""How signing in answers: the same for everybody, noted in the trail (REQ-92, REQ-98)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import limits
from samtykke.accounts.access import FACTOR, note_confirmation
from samtykke.accounts.actions import ref
from samtykke.accounts.forms import TOO_MANY
from samtykke.accounts.models import User
from samtykke.accounts.sessions import note_browser
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Via

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

WRONG = _("The e-mail or the password is not right. Check both and try again.")


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """One sentence for an unknown address, a wrong password and a deactivated user."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "account_inactive": WRONG,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator adds users."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Without room for a try the password is not looked at; what counts the tries stands on the view."""
        request.session.pop(FACTOR, None)  # each sign-in shows its own
        if limits.has_no_room(request):
            raise self.validation_error("too_many_login_attempts")

    def get_login_stages(self) -> list[str]:
        """One step after the password: the second factor."""
        return ["samtykke.accounts.stages.SecondFactor"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Notes the attempt in the same way whether or not the address is known; the address itself is not kept."""
        address = str(credentials.get("email", "")).strip().lower()
        user = User.objects.filter(email=address).first()
        subject = ref(user) if user else None
        audit.look(Deed.SIGN_IN_FAILED, subject=subject, by=Actor.system(), via=Via.STAFF)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        note_confirmation(request)
        if isinstance(user, User):
            note_browser(request)
            limits.know_here(request, user.email)
            kind = request.session.get(FACTOR, {}).get("kind", "none")
            audit.look(Deed.SIGN_IN_SUCCEEDED, subject=ref(user), by=user.actor, via=Via.STAFF, factor=kind)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in needs no message: the page that opens is the answer."""
