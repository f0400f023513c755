"""Everything that changes activities, and who takes part in them."""

from __future__ import annotations

from samtykke.activities.actions.feeds import make_feed, revoke_feed
from samtykke.activities.actions.mailing import settle_mails, write_mail
from samtykke.activities.actions.people import set_people
from samtykke.activities.actions.reminding import remind_due
from samtykke.activities.actions.standing import cancel, delete, empty_bin, finish, reopen, restore
from samtykke.activities.actions.writing import change, plan

__all__ = [
    "cancel",
    "change",
    "delete",
    "empty_bin",
    "finish",
    "make_feed",
    "plan",
    "remind_due",
    "reopen",
    "restore",
    "revoke_feed",
    "set_people",
    "settle_mails",
    "write_mail",
]
