"""Reading pages in tests: in English, so that sentences can be looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.accounts.factories import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User


def browse(user: User, *, language: str = "en", confirmed: bool = True) -> Client:
    """A browser in which the user has signed in and reads the pages in a language."""
    user.language = language
    user.save(update_fields=["language"])
    return signed_in(user, confirmed=confirmed)


def text_of(response) -> str:
    """What a page holds, as text."""
    return response.content.decode()
