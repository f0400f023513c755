"""What is done about documents by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from samtykke.documents import actions, queries, store


@app.task
def draw(version_id: int) -> None:
    """Makes the pictures of a version."""
    actions.draw(version_id)


@app.task(queueing_lock="documents.sweep")
def sweep(timestamp: int = 0) -> None:
    """Removes files that no row names, left by an upload that was broken off or by a crash, and photos taken away before."""
    actions.forget_removed()
    store.sweep(queries.known_places())
