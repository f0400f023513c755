"""Sending links by mail: the same work is queued whether or not there is anybody to send to (REQ-92)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.accounts.secrets import unseal
from samtykke.preferences import actions, queries


@app.task
def send_link(sealed: str) -> None:
    """Mails their own link to everybody who lives at an address. The address is sealed: the queue can be read."""
    normal = unseal(actions.LABEL, sealed)
    if normal is not None:
        actions.mail_links(normal.decode())


@app.task
def send_fresh_link(use: str, token_hash: str) -> None:
    """Mails a new link to the address an old one went to, where the old one is known."""
    found = queries.BEHIND[use](bytes.fromhex(token_hash))
    if found is not None:
        actions.send_fresh_link(found.person, found.email)
