"""What is done with mails: queue, send again, cancel; and with templates: write, add, change, remove."""

from __future__ import annotations

from samtykke.mail.actions.queueing import cancel, queue, queue_people, start_run

__all__ = ["cancel", "queue", "queue_people", "start_run"]
