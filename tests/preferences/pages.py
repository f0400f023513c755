"""Opening the pages of a data subject in tests: links as the mails make them, a browser without cookies."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client

from samtykke.consents import actions as consents
from samtykke.contacts.actions import make_link
from samtykke.contacts.models import LinkUse
from samtykke.core.actors import Actor, Via
from tests.consents.mails import queued, token_of
from tests.factories import get_purpose

if TYPE_CHECKING:
    from django.http import HttpResponse

    from samtykke.contacts.models import Person

DAYS = timedelta(days=21)


def link_of(person: Person, lifetime: timedelta = DAYS) -> str:
    """The token of a fresh link to the person's own page, bound to the address it went to."""
    return make_link(person, LinkUse.PREFERENCES, lifetime, email_id=person.emails.get(is_primary=True).id)


def work() -> None:
    """What the worker does with what the public pages queued."""
    from samtykke.preferences import jobs

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name LIKE 'samtykke.preferences.%%' RETURNING task_name, args"
        )
        for name, told in cursor.fetchall():
            getattr(jobs, name.rpartition(".")[2])(**(json.loads(told) if isinstance(told, str) else told))


def confirmation_of(person: Person, key: str = "EMARKETING") -> str:
    """The token in a mail that asks the person to confirm."""
    purpose = get_purpose(key)
    email = person.emails.get(is_primary=True)
    consents.ask_confirmation(person, purpose, email, by=Actor.data_subject(person.pk), via=Via.PREFERENCE_PAGE)
    return token_of(queued(person, "confirmation")[-1])


def stranger(language: str = "en", **headers: str) -> Client:
    """A browser that was never here: no cookie, and checks of forms switched on."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": language, **headers})


def text_of(response: HttpResponse) -> str:
    """What a page says, its marks taken away."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain)


def buttons(response: HttpResponse) -> list[str]:
    """The words on the buttons, in order."""
    return re.findall(r"<button[^>]*>\s*(.*?)\s*</button>", response.content.decode())
