"""The gate's reasons in words, with the shape that belongs to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What a reason is called when many have it, what it means, its shape, and its part of the bar."""

    title: _StrPromise
    meaning: _StrPromise
    shape: str
    tone: str


def words(title: _StrPromise, meaning: _StrPromise, shape: str, tone: str) -> ReasonWords:
    """A reason in words."""
    return ReasonWords(title, meaning, shape, tone)


REASON_WORDS: dict[str, ReasonWords] = {
    "allowed": words(_("Nothing stands against it"), _("A consent, or another basis in force"), "given", "yes"),
    "existing_customer": words(
        _("They are existing customers"), _("Own similar products, a way out in every message"), "in_force", "yes"
    ),
    "role_address": words(
        _("The address belongs to a role"), _("No natural person stands behind it"), "in_force", "yes"
    ),
    "unknown_person": words(_("We hold no such person"), _("Nothing is known, so nothing is sent"), "unknown", "off"),
    "deleted": words(_("They are in the recycle bin"), _("Restore them first"), "ended", "off"),
    "restricted": words(_("The use is restricted"), _("Art. 18: kept, and used for nothing"), "objected", "no"),
    "suppressed": words(_("The address is suppressed"), _("We must never write to it"), "objected", "no"),
    "objected_all_marketing": words(
        _("They objected to direct marketing"), _("Final until they say otherwise (Art. 21)"), "objected", "no"
    ),
    "purpose_inactive": words(_("The purpose is not in use"), _("Make it active first"), "ended", "off"),
    "assessment_lapsed": words(_("The assessment has lapsed"), _("Look at it again and approve it"), "expired", "off"),
    "no_record": words(_("They have not been asked"), _("Nothing is recorded for this purpose"), "unknown", "off"),
    "requested": words(_("They have not answered yet"), _("Asked, and silent"), "requested", "wait"),
    "pending_confirmation": words(
        _("They have not confirmed yet"), _("The button in the mail is not pressed"), "pending_confirmation", "wait"
    ),
    "refused": words(_("They said no when asked"), _("Only they can say yes"), "refused", "no"),
    "withdrawn": words(_("They withdrew"), _("Only they can say yes again"), "withdrawn", "no"),
    "objected": words(_("They objected to this purpose"), _("Only they can say otherwise"), "objected", "no"),
    "expired": words(_("Their consent has run out"), _("They may be asked again"), "expired", "off"),
    "invalidated": words(_("The consent was not valid"), _("It was declared not valid"), "invalidated", "off"),
    "ended": words(_("The basis has ended"), _("We stopped using it"), "ended", "off"),
    "unknown": words(_("We cannot show that they said yes"), _("No words or no evidence"), "unknown", "off"),
    "consent_needed": words(
        _("They are held on another basis than consent"),
        _("You let only a consent count for this purpose"),
        "ended",
        "off",
    ),
    "wording_does_not_cover": words(
        _("They said yes to less"), _("The purpose has become wider since"), "superseded", "off"
    ),
    "address_not_covered": words(
        _("Their yes does not cover the address"),
        _("No address, a new address or another channel"),
        "superseded",
        "off",
    ),
    "shared_address": words(
        _("Somebody at the same address said no"), _("Their no holds for the address"), "objected", "no"
    ),
    "not_informed": words(
        _("They have not been told that we hold them"), _("Tell them first (Art. 14)"), "requested", "wait"
    ),
}


def words_for(reason: str) -> ReasonWords:
    """The words for a reason; one without words of its own is shown as it is."""
    return REASON_WORDS.get(reason) or ReasonWords(_("Another reason"), _("Not known"), "unknown", "off")
