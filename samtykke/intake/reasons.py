"""Why something that came in stands where it stands: a code, and its sentence for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Final[dict[str, _StrPromise]] = {
    "hidden_field": gettext_lazy("A field that people do not see was filled in: a program wrote it."),
    "too_quick": gettext_lazy("It was sent quicker than anybody reads a form."),
    "no_work": gettext_lazy("The form was flooded, and the browser did not do the small sum that was asked for."),
    "unknown_submitter": gettext_lazy("Nobody with this address is held, and this form does not register by itself."),
    "several_people": gettext_lazy("Several people have this address, and the name does not say who it was."),
    "restricted": gettext_lazy("The use of whoever has this address is restricted (Art. 18)."),
    "suppressed": gettext_lazy(
        "The address is on the list of those we must not hold again, and nothing was said yes to."
    ),
    "differs": gettext_lazy("What was sent differs from what is held. Nothing was overwritten."),
    "asked_already": gettext_lazy(
        "A mail to this address waits already; this one is asked about once that is answered."
    ),
    "same_again": gettext_lazy("The same was sent and confirmed before."),
    "unconfirmed": gettext_lazy("Nobody pressed the button in the mail in time."),
    "address_changed": gettext_lazy("The person has another address by now: the question went to the old one."),
    "no_since": gettext_lazy("The person said no after it was sent. The no stands."),
    "purpose_inactive": gettext_lazy("A purpose that was said yes to is no longer in use; it was left out."),
    "point_retired": gettext_lazy("The form was retired before it was looked at."),
    "unreadable": gettext_lazy("It was sealed under a secret key that is gone, and cannot be read."),
    "by_hand": gettext_lazy("Somebody of the staff decided it."),
    "assessment_missing": gettext_lazy(
        "Nobody may be registered before the assessment behind the purpose is approved."
    ),
}


def sentence(code: str) -> str:
    """The sentence of a code; "" for none, and the code itself where a rule refused for another reason."""
    if not code:
        return ""
    return str(SENTENCES[code]) if code in SENTENCES else _("A rule refused it: %s.") % code
