"""What is done about people and companies by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.contacts import duplicates


@app.task(queueing_lock="contacts.find_pairs")
def find_pairs(timestamp: int = 0) -> None:
    """Finds who may stand on two cards."""
    duplicates.find_pairs()
    duplicates.find_company_pairs()
