"""The places that Settings › Privacy leads to, each with a sentence. M6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """A page one can go to from the hub: its name, what is decided there, and the rights of which any one opens it."""

    title: _StrPromise
    sentence: _StrPromise
    icon: str
    url_name: str
    rights: tuple[Right, ...]


LISTS: Final = (Right.LISTS_MANAGE,)
GOVERNANCE: Final = (Right.GOVERNANCE_VIEW,)
SETTINGS: Final = (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)

PLACES: Final[tuple[tuple[_StrPromise, tuple[SettingsPlace, ...]], ...]] = (
    (
        _("Why, by what right, from where"),
        (
            SettingsPlace(
                _("Purposes"), _("Why you hold people, with the texts they read and the words they say yes to."),
                "rights", "purposes:purposes", (Right.LISTS_MANAGE, Right.ASSESSMENTS_APPROVE),
            ),
            SettingsPlace(
                _("Legal bases"), _("By what right, each tied to one letter of Art. 6(1)."),
                "check", "purposes:legal-bases", LISTS,
            ),
            SettingsPlace(_("Sources"), _("How people come in, and who gave the data."), "import", "purposes:sources", LISTS),
        ),
    ),
    (
        _("How the product acts"),
        (
            SettingsPlace(
                _("Privacy settings"),
                _("The basis of new people, who may be written to, how long links work and things are kept."),
                "lock", "governance:privacy-settings", SETTINGS,
            ),
            SettingsPlace(
                _("Photos of people"), _("Off, until you say what they are for and why."), "eye", "governance:photos", SETTINGS
            ),
            SettingsPlace(
                _("When people are told"), _("By source: never, at once, after some days or on first contact; which mail, from whom."),
                "info", "governance:informing-rules", SETTINGS,
            ),
            SettingsPlace(
                _("What the law says"), _("Periods and ages by country, with the day each holds from."),
                "rights", "governance:law", SETTINGS,
            ),
            SettingsPlace(
                _("Calendar"), _("The days off that periods are counted with."), "calendar", "governance:calendar", SETTINGS
            ),
        ),
    ),
    (
        _("What people read"),
        (
            SettingsPlace(
                _("Mail templates"), _("What you write when you inform, ask and confirm, in each language."),
                "mail", "governance:templates", (Right.MAIL_MANAGE,),
            ),
            SettingsPlace(
                _("Privacy statement"), _("What people read about how you use their data, with every version that was published."),
                "info", "governance:statement", GOVERNANCE,
            ),
            SettingsPlace(
                _("Organisation"), _("Who is responsible and who answers about privacy."),
                "company", "accounts:organisation", SETTINGS,
            ),
        ),
    ),
    (
        _("What you can show"),
        (
            SettingsPlace(
                _("Set-up guide"), _("What is decided, by whom, and what is left, point by point."),
                "guide", "governance:guide", GOVERNANCE,
            ),
            SettingsPlace(
                _("Data map"), _("Which data you keep about whom, and for which purposes."),
                "project", "governance:data-map", GOVERNANCE,
            ),
            SettingsPlace(
                _("Security measures"), _("What protects the data, and what shows it."),
                "lock", "governance:measures", GOVERNANCE,
            ),
            SettingsPlace(
                _("Assessments"), _("Whether your interest weighs more than people’s, and what a purpose may do to their privacy."),
                "eye", "governance:assessments", GOVERNANCE,
            ),
            SettingsPlace(
                _("Who has access"), _("Who can see, change and take out personal data, and by which roles."),
                "people", "accounts:access", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW),
            ),
        ),
    ),
)  # fmt: skip
