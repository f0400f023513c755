"""What people type, or their browser sends, to show that it is them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import factors
from samtykke.accounts.actions.second_factor import LONGEST_NAME
from samtykke.accounts.forms import TOO_MANY, own_password, password_field

if TYPE_CHECKING:
    from samtykke.accounts.models import User

WRONG_CODE = _("The code is not right, or was used already. Wait for the next one and try again.")
WRONG_PASSKEY = _("The passkey did not work. Try again, or use another way.")


def code_field(label: Any, **more: Any) -> forms.CharField:
    """Digits from an app, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs), **more)


def credential_field(**more: Any) -> forms.CharField:
    """What the browser says of a passkey; our script fills it in."""
    return forms.CharField(max_length=20_000, widget=forms.HiddenInput, **more)


class AppForm(forms.Form):
    """The first code of an app that is being set up."""

    code = code_field(_("Code from the app"))


class FactorForm(forms.Form):
    """A code or a passkey of a user. Without room for a try neither is looked at. `kind` says what was used."""

    code = code_field(_("Code"), required=False)
    credential = credential_field(required=False)

    def __init__(self, user: User, *args: Any, has_room: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.has_room, self.kind = user, has_room, ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_room:
            raise forms.ValidationError(TOO_MANY, code="too_many")
        if not self.errors:
            self.kind = self.shown(cleaned)
        return cleaned

    def shown(self, cleaned: dict[str, Any]) -> str:
        """What was given and is right; else an error at its field."""
        if cleaned.get("credential"):
            factor = factors.finish_using(self.user, factors.credential_of(cleaned["credential"]))
            if factor is None:
                raise forms.ValidationError(WRONG_PASSKEY, code="wrong_passkey")
            return factors.BY_PASSKEY
        kind = factors.use_code(self.user, cleaned["code"]) if cleaned.get("code") else None
        if kind is None:
            self.add_error("code", forms.ValidationError(WRONG_CODE, code="wrong_code"))
        return kind or ""


class ConfirmForm(FactorForm):
    """The password, a code or a passkey of whoever is signed in: one of them is enough, of those the user has.

    Somebody who has a factor and has not used it in this session gives it, and not the password.
    """

    password = password_field(_("Password"), autocomplete="current-password")
    field_order = ("password", "code", "credential")

    def __init__(self, user: User, *args: Any, owes_factor: bool = False, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        kinds = {factor.type for factor in factors.of(user)}
        if owes_factor or not user.has_usable_password():
            del self.fields["password"]
        else:
            self.fields["password"].required = not kinds
        if factors.TOTP not in kinds and factors.RECOVERY not in kinds:
            del self.fields["code"]
        if factors.PASSKEY not in kinds:
            del self.fields["credential"]

    def shown(self, cleaned: dict[str, Any]) -> str:
        if cleaned.get("password"):
            try:
                own_password(self.user, cleaned["password"], has_room=self.has_room)
            except forms.ValidationError as error:
                self.add_error("password", error)
                return ""
            return "password"
        if "code" in self.fields or cleaned.get("credential"):
            return super().shown(cleaned)
        raise forms.ValidationError(_("Sign in again to go on."), code="nothing_given")


class PasskeyForm(forms.Form):
    """A passkey that the browser made, and what to call it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Where it is kept, for example “Work laptop” or “Blue key”."),
    )
    credential = credential_field()


class NameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
