"""The step between a right password and a signed-in session: the second factor, for whoever has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.stages import LoginStage, LoginStageController
from django.shortcuts import redirect

from samtykke.accounts import factors
from samtykke.accounts.access import has_used_factor
from samtykke.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

KEY = "second_factor"


class SecondFactor(LoginStage):  # type: ignore[misc]
    """Asks everybody who has a factor for it, whatever the roles, unless this sign-in has used one already."""

    key = KEY
    urlname = "accounts:give_factor"

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        user = self.login.user
        if not isinstance(user, User) or has_used_factor(self.request, user) or not factors.has_factor(user):
            return None, True
        return redirect(self.urlname), True


def pending(request: HttpRequest) -> SecondFactor | None:
    """The sign-in that waits for its factor, if there is one and the user may still sign in."""
    if request.user.is_authenticated:
        return None
    stage: Any = LoginStageController.enter(request, KEY)
    return stage if stage and isinstance(stage.login.user, User) and stage.login.user.is_active else None


def pending_user(request: HttpRequest) -> User | None:
    """Whose sign-in waits."""
    stage = pending(request)
    return stage.login.user if stage else None
