"""Two submissions in the same instant. Done when 1; bad input of issue 6."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from samtykke.intake import actions
from samtykke.intake.models import Arrival, IntakeRecord
from samtykke.intake.said import Said
from samtykke.mail.models import Mail
from tests.webforms.forms import make_form

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def at_once(*acts: Any) -> list[Any]:
    """What each answered who began in the same instant."""
    begin, answers = threading.Barrier(len(acts)), []

    def act(one: Any) -> None:
        try:
            begin.wait(20)
            answers.append(one())
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == len(acts)
    return answers


def test_one_page_sent_twice_at_once_is_one_record_and_two_pages_are_one_mail() -> None:
    """Breaks when two presses in the same millisecond make two records, or two submissions of one address two mails."""
    point = make_form().point
    said = Said(email="nina@tenktbygg.example", ticked=("EMARKETING",))

    def receive(token: bytes) -> Any:
        return lambda: actions.receive(said, channel=Arrival.WEB_FORM, point=point, token_hash=token * 32).pk

    same = at_once(receive(b"a"), receive(b"a"), receive(b"a"))
    assert len(set(same)) == 1
    both = [same[0], receive(b"b")()]
    at_once(*(lambda pk=pk: actions.take_in(pk) for pk in both))
    assert sorted(IntakeRecord.objects.values_list("why", flat=True)) == ["", "asked_already"]
    assert Mail.objects.filter(kind="form").count() == 1
