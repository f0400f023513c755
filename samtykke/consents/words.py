"""The words for what the gate answers, for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samtykke.consents.models import PERMITTING, Status

REASON_WORDS: dict[str, str | Promise] = {
    "unknown_person": _("We hold no such person"),
    "deleted": _("In the recycle bin"),
    "restricted": _("Processing is restricted"),
    "suppressed": _("The address is on the list of those we must not use"),
    "objected_all_marketing": _("Objected to all marketing"),
    "purpose_inactive": _("The purpose is not in use"),
    "assessment_lapsed": _("The assessment of legitimate interests is not approved or is past its review"),
    "no_record": _("No answer is recorded for this purpose"),
    "wording_does_not_cover": _("The text said yes to does not cover what the purpose is now"),
    "address_not_covered": _("The answer does not cover this address or channel"),
    "shared_address": _("Somebody else at the same address said no"),
    "not_informed": _("Not yet informed that we hold them"),
    "allowed": _("Allowed"),
    "role_address": _("Allowed: a role address with nobody behind it"),
    "existing_customer": _("Allowed: existing customer"),
    **{str(status): status.label for status in Status if status not in PERMITTING},
}


def reason_words(reason: str) -> str | Promise:
    """The words for a reason; a reason without words is shown as it is."""
    return REASON_WORDS.get(reason, reason)
