"""The sentence behind each code with which a row is refused or something about a file is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.intake.channels.file.rows import Refusal

REASONS: dict[str, _StrPromise] = {
    "ragged": _("The row does not have as many cells as the header (%(detail)s)."),
    "nul_byte": _("The row holds a NUL character, which no text may hold."),
    "unreadable_bytes": _("The row holds bytes that are no letters in %(detail)s."),
    "cell_too_long": _("A cell is longer than %(detail)s characters."),
    "too_many_cells": _("The row has more than %(detail)s cells."),
    "broken_quotes": _("A quotation mark is not closed, or stands where it cannot stand."),
    "broken_card": _("The card breaks off before its end."),
    "not_a_person": _("The card is no person's: it stands for a group, a company or a place."),
    "formula": _("The name, address or number is a formula. Formulas are never computed: save the value instead."),
    "header_again": _("The header stands again on line %(detail)s. It was skipped."),
    "rows_above_header": _("The header was found on row %(detail)s. What stands above it was skipped."),
    "unused_columns": _("These columns were not used: %(detail)s."),
    "invalid_email": _("“%(detail)s” is not an e-mail address."),
    "invalid_date": _("“%(detail)s” is not a day that exists, or could be two different days."),
    "in_the_future": _("“%(detail)s” lies in the future."),
    "name_too_long": _("A name or title is longer than %(detail)s characters."),
    "too_long": _("A cell is too long."),
    "nobody": _("The row holds no name, no address, no number and no external id."),
    "external_id_taken": _("A person with this external id is held already."),
    "unknown_purpose": _("There is no purpose with the key “%(detail)s”."),
    "unknown_legal_basis": _("There is no legal basis with the key “%(detail)s”."),
    "unknown_source": _("There is no source with the key “%(detail)s”."),
    "unknown_status": _("“%(detail)s” is no answer we know. Write given, withdrawn, refused, objected or unknown."),
    "unknown_wording": _("There is no wording with the number %(detail)s."),
    "wording_of_other_purpose": _("The wording belongs to another purpose."),
    "status_does_not_fit": _("The answer “%(detail)s” does not fit the legal basis."),
    "purpose_inactive": _("The purpose is not in use."),
    "basis_not_allowed": _("The purpose does not allow this legal basis."),
    "citation_missing": _("The legal basis needs the law it rests on."),
    "assessment_missing": _("The assessment of legitimate interests must be approved first."),
    "marketing_needs_consent": _(
        "Marketing needs a consent; a file cannot prove the exception for existing customers."
    ),
    "object_instead": _("This does not rest on consent, so it cannot be withdrawn. The person can object instead."),
    "age_missing": _("“%(detail)s” is offered to children, and a file says no age: record the yes by hand."),
    "no_basis": _("Nobody is held without a basis in force; the row gives none."),
    "legal_basis_missing": _("Nobody is held without a basis; the row names none and there is no default."),
    "no_stands": _("The person said no. Only the person can say yes again."),
    "objected_all_marketing": _("The person objects to all marketing."),
    "suppressed": _("The address is on the list of those we must not use."),
    "restricted": _("The use of this person is restricted."),
    "deleted": _("The person lies in the recycle bin."),
    "leader_refused": _("An earlier row that means the same person was refused."),
    "same_address": _("Somebody else has this e-mail address. It may be the same person."),
    "same_name": _("Somebody else has this name. It may be the same person."),
    "unknown_country": _("“%(detail)s” is no country we know; it was left out."),
    "unknown_language": _("“%(detail)s” is no language we know; it was left out."),
    "column_too_long": _("A cell holds more characters than its column may: %(detail)s."),
    "role_without_company": _("“%(detail)s”: the row names a role, but no company to have it in. It was left out."),
    "special_condition_missing": _(
        "“%(detail)s” reveals a special category of data (Art. 9), and no purpose in use names a condition that allows it. "
        "It was left out."
    ),
    "explicit_consent_missing": _(
        "“%(detail)s” reveals a special category of data (Art. 9), and takes the person’s explicit consent first. It was left out."
    ),
    "own_field": _("In a field of your own: %(detail)s"),
    "unknown_option": _("“%(detail)s” is not in the list; it was left out."),
    "option_retired": _("“%(detail)s” is no longer chosen anew: who has it keeps it, nobody else gets it."),
    "fields_not_read": _(
        "A file does not say which person or company a field means, so these were left out: %(detail)s."
    ),
    "unknown_category": _("“%(detail)s” is no category; it was left out."),
    "invalid_phone": _("“%(detail)s” is no phone number; it was left out."),
    "invalid_org_number": _("“%(detail)s” is no organisation number; it was left out."),
}


def sentence_of(code: str, detail: str = "") -> str:
    """The reason in the reader's language; a code nobody put into words stands for itself."""
    return str(REASONS[code]) % {"detail": detail} if code in REASONS else code


def sentence(refusal: Refusal) -> str:
    """The same of a refusal by a reader."""
    return sentence_of(refusal.code, refusal.detail)
