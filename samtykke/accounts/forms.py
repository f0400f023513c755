"""What people type about users, keys and the organisation, parsed and checked."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from babel import Locale
from django import forms
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from stdnum.no import orgnr

from samtykke.accounts.models import Language, Organisation, Role, User
from samtykke.accounts.passwords import shortest_for
from samtykke.accounts.rights import Scope
from samtykke.core.clock import end_of_day, now
from samtykke.core.templatetags.words import language_name

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from django.core.files.uploadedfile import UploadedFile

    FormOfUser = forms.ModelForm[User]
    FormOfOrganisation = forms.ModelForm[Organisation]
else:
    FormOfUser = FormOfOrganisation = forms.ModelForm

LARGEST_LOGO = 200 * 1024
LONGEST_KEY_LIFE = timedelta(days=5 * 365)


def password_field(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password: pasted or typed, with spaces as they are (REQ-90)."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return Password(label=label, strip=False, widget=widget, max_length=1000, help_text=help_text)


class Password(forms.CharField):
    """Every character there is, in one spelling: an å typed on one keyboard is the å of another (NIST SP 800-63B-4)."""

    def to_python(self, value: Any) -> Any:
        return unicodedata.normalize("NFC", super().to_python(value) or "")


def own_password(user: User, password: str, *, has_room: bool) -> str:
    """The password if it is the user's; else, or where there were too many tries, refused."""
    if not has_room:
        raise forms.ValidationError(TOO_MANY, code="too_many")
    if not check_password(password, user.password):  # User.check_password may renew the hash, and so sign out
        raise forms.ValidationError(_("The password is not right. Try again."), code="wrong_password")
    return password


TOO_MANY = _("Too many attempts. Wait five minutes and try again.")
NEW_PASSWORD_HELP = _("At least 15 characters. A sentence of your own is best; spaces and all letters are allowed.")


def new_password_help(shortest: int) -> str:
    """What to tell before somebody chooses."""
    return _(
        "At least %(shortest)d characters. A sentence of your own is best; spaces and all letters are allowed."
    ) % {"shortest": shortest}


def reason_field() -> forms.CharField:
    """Why something is asked for: read by the second person."""
    return forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed where somebody gets to do or see more, or loses the right to give access: a second person reads it and "
            "decides."
        ),
    )


def seen_field() -> forms.CharField:
    """What the form was filled from, so that whoever saves from an old page is told; None where that is not said."""
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, empty_value=None)


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"] = password_field(_("Password"), autocomplete="current-password")


class ForgottenForm(forms.Form):
    """Who forgot the password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"invalid": _("Write the whole address, like name@company.example.")},
    )


class NewPasswordForm(forms.Form):
    """A new password for a user, checked by the rules."""

    new_password = password_field(_("New password"), autocomplete="new-password", help_text=NEW_PASSWORD_HELP)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new_password"].help_text = new_password_help(shortest_for(user))

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The password of today, and the new one."""

    current_password = password_field(_("Password of today"), autocomplete="current-password")
    field_order = ("current_password", "new_password")

    def __init__(self, user: User, *args: Any, has_room: bool = True, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.has_room = has_room

    def clean_current_password(self) -> str:
        return own_password(self.user, self.cleaned_data["current_password"], has_room=self.has_room)


class ProfileForm(FormOfUser):
    """What a user may change of the own profile."""

    class Meta:
        model = User
        fields = ("name", "language", "theme", "has_shortcuts")
        help_texts: ClassVar[dict[str, Any]] = {"has_shortcuts": _("Press ? on any page to see them.")}


class UserForm(forms.Form):
    """A user as an administrator sees it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Role.objects.existing().order_by("-is_standard", "id"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Somebody without a role can sign in and sees nobody."),
    )

    reason = reason_field()
    seen = seen_field()

    def __init__(self, *args: Any, four_eyes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["roles"]
        roles.label_from_instance = lambda role: role.name
        if not four_eyes:
            del self.fields["reason"]


class SetupForm(forms.Form):
    """The first administrator."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    password = password_field(_("Password"), autocomplete="new-password", help_text=NEW_PASSWORD_HELP)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            user = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
            try:
                validate_password(cleaned["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ApiKeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Which system uses it, for example “ERP, nightly customers”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        choices=[(scope.value, scope.sentence) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Without a date the key works until somebody revokes it."),
    )

    def __init__(self, zone: ZoneInfo, maker: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        # What the maker may not give: the scope, and what is wanting.
        self.out_of_reach = maker.out_of_reach()
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope.value, scope.sentence) for scope in Scope if scope not in self.out_of_reach]

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day and not now() < end_of_day(day, self.zone) < now() + LONGEST_KEY_LIFE:
            raise forms.ValidationError(_("Choose a day from today and at most five years ahead."), code="bad_day")
        return day

    @property
    def expires_at(self) -> datetime | None:
        """The end of the last day, in the company's zone."""
        day: date | None = self.cleaned_data["expires_on"]
        return end_of_day(day, self.zone) if day else None


# Languages a company may write its texts in besides those of the interface.
MORE_LANGUAGES = ("nn", "se", "sv", "da", "fi", "is", "de", "nl", "fr", "es", "pl", "lt", "uk", "ar")


class OrganisationForm(FormOfOrganisation):
    """The profile of the controller."""

    country = forms.ChoiceField(label=_("Country"), choices=lambda: countries())
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone.replace("_", " ")) for zone in zones()]
    )
    language = forms.ChoiceField(
        label=_("Company language"),
        choices=Language.choices,
        help_text=_("What a text is written in first. People read the language they chose."),
    )
    more_languages = forms.MultipleChoiceField(
        label=_("More languages for texts"),
        required=False,
        choices=lambda: [(code, language_name(code)) for code in MORE_LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Purposes, lists and the words people say yes to can be written in them too. Staff pages stay as they are."
        ),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 200 kB. It stands in mails and forms.")
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Organisation
        fields = (
            "legal_name",
            "number",
            "address_line",
            "postal_code",
            "city",
            "country",
            "sender_name",
            "sender_address",
            "reply_to",
            "privacy_contact_name",
            "privacy_contact_email",
            "time_zone",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_name", "address_line", "postal_code", "city", "privacy_contact_email"):
            self.fields[name].required = True
        self.fields["language"].initial = self.instance.languages[0]
        self.fields["more_languages"].initial = [
            code for code in self.instance.languages if code not in Language.values
        ]
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if number and self.data.get(self.add_prefix("country")) == "NO":
            if not orgnr.is_valid(number):
                raise forms.ValidationError(
                    _("This is not a Norwegian organisation number: nine digits, the last one a check digit."),
                    code="bad_number",
                )
            return str(orgnr.compact(number))
        return number

    def clean_logo(self) -> tuple[bytes, str] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["logo"]
        if not file:
            return None
        if (file.size or 0) > LARGEST_LOGO:
            raise forms.ValidationError(_("The logo is larger than 200 kB. Make it smaller."), code="too_large")
        content = file.read(LARGEST_LOGO + 1)
        kind = image_type(content)
        if kind is None:
            raise forms.ValidationError(_("The logo is not a PNG, JPEG or WebP picture."), code="bad_picture")
        return content, kind

    @property
    def fields_to_change(self) -> dict[str, Any]:
        """What the form says of the organisation's row."""
        told = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        first = self.cleaned_data["language"]
        others = [code for code in Language.values if code != first]
        told["languages"] = [first, *others, *self.cleaned_data["more_languages"]]
        if self.cleaned_data["logo"]:
            told["logo"], told["logo_type"] = self.cleaned_data["logo"]
        elif self.cleaned_data.get("remove_logo"):
            told["logo"], told["logo_type"] = None, ""
        return told

    def _post_clean(self) -> None:
        """The instance is left as it is: the action changes the row."""


def image_type(content: bytes) -> str | None:
    """The kind of a picture by its first bytes, never by its name (REQ-95); SVG is refused (REQ-96)."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def zones() -> list[str]:
    """Every zone with a place in its name, and UTC."""
    return sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and zone[:4] != "Etc/"))


def countries() -> list[tuple[str, str]]:
    """Every country in the language of the page."""
    locale = Locale.parse((get_language() or "en")[:2])
    found = [(code, name) for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()]
    return sorted(((code, str(name)) for code, name in found if code not in {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}),
                  key=lambda pair: pair[1])  # fmt: skip
