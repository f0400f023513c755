"""Everything that changes people and companies but their consents. People are born in `consents.actions` alone."""

from __future__ import annotations

from samtykke.contacts.actions.addresses import (
    add_email,
    add_phone,
    make_email_primary,
    make_phone_primary,
    retire_email,
    retire_phone,
)
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
from samtykke.contacts.actions.links import make_link, revoke_link
from samtykke.contacts.actions.merging import begin_merge, end_merge
from samtykke.contacts.actions.pairs import pair_again, tell_apart
from samtykke.contacts.actions.people import change_person, delete_person, restore_person

__all__ = [
    "add_email",
    "add_phone",
    "begin_merge",
    "change_company",
    "change_person",
    "create_company",
    "delete_company",
    "delete_person",
    "end_merge",
    "find_or_create_company",
    "make_email_primary",
    "make_link",
    "make_phone_primary",
    "merge_companies",
    "pair_again",
    "pair_companies_again",
    "restore_company",
    "restore_person",
    "retire_email",
    "retire_phone",
    "revoke_link",
    "split_companies",
    "tell_apart",
    "tell_companies_apart",
]
