"""What a role may be given, and what an API key may be given: each with a sentence a person can decide by."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Right(StrEnum):
    """One thing a member of staff may do (M23)."""

    PEOPLE_VIEW = "people:view"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_DELETE = "people:delete"
    PEOPLE_EXPORT = "people:export"
    PEOPLE_IMPORT = "people:import"
    CONSENTS_CHANGE = "consents:change"
    CONSENTS_WITHDRAW = "consents:withdraw"
    CONSENTS_OWN_ACT = "consents:own_act"
    CONSENTS_RESTRICT = "consents:restrict"
    CONSENTS_CORRECT = "consents:correct"
    LISTS_MANAGE = "lists:manage"
    ASSESSMENTS_APPROVE = "assessments:approve"
    SETTINGS_MANAGE = "settings:manage"
    USERS_MANAGE = "users:manage"
    KEYS_MANAGE = "keys:manage"
    MAIL_MANAGE = "mail:manage"
    AUDIT_VIEW = "audit:view"
    BULK_UPDATE = "bulk:update"
    BULK_DELETE = "bulk:delete"
    SUBSCRIPTIONS_MANAGE = "subscriptions:manage"
    MAILINGS_OVERRIDE = "mailings:override"
    REQUESTS_MANAGE = "requests:manage"
    BREACHES_MANAGE = "breaches:manage"
    PEOPLE_SENSITIVE = "people:sensitive"
    AUDIT_EXPORT = "audit:export"
    GOVERNANCE_VIEW = "governance:view"
    GOVERNANCE_MANAGE = "governance:manage"

    @property
    def sentence(self) -> _StrPromise:
        """What the right lets somebody do."""
        return RIGHTS[self]


RIGHTS: dict[Right, _StrPromise] = {
    Right.PEOPLE_VIEW: _("See people and companies, and why they are held"),
    Right.PEOPLE_EDIT: _("Register and change people and companies"),
    Right.PEOPLE_DELETE: _("Put people and companies in the recycle bin, and restore them"),
    Right.PEOPLE_EXPORT: _("Take people out of the system as a file"),
    Right.PEOPLE_IMPORT: _("Import people from a file, and undo an import"),
    Right.CONSENTS_CHANGE: _("Record consents, refusals, withdrawals and objections on behalf of a person"),
    Right.CONSENTS_WITHDRAW: _("Record that a person said no: withdraw a consent, register an objection"),
    Right.CONSENTS_OWN_ACT: _("Record a person’s own act with its evidence, which can lift a no"),
    Right.CONSENTS_RESTRICT: _("Restrict the use of a person, suppress an address, and lift either"),
    Right.CONSENTS_CORRECT: _("Declare a recorded event not valid"),
    Right.LISTS_MANAGE: _("Manage purposes, legal bases, sources and wordings"),
    Right.ASSESSMENTS_APPROVE: _("Approve assessments of legitimate interest"),
    Right.SETTINGS_MANAGE: _("Change the organisation’s profile and settings"),
    Right.USERS_MANAGE: _("Add, change and deactivate users, and give them roles"),
    Right.KEYS_MANAGE: _("Create and revoke API keys"),
    Right.MAIL_MANAGE: _(
        "See what goes out by mail, send again, tell people that you hold them, and write the mail templates"
    ),
    Right.AUDIT_VIEW: _("Read the audit trail"),
    Right.BULK_UPDATE: _("Change many people at once"),
    Right.BULK_DELETE: _("Delete many people at once"),
    Right.SUBSCRIPTIONS_MANAGE: _("Change what a person subscribes to, with a reason and evidence"),
    Right.MAILINGS_OVERRIDE: _("Send a mailing past a missing consent, with a reason; never past a no"),
    Right.REQUESTS_MANAGE: _("Handle requests from people about their rights"),
    Right.BREACHES_MANAGE: _("Register and handle personal data breaches"),
    Right.PEOPLE_SENSITIVE: _("Read fields that are marked as sensitive"),
    Right.AUDIT_EXPORT: _("Take the audit trail out as a file"),
    Right.GOVERNANCE_VIEW: _(
        "Read everything about how people are handled, and change nothing of it: the compliance desk, the set-up guide, the "
        "data map, the record of processing, the security measures, the settings, the lists, the mails and their templates, "
        "the imports, and who has access"
    ),
    Right.GOVERNANCE_MANAGE: _(
        "Answer the set-up guide, and keep the data map, the record of processing and the security measures"
    ),
}

# The rights as a page shows them: by what they are about.
GROUPS: tuple[tuple[_StrPromise, tuple[Right, ...]], ...] = (
    (
        _("People and companies"),
        (
            Right.PEOPLE_VIEW,
            Right.PEOPLE_SENSITIVE,
            Right.PEOPLE_EDIT,
            Right.PEOPLE_DELETE,
            Right.PEOPLE_IMPORT,
            Right.PEOPLE_EXPORT,
            Right.BULK_UPDATE,
            Right.BULK_DELETE,
        ),
    ),
    (
        _("Consents and subscriptions"),
        (
            Right.CONSENTS_WITHDRAW,
            Right.CONSENTS_CHANGE,
            Right.CONSENTS_OWN_ACT,
            Right.CONSENTS_RESTRICT,
            Right.CONSENTS_CORRECT,
            Right.SUBSCRIPTIONS_MANAGE,
        ),
    ),
    (_("Mail"), (Right.MAIL_MANAGE, Right.MAILINGS_OVERRIDE)),
    (
        _("Governance"),
        (
            Right.GOVERNANCE_VIEW,
            Right.GOVERNANCE_MANAGE,
            Right.ASSESSMENTS_APPROVE,
            Right.REQUESTS_MANAGE,
            Right.BREACHES_MANAGE,
            Right.AUDIT_VIEW,
            Right.AUDIT_EXPORT,
        ),
    ),
    (_("Settings"), (Right.LISTS_MANAGE, Right.SETTINGS_MANAGE)),
    (_("Users and keys"), (Right.USERS_MANAGE, Right.KEYS_MANAGE)),
)

# Given out now, so that who holds them is decided in time; what they open comes with a later version, and the pages say so.
OPENS_LATER: frozenset[Right] = frozenset(
    {
        Right.BULK_UPDATE,
        Right.BULK_DELETE,
        Right.SUBSCRIPTIONS_MANAGE,
        Right.MAILINGS_OVERRIDE,
        Right.REQUESTS_MANAGE,
        Right.BREACHES_MANAGE,
    }
)


# What can be done with personal data, each by its right: what the report and the data map tell of (Art. 32(4), REQ-50).
REACHES: tuple[tuple[str, _StrPromise, Right], ...] = (
    ("view", _("See"), Right.PEOPLE_VIEW),
    ("sensitive", _("See what is sensitive"), Right.PEOPLE_SENSITIVE),
    ("change", _("Change"), Right.PEOPLE_EDIT),
    ("withdraw", _("Record a no"), Right.CONSENTS_WITHDRAW),
    ("consents", _("Change consents"), Right.CONSENTS_CHANGE),
    ("delete", _("Delete"), Right.PEOPLE_DELETE),
    ("import", _("Bring in as a file"), Right.PEOPLE_IMPORT),
    ("export", _("Take out as a file"), Right.PEOPLE_EXPORT),
    ("bulk_update", _("Change many at once"), Right.BULK_UPDATE),
    ("bulk_delete", _("Delete many at once"), Right.BULK_DELETE),
)


class Scope(StrEnum):
    """One thing an API key may do."""

    PERSONS_READ = "persons:read"
    PERSONS_WRITE = "persons:write"
    PERSONS_SENSITIVE = "persons:sensitive"
    PERSONS_RESTRICTED = "persons:restricted"
    CONSENTS_READ = "consents:read"
    CONSENTS_WRITE = "consents:write"
    CONSENTS_OWN_ACT = "consents:own-act"
    MAY_READ = "may:read"
    LISTS_READ = "lists:read"
    LISTS_WRITE = "lists:write"

    @property
    def sentence(self) -> _StrPromise:
        """What the scope lets a key do."""
        return SCOPES[self]


SCOPES: dict[Scope, _StrPromise] = {
    Scope.PERSONS_READ: _("Read people"),
    Scope.PERSONS_WRITE: _("Register, change and delete people"),
    Scope.PERSONS_SENSITIVE: _("Read and change fields of people that are marked as sensitive"),
    Scope.PERSONS_RESTRICTED: _("Read and change people whose use is restricted (Art. 18)"),
    Scope.CONSENTS_READ: _("Read consents and their history"),
    Scope.CONSENTS_WRITE: _("Record consents, withdrawals and objections"),
    Scope.CONSENTS_OWN_ACT: _("Record a person’s own act with its evidence, which can lift a no"),
    Scope.MAY_READ: _("Ask who may receive"),
    Scope.LISTS_READ: _("Read purposes, legal bases and sources"),
    Scope.LISTS_WRITE: _("Change purposes, legal bases and sources"),
}

# What whoever makes a key must hold for each scope: a key never reaches further than the one who answers for it.
SCOPE_NEEDS: dict[Scope, tuple[Right, ...]] = {
    Scope.PERSONS_READ: (Right.PEOPLE_VIEW,),
    Scope.PERSONS_WRITE: (Right.PEOPLE_VIEW, Right.PEOPLE_EDIT, Right.PEOPLE_DELETE),
    Scope.PERSONS_SENSITIVE: (Right.PEOPLE_VIEW, Right.PEOPLE_SENSITIVE),
    Scope.PERSONS_RESTRICTED: (Right.PEOPLE_VIEW, Right.CONSENTS_RESTRICT),
    Scope.CONSENTS_READ: (Right.PEOPLE_VIEW,),
    Scope.CONSENTS_WRITE: (Right.PEOPLE_VIEW, Right.CONSENTS_CHANGE, Right.CONSENTS_WITHDRAW),
    Scope.CONSENTS_OWN_ACT: (Right.PEOPLE_VIEW, Right.CONSENTS_OWN_ACT),
    Scope.MAY_READ: (Right.PEOPLE_VIEW,),
    Scope.LISTS_READ: (Right.PEOPLE_VIEW,),
    Scope.LISTS_WRITE: (Right.LISTS_MANAGE,),
}


# A key sees everybody, so whoever makes one that meets people must see everybody too.
MEETS_PEOPLE = frozenset(Scope) - {Scope.LISTS_READ, Scope.LISTS_WRITE}
EVERYBODY = _("See everybody, and not only some people")


def lacking(scope: Scope, rights: frozenset[str], *, sees_all: bool) -> list[_StrPromise]:
    """What somebody would need besides for a scope, in words; nothing where they may give it."""
    wanting = [right.sentence for right in SCOPE_NEEDS[scope] if right.value not in rights]
    return [*wanting, EVERYBODY] if scope in MEETS_PEOPLE and not sees_all else wanting


# The standard roles. An organisation may change what a role holds; a new installation starts with these.
STANDARD_ROLES: dict[str, tuple[dict[str, str], tuple[Right, ...]]] = {
    "administrator": ({"en": "Administrator", "nb": "Administrator"}, tuple(Right)),
    "privacy_officer": (
        {"en": "Privacy officer", "nb": "Personvernansvarlig"},
        (
            Right.PEOPLE_VIEW,
            Right.PEOPLE_EDIT,
            Right.PEOPLE_DELETE,
            Right.PEOPLE_EXPORT,
            Right.PEOPLE_IMPORT,
            Right.CONSENTS_CHANGE,
            Right.CONSENTS_WITHDRAW,
            Right.CONSENTS_OWN_ACT,
            Right.CONSENTS_RESTRICT,
            Right.CONSENTS_CORRECT,
            Right.LISTS_MANAGE,
            Right.ASSESSMENTS_APPROVE,
            Right.SETTINGS_MANAGE,
            Right.MAIL_MANAGE,
            Right.AUDIT_VIEW,
            Right.BULK_UPDATE,
            Right.SUBSCRIPTIONS_MANAGE,
            Right.REQUESTS_MANAGE,
            Right.BREACHES_MANAGE,
            Right.PEOPLE_SENSITIVE,
            Right.AUDIT_EXPORT,
            Right.GOVERNANCE_VIEW,
            Right.GOVERNANCE_MANAGE,
        ),
    ),
    "sales": (
        {"en": "Sales", "nb": "Salg"},
        (Right.PEOPLE_VIEW, Right.PEOPLE_EDIT, Right.CONSENTS_CHANGE, Right.CONSENTS_WITHDRAW),
    ),
    "marketing": (
        {"en": "Marketing", "nb": "Markedsføring"},
        (
            Right.PEOPLE_VIEW,
            Right.PEOPLE_EDIT,
            Right.PEOPLE_IMPORT,
            Right.PEOPLE_EXPORT,
            Right.CONSENTS_CHANGE,
            Right.CONSENTS_WITHDRAW,
        ),
    ),
    "support": (
        {"en": "Support", "nb": "Kundestøtte"},
        (Right.PEOPLE_VIEW, Right.PEOPLE_EDIT, Right.CONSENTS_CHANGE, Right.CONSENTS_WITHDRAW),
    ),
    "auditor": (
        {"en": "Auditor", "nb": "Revisor"},
        (Right.PEOPLE_VIEW, Right.PEOPLE_SENSITIVE, Right.AUDIT_VIEW, Right.AUDIT_EXPORT, Right.GOVERNANCE_VIEW),
    ),
    "integration": (
        {"en": "Integration", "nb": "Integrasjon"},
        (
            Right.PEOPLE_VIEW,
            Right.PEOPLE_EDIT,
            Right.PEOPLE_IMPORT,
            Right.CONSENTS_CHANGE,
            Right.CONSENTS_WITHDRAW,
        ),
    ),
}
