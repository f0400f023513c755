"""Sending a link to an address: the same work is queued whether or not anybody lives there (REQ-92)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.accounts.secrets import unseal
from samtykke.preferences import actions


@app.task
def send_link(sealed: str) -> None:
    """Mails their own link to everybody who lives at an address. The address is sealed: the queue can be read."""
    normal = unseal(actions.LABEL, sealed)
    if normal is not None:
        actions.mail_links(normal.decode())
