"""Everything that changes who may what: users, roles and teams, keys and links, the organisation's profile.

Each leaves an entry in the trail.
"""

from __future__ import annotations

from samtykke.accounts.actions.approvals import FOUR_EYES, approve, ask, invite, refuse, switch_four_eyes, take_back
from samtykke.accounts.actions.keys import create_api_key, note_use, revoke_api_key, take_over_api_key, use_api_key
from samtykke.accounts.actions.organisation import change_organisation
from samtykke.accounts.actions.roles import change_role, create_role, delete_role, restore_role, ship_role
from samtykke.accounts.actions.sessions import end_other_sessions, end_session, end_sessions_of
from samtykke.accounts.actions.shared import USER_INACTIVE, ref
from samtykke.accounts.actions.teams import change_team, create_team, delete_team, restore_team
from samtykke.accounts.actions.users import (
    LINK_LASTS,
    MOST_ASKED,
    RESET_LASTS,
    ask_for_password,
    change_profile,
    change_user,
    choose,
    complete_setup,
    create_user,
    deactivate_user,
    end_password_link,
    mail_way_in,
    make_password_link,
    make_setup_link,
    reactivate_user,
    revoke_invitation,
    set_password,
    use_password_link,
)

__all__ = [
    "FOUR_EYES",
    "LINK_LASTS",
    "MOST_ASKED",
    "RESET_LASTS",
    "USER_INACTIVE",
    "approve",
    "ask",
    "ask_for_password",
    "change_organisation",
    "change_profile",
    "change_role",
    "change_team",
    "change_user",
    "choose",
    "complete_setup",
    "create_api_key",
    "create_role",
    "create_team",
    "create_user",
    "deactivate_user",
    "delete_role",
    "delete_team",
    "end_other_sessions",
    "end_password_link",
    "end_session",
    "end_sessions_of",
    "invite",
    "mail_way_in",
    "make_password_link",
    "make_setup_link",
    "note_use",
    "reactivate_user",
    "ref",
    "refuse",
    "restore_role",
    "restore_team",
    "revoke_api_key",
    "revoke_invitation",
    "set_password",
    "ship_role",
    "switch_four_eyes",
    "take_back",
    "take_over_api_key",
    "use_api_key",
    "use_password_link",
]
