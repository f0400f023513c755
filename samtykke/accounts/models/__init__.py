"""Tables of access: users, roles and teams, keys and links, the organisation's profile."""

from __future__ import annotations

from samtykke.accounts.models.approvals import Approval, ApprovalQuerySet, ApprovalState, FourEyesChange
from samtykke.accounts.models.columns import ListColumns
from samtykke.accounts.models.naming import NamingDecision
from samtykke.accounts.models.roles import Role, RoleQuerySet, Team, TeamQuerySet, Visibility
from samtykke.accounts.models.signing_in import Identity, Session, SessionQuerySet
from samtykke.accounts.models.users import (
    ApiKey,
    ApiKeyQuerySet,
    Attempt,
    Language,
    OneTimeLink,
    OneTimeLinkQuerySet,
    Organisation,
    PasswordLink,
    SetupLink,
    Theme,
    User,
    UserQuerySet,
    standard_languages,
)

__all__ = [
    "ApiKey",
    "ApiKeyQuerySet",
    "Approval",
    "ApprovalQuerySet",
    "ApprovalState",
    "Attempt",
    "FourEyesChange",
    "Identity",
    "Language",
    "ListColumns",
    "NamingDecision",
    "OneTimeLink",
    "OneTimeLinkQuerySet",
    "Organisation",
    "PasswordLink",
    "Role",
    "RoleQuerySet",
    "Session",
    "SessionQuerySet",
    "SetupLink",
    "Team",
    "TeamQuerySet",
    "Theme",
    "User",
    "UserQuerySet",
    "Visibility",
    "standard_languages",
]
