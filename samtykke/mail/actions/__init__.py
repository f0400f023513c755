"""What is done with mails: queue, send again, cancel; and with templates: write, add, change, remove."""

from __future__ import annotations

from samtykke.mail.actions.queueing import (
    cancel_waiting,
    forget_intake,
    queue,
    queue_people,
    queue_users,
    resend,
    send_again,
    try_out,
)
from samtykke.mail.actions.runs import cancel, carry_on, filling, start_run
from samtykke.mail.actions.templates import (
    add_template,
    change_template,
    delete_template,
    restore_template,
    write_version,
)

__all__ = [
    "add_template",
    "cancel",
    "cancel_waiting",
    "carry_on",
    "change_template",
    "delete_template",
    "filling",
    "forget_intake",
    "queue",
    "queue_people",
    "queue_users",
    "resend",
    "restore_template",
    "send_again",
    "start_run",
    "try_out",
    "write_version",
]
