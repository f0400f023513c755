"""What is done with mails: queue, send again, cancel; and with templates: write, add, change, remove."""

from __future__ import annotations

from samtykke.mail.actions.queueing import cancel, queue, queue_people, resend, send_again, start_run
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
    "change_template",
    "delete_template",
    "queue",
    "queue_people",
    "resend",
    "restore_template",
    "send_again",
    "start_run",
    "write_version",
]
