"""Reading the mailbox: what came to a filing address is filed and put away; everything else stays as it is, unread."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from imap_tools.errors import ImapToolsError

from samtykke.core.clock import now
from samtykke.intake.channels.email import actions, mailbox, queries
from samtykke.intake.channels.email.message import read, tokens_in
from samtykke.intake.models import MailboxPlace

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.intake.channels.email.mailbox import Box, Head

log = logging.getLogger(__name__)


def read_inbox() -> int:
    """Files what has come since the last time, and says how many messages it read. A mailbox that does not answer is noted.

    A message counts as read once it is filed and put away; one that was filed alone is found again, known by its key, and
    only put away.
    """
    url = settings.INBOX_URL
    if not url or settings.DEMO:
        return 0
    place = queries.place_of(url)
    try:
        with mailbox.opened(url) as box:
            count = _read(box, place)
    except (OSError, ImapToolsError) as error:
        _note_failure(place, error)
        return 0
    MailboxPlace.objects.filter(pk=place.pk).update(read_at=now(), failed_at=None, failure="")
    return count


def _read(box: Box, place: MailboxPlace) -> int:
    if box.validity != place.validity:
        place.validity, place.uid = box.validity, 0
    count = 0
    for head in box.after(place.uid):
        users = queries.users_of(tokens_in(head.head))
        for user in users:
            _file(box, head, user)
        if users:
            box.put_away(head.uid)
        place.uid = head.uid
        place.save(update_fields=["validity", "uid"])
        count += 1
    return count


def _file(box: Box, head: Head, user: User) -> None:
    if head.size > mailbox.HEAVIEST:
        outcome = actions.refuse_heavy(hashlib.sha256(head.head).digest(), user)
    else:
        content = box.whole(head.uid)
        if content is None:
            return
        outcome = actions.file(read(content), user)
    log.info("mail for user:%d: %s", user.pk, outcome.value)


def _note_failure(place: MailboxPlace, error: Exception) -> None:
    """The kind of trouble alone: what a server says may name people."""
    log.warning("the mailbox cannot be read: %s", type(error).__name__)
    MailboxPlace.objects.filter(pk=place.pk).update(failed_at=now(), failure=type(error).__name__)
