"""Everything that changes people and companies but their consents. People are born in `consents.actions` alone."""

from __future__ import annotations

from samtykke.contacts.actions.addresses import (
    add_email,
    add_phone,
    change_email,
    change_phone,
    correct_email,
    correct_phone,
    make_email_primary,
    make_phone_primary,
    retire_email,
    retire_phone,
)
from samtykke.contacts.actions.belonging import (
    belong,
    change_belonging,
    leave_company,
    make_company_main,
    remove_belonging,
    remove_postal,
    set_postal,
)
from samtykke.contacts.actions.changes import locked
from samtykke.contacts.actions.companies import (
    change_company,
    create_company,
    delete_company,
    find_or_create_company,
    restore_company,
)
from samtykke.contacts.actions.company_merging import (
    merge_companies,
    pair_companies_again,
    split_companies,
    tell_companies_apart,
)
from samtykke.contacts.actions.elsewhere import know_as
from samtykke.contacts.actions.interests import change_interests, explicit_yes, set_interests
from samtykke.contacts.actions.links import make_link, revoke_link
from samtykke.contacts.actions.merging import begin_merge, end_merge
from samtykke.contacts.actions.pairs import pair_again, tell_apart
from samtykke.contacts.actions.people import change_person, delete_person, restore_person
from samtykke.contacts.actions.undoing import undo_change, undo_company_change

__all__ = [
    "add_email",
    "add_phone",
    "begin_merge",
    "belong",
    "change_belonging",
    "change_company",
    "change_email",
    "change_interests",
    "change_person",
    "change_phone",
    "correct_email",
    "correct_phone",
    "create_company",
    "delete_company",
    "delete_person",
    "end_merge",
    "explicit_yes",
    "find_or_create_company",
    "know_as",
    "leave_company",
    "locked",
    "make_company_main",
    "make_email_primary",
    "make_link",
    "make_phone_primary",
    "merge_companies",
    "pair_again",
    "pair_companies_again",
    "remove_belonging",
    "remove_postal",
    "restore_company",
    "restore_person",
    "retire_email",
    "retire_phone",
    "revoke_link",
    "set_interests",
    "set_postal",
    "split_companies",
    "tell_apart",
    "tell_companies_apart",
    "undo_change",
    "undo_company_change",
]
