"""Filling in a form as a visitor does, the worker's part, and the link in the mail."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.db import connection

from samtykke.intake import jobs
from samtykke.intake.letters import confirm_link
from samtykke.intake.models import IntakeRecord
from samtykke.mail.models import Mail
from tests.preferences.pages import stranger

if TYPE_CHECKING:
    from django.http import HttpResponse

    from samtykke.webforms.models import WebForm

TOKEN = re.compile(r'name="token" value="([^"]+)"')


def token_in(page: HttpResponse) -> str:
    """The token of a page that shows a form."""
    found = TOKEN.search(page.content.decode())
    assert found is not None, "the page shows no form"
    return found[1]


def sent(
    form: WebForm, *ticked: str, email: str = "nina@tenktbygg.example", token: str = "", **told: Any
) -> HttpResponse:
    """What the visitor is answered who fills in a form and ticks these purposes."""
    told = {"token": token or token_in(stranger().get(f"/f/{form.slug}/")), "email": email, **told}
    told |= {f"consent-{key}": "on" for key in ticked}
    return stranger().post(f"/f/{form.slug}/", told)


def work() -> int:
    """What the worker does with what came in; says how many jobs there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'samtykke.intake.jobs.take_in' RETURNING args, id"
        )
        found = sorted(cursor.fetchall(), key=lambda row: row[1])
    for told, _id in found:
        jobs.take_in(**(json.loads(told) if isinstance(told, str) else told))
    return len(found)


def mails() -> list[Mail]:
    """The mails that ask to confirm, the oldest first."""
    return list(Mail.objects.filter(kind="form").order_by("id"))


def link_in(mail: Mail) -> str:
    """The token of the button in a mail."""
    return confirm_link(mail).url.rstrip("/").rpartition("/")[2]


def pressed(mail: Mail) -> HttpResponse:
    """What is answered who presses the button in the mail and then the one on the page."""
    return stranger().post(f"/c/{link_in(mail)}/")


def subscribed(form: WebForm, *ticked: str, **told: Any) -> IntakeRecord:
    """Fills in a form, and confirms it by the mail."""
    assert sent(form, *ticked, **told).status_code == 200
    work()
    assert pressed(mails()[-1]).status_code == 200
    return IntakeRecord.objects.order_by("-id")[0]
